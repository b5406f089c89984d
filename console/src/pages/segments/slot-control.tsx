/** The blank of a sentence, as something to fill in. Which control it is follows from the slot's type alone. */
import { DatePicker, Input, InputNumber, Select } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { CalendarUnit, Compare, MomentTest, Slot, Window } from '#shared/rule-slots.ts';
import { compareOps, momentOps } from '#shared/rule-slots.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { ChoiceControl, GoodsControl, PickControl, TextControl } from './slot-choices.tsx';

export type ControlProps<Value = unknown> = {
  slot: Slot;
  value: Value;
  label: string;
  onChange: (value: unknown) => void;
};

export function SlotControl(props: ControlProps) {
  const { slot, value, label, onChange } = props;
  const name = useName();
  switch (slot.type) {
    case 'window':
      return <WindowControl {...props} value={value as Window} />;
    case 'compare':
      return <CompareControl {...props} value={value as Compare} />;
    case 'moment':
      return <MomentControl {...props} value={value as MomentTest} />;
    case 'choice':
      return <ChoiceControl {...props} value={value as never} />;
    case 'text':
      return <TextControl {...props} value={value as never} />;
    case 'goods':
      return <GoodsControl {...props} value={value as never} />;
    case 'pick':
      return <PickControl {...props} value={value as never} />;
    case 'one':
      return (
        <Select<string>
          aria-label={label}
          value={value as string}
          options={(slot.choices ?? []).map((choice) => ({ value: choice.code, label: name(choice) }))}
          popupMatchSelectWidth={false}
          onChange={onChange}
        />
      );
    case 'number':
      return (
        <InputNumber<number>
          aria-label={label}
          value={value as number}
          min={slot.min ?? 0}
          max={slot.max ?? 1_000_000}
          precision={0}
          style={{ width: 80 }}
          onChange={(next) => next !== null && onChange(next)}
        />
      );
    default:
      return (
        <Input
          aria-label={label}
          placeholder={label}
          value={(value as string | null) ?? ''}
          maxLength={40}
          style={{ width: 140 }}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}

const UNITS: readonly CalendarUnit[] = ['day', 'week', 'month', 'year'];
const WINDOWS = ['last', 'earlier', 'between', 'ever'] as const;

type SpanProps = {
  n: number;
  unit: CalendarUnit;
  onChange: (span: { n: number; unit: CalendarUnit }) => void;
};

function Span({ n, unit, onChange }: SpanProps) {
  const { t } = useTranslation();
  return (
    <>
      <InputNumber<number>
        aria-label={t('segments:span_label')}
        value={n}
        min={1}
        max={3_650}
        precision={0}
        style={{ width: 76 }}
        onChange={(next) => next !== null && onChange({ n: next, unit })}
      />
      <Select<CalendarUnit>
        aria-label={t('segments:unit_label')}
        value={unit}
        popupMatchSelectWidth={false}
        options={UNITS.map((one) => ({ value: one, label: t(`segments:unit.${one}`) }))}
        onChange={(next) => onChange({ n, unit: next })}
      />
    </>
  );
}

const DAY = 'YYYY-MM-DD';

type DaysProps = {
  from: string | undefined;
  to: string | undefined;
  onChange: (days: { from: string; to: string }) => void;
};

const Days = ({ from, to, onChange }: DaysProps) => (
  <DatePicker.RangePicker
    allowClear={false}
    value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
    onChange={(range) => range?.[0] && range[1] && onChange({ from: range[0].format(DAY), to: range[1].format(DAY) })}
  />
);

function WindowControl({ value, label, onChange }: ControlProps<Window>) {
  const { t } = useTranslation();
  const today = dayjs().format(DAY);
  const change = (kind: (typeof WINDOWS)[number]) => {
    if (kind === 'ever') onChange({ kind });
    else if (kind === 'between') onChange({ kind, from: dayjs().startOf('year').format(DAY), to: today });
    else onChange({ kind, n: 'n' in value ? value.n : 90, unit: 'unit' in value ? value.unit : 'day' });
  };
  return (
    <>
      <Select<(typeof WINDOWS)[number]>
        aria-label={label}
        value={value.kind}
        popupMatchSelectWidth={false}
        options={WINDOWS.map((kind) => ({ value: kind, label: t(`segments:window.${kind}`) }))}
        onChange={change}
      />
      {'n' in value && <Span n={value.n} unit={value.unit} onChange={(span) => onChange({ ...value, ...span })} />}
      {value.kind === 'between' && (
        <Days from={value.from} to={value.to} onChange={(days) => onChange({ kind: 'between', ...days })} />
      )}
    </>
  );
}

function CompareControl({ slot, value, label, onChange }: ControlProps<Compare>) {
  const { t } = useTranslation();
  const format = useFormat();
  const ops = [...compareOps, ...(slot.blank ? (['known', 'empty'] as const) : [])];
  const [into, out] =
    slot.unit === 'money'
      ? [format.fromCents, format.toCents]
      : slot.unit === 'share'
        ? [(share: number) => Math.round(share * 1_000) / 10, (percent: number) => percent / 100]
        : [(figure: number) => figure, (figure: number) => figure];
  const suffix = useSuffix(slot.unit);
  const figure = (key: 'value' | 'to') => (
    <InputNumber<number>
      aria-label={key === 'to' ? t('segments:upper', { name: label }) : label}
      value={value[key] === undefined ? null : into(value[key])}
      style={{ width: slot.unit === 'money' || suffix ? 120 : 92 }}
      {...(slot.unit === 'money' && { prefix: format.symbol })}
      {...(slot.unit === 'count' && { min: 0 })}
      {...(suffix && { suffix })}
      {...(slot.max !== undefined && {
        min: slot.min ?? 0,
        max: slot.max,
        placeholder: `${slot.min ?? 0}–${slot.max}`,
      })}
      onChange={(next) => onChange({ ...value, [key]: next === null ? undefined : out(next) })}
    />
  );
  const bare = value.op === 'empty' || value.op === 'known';
  return (
    <>
      <Select<Compare['op']>
        aria-label={t('segments:op_label')}
        value={value.op}
        popupMatchSelectWidth={false}
        options={ops.map((op) => ({ value: op, label: t(`segments:op.${op}`) }))}
        onChange={(op) => onChange(op === 'empty' || op === 'known' ? { op } : { ...value, op })}
      />
      {!bare && figure('value')}
      {value.op === 'between' && <span aria-hidden="true">–</span>}
      {value.op === 'between' && figure('to')}
    </>
  );
}

function useSuffix(unit: Slot['unit']): string {
  const { t } = useTranslation();
  if (unit === 'share') return '%';
  return unit === 'score' || unit === 'times' ? t(`segments:figure_unit.${unit}`) : '';
}

function MomentControl({ slot, value, onChange }: ControlProps<MomentTest>) {
  const { t } = useTranslation();
  const { op, n = 30, unit = 'day', from, to } = value;
  const ops = momentOps.filter((one) => slot.blank || (one !== 'empty' && one !== 'known'));
  const change = (next: MomentTest['op']) => {
    if (next === 'empty' || next === 'known') onChange({ op: next });
    else if (next === 'between')
      onChange({ op: next, from: from ?? dayjs().startOf('year').format(DAY), to: to ?? dayjs().format(DAY) });
    else onChange({ op: next, n, unit });
  };
  const spanned = ['last', 'earlier', 'next', 'later'].includes(op);
  return (
    <>
      <Select<MomentTest['op']>
        aria-label={t('segments:op_label')}
        value={op}
        popupMatchSelectWidth={false}
        options={ops.map((one) => ({ value: one, label: t(`segments:moment.${one}`) }))}
        onChange={change}
      />
      {spanned && <Span n={n} unit={unit} onChange={(span) => onChange({ op, ...span })} />}
      {op === 'between' && <Days from={from} to={to} onChange={(days) => onChange({ op, ...days })} />}
      {op === 'anniversary' && (
        <InputNumber<number>
          aria-label={t('segments:span_label')}
          value={n}
          min={1}
          max={365}
          suffix={t('segments:unit.day')}
          style={{ width: 110 }}
          onChange={(next) => next !== null && onChange({ op, n: next })}
        />
      )}
    </>
  );
}

/** Blanks that take something of a list: values of a field, goods, stores, channels, kinds of behaviour, segments. */
import { Input, Select } from 'antd';
import { useDeferredValue, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { listStores } from '#modules/access/contract.ts';
import { listCategories, listProducts } from '#modules/catalog/contract.ts';
import { listInteractionKinds } from '#modules/interactions/contract.ts';
import { listChoices, listSegments } from '#modules/segments/contract.ts';
import { ANY_CHOICE, type Choice, type Goods, type Slot, type TextTest } from '#shared/rule-slots.ts';
import { useChannelName } from '../../components/channel-name.ts';
import { useVocabulary, useVocabularyCodes, vocabularyOf } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { read, useRead } from '../../query.ts';
import { useDateKinds } from '../customers/date-words.ts';
import { fieldsRead, useOptions } from '../customers/fields.tsx';
import { useRelationWords } from '../customers/relation-words.ts';
import styles from './definition-editor.module.css';

type Props<Value> = { slot: Slot; value: Value; label: string; onChange: (value: unknown) => void };

const wide = { minWidth: 200, maxWidth: 420 };

export function ChoiceControl({ slot, value, label, onChange }: Props<Choice>) {
  const { t } = useTranslation();
  const fields = useRead(fieldsRead);
  const field = fields.data?.rows.find(({ code }) => code === slot.field);
  const blank = value.op === 'empty' || value.op === 'known';
  return (
    <>
      <Ops value={value.op} ops={['is', 'not', 'known', 'empty']} onChange={(op) => onChange({ ...value, op })} />
      {!blank && field && (
        <FieldValues
          field={field}
          values={value.values}
          label={label}
          onChange={(values) => onChange({ ...value, values })}
        />
      )}
      {!blank && !field && <span className="lk-soft">{t('segments:builder.no_field')}</span>}
    </>
  );
}

type FieldValuesProps = {
  field: Parameters<typeof useOptions>[0];
  values: string[];
  label: string;
  onChange: (values: string[]) => void;
};

function FieldValues({ field, values, label, onChange }: FieldValuesProps) {
  const { t } = useTranslation();
  const options = useOptions(field);
  return (
    <Select<string[]>
      mode={options ? 'multiple' : 'tags'}
      aria-label={label}
      value={values}
      style={wide}
      popupMatchSelectWidth={false}
      placeholder={t('segments:builder.choose')}
      showSearch={{ optionFilterProp: 'label' }}
      options={(options ?? []).map((option) => ({ value: option.value, label: option.label }))}
      onChange={onChange}
    />
  );
}

type OpsProps<Op extends string> = { value: Op; ops: readonly Op[]; onChange: (op: Op) => void };

function Ops<Op extends string>({ value, ops, onChange }: OpsProps<Op>) {
  const { t } = useTranslation();
  return (
    <Select<Op>
      aria-label={t('segments:op_label')}
      value={value}
      popupMatchSelectWidth={false}
      options={ops.map((op) => ({ value: op, label: t(`segments:op.${op}`) }))}
      onChange={onChange}
    />
  );
}

export function TextControl({ slot, value, label, onChange }: Props<TextTest>) {
  const { t } = useTranslation();
  const found = useRead(read(listChoices, { query: { of: slot.field ?? '' } }), { enabled: slot.field !== undefined });
  const channelName = useChannelName();
  const format = useFormat();
  const blank = value.op === 'empty' || value.op === 'known';
  const options = (found.data?.rows ?? []).map((row) => ({
    value: row.value,
    label: slot.field === 'customers.channel' ? channelName(row.value) : row.value,
    count: format.number(row.customers),
  }));
  // Whoever types the name of a value that is kept as a code means the code.
  const meant = (text: string) => options.find(({ label: shown }) => shown === text)?.value ?? text;
  return (
    <>
      <Ops
        value={value.op}
        ops={['is', 'not', 'contains', 'starts', 'known', 'empty']}
        onChange={(op) => onChange({ ...value, op })}
      />
      {!blank && (
        <Select<string[]>
          mode="tags"
          showSearch={{ optionFilterProp: 'label' }}
          aria-label={label}
          value={value.values}
          style={wide}
          popupMatchSelectWidth={false}
          placeholder={t('segments:builder.type')}
          tokenSeparators={[',', '，', '、', '\n']}
          options={options}
          optionRender={showCounted}
          onChange={(values) => onChange({ ...value, values: [...new Set(values.map(meant))] })}
        />
      )}
    </>
  );
}

type Shown = { label?: ReactNode; data: object };

/** A value, and how many customers have it; what somebody typed has no count. */
function showCounted({ label, data }: Shown): ReactNode {
  const { count } = data as { count?: string };
  return (
    <span className={styles.counted}>
      {label}
      {count && <span className="lk-faint">{count}</span>}
    </span>
  );
}

const GOODS = ['any', 'category', 'product', 'name'] as const;

export function GoodsControl({ slot, value, label, onChange }: Props<Goods>) {
  const { t } = useTranslation();
  const ids = 'ids' in value ? value.ids : [];
  const which = t('segments:goods.which', { name: label, by: t(`segments:goods.${value.by}`) });
  const change = (by: Goods['by']) =>
    onChange(by === 'any' ? { by } : by === 'name' ? { by, text: '' } : { by, ids: [] });
  return (
    <>
      <Select<Goods['by']>
        aria-label={label}
        value={value.by}
        popupMatchSelectWidth={false}
        options={GOODS.filter((by) => by !== 'any' || slot.anything).map((by) => ({
          value: by,
          label: t(`segments:goods.${by}`),
        }))}
        onChange={change}
      />
      {value.by === 'category' && (
        <Categories ids={ids} label={which} onChange={(next) => onChange({ by: 'category', ids: next })} />
      )}
      {value.by === 'product' && (
        <Products ids={ids} label={which} onChange={(next) => onChange({ by: 'product', ids: next })} />
      )}
      {value.by === 'name' && (
        <Input
          aria-label={which}
          value={value.text}
          maxLength={60}
          placeholder={t('segments:goods.part')}
          style={{ width: 160 }}
          onChange={(event) => onChange({ by: 'name', text: event.target.value })}
        />
      )}
    </>
  );
}

type IdsProps = { ids: number[]; label: string; onChange: (ids: number[]) => void };

function Categories({ ids, label, onChange }: IdsProps) {
  const { t } = useTranslation();
  const { data } = useRead(read(listCategories));
  return (
    <Select<number[]>
      mode="multiple"
      aria-label={label}
      value={ids}
      style={wide}
      popupMatchSelectWidth={false}
      placeholder={t('segments:builder.choose')}
      showSearch={{ optionFilterProp: 'label' }}
      options={(data?.rows ?? []).map((row) => ({ value: row.categoryId, label: row.name }))}
      onChange={onChange}
    />
  );
}

function Products({ ids, label, onChange }: IdsProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const search = useDeferredValue(text.trim());
  const { data } = useRead(read(listProducts, { query: { limit: 50, ...(search && { search }) } }), { keep: true });
  const chosen = useRead(read(listProducts, { query: { limit: 200, ids: ids.join(',') } }), {
    keep: true,
    enabled: ids.length > 0,
  });
  const found = search ? [] : (chosen.data?.rows ?? []);
  const rows = [...new Map([...found, ...(data?.rows ?? [])].map((row) => [row.productId, row])).values()];
  return (
    <Select<number[]>
      mode="multiple"
      aria-label={label}
      value={ids}
      style={wide}
      popupMatchSelectWidth={false}
      placeholder={t('segments:builder.choose')}
      showSearch={{ filterOption: false, onSearch: setText }}
      options={rows.map((row) => ({ value: row.productId, label: row.name }))}
      onChange={onChange}
    />
  );
}

export function PickControl({ slot, value, label, onChange }: Props<(string | number)[]>) {
  const { t } = useTranslation();
  const options = usePickOptions(slot);
  return (
    <Select<(string | number)[]>
      mode="multiple"
      aria-label={label}
      value={value}
      style={wide}
      popupMatchSelectWidth={false}
      placeholder={t('segments:builder.choose')}
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      onChange={onChange}
    />
  );
}

function usePickOptions({ of, field = '' }: Slot): { value: string | number; label: string }[] {
  const { t } = useTranslation();
  const name = useName();
  const channelName = useChannelName();
  const stores = useRead(read(listStores), { enabled: of === 'stores' });
  const segments = useRead(read(listSegments), { enabled: of === 'segments' });
  const kinds = useRead(read(listInteractionKinds), { enabled: of === 'interactions' });
  const relations = useRelationWords({ enabled: of === 'relations' });
  const dates = useDateKinds();
  const kind = vocabularyOf(field);
  const vocabulary = useVocabulary();
  const codes = useVocabularyCodes(kind);
  const channels = useRead(read(listChoices, { query: { of: 'orders.channel' } }), { enabled: of === 'channels' });
  if (of === 'stores') return (stores.data?.rows ?? []).map((row) => ({ value: row.storeId, label: row.name }));
  if (of === 'segments') return (segments.data?.rows ?? []).map((row) => ({ value: row.segmentId, label: row.name }));
  if (of === 'interactions')
    return (kinds.data?.rows ?? []).map((row) => ({ value: row.code, label: name(row.names) }));
  if (of === 'relations') return relations.options;
  if (of === 'dates') return dates.kinds.map(({ code }) => ({ value: code, label: dates.name(code) }));
  if (of === 'choices')
    return [
      { value: ANY_CHOICE, label: t('segments:builder.anything') },
      ...(kind ? (codes ?? []).map((code) => ({ value: code, label: vocabulary(kind, code) })) : []),
    ];
  return (channels.data?.rows ?? []).map((row) => ({ value: row.value, label: channelName(row.value) }));
}

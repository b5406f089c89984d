import { Button, Checkbox, DatePicker, InputNumber, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListField } from '#modules/customers/contract.ts';
import { useFormat } from '../../format.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { useOptions, type Option } from './fields.tsx';
import type { Filter } from './filters.ts';
import styles from './filter-editor.module.css';

type Props = { field: ListField; filter: Filter; onChange: (filter: Filter) => void };

const CHECKBOXES_UP_TO = 12;

/** What narrows one field, fitting its type. Changes apply at once; figures when they are entered. */
export function FilterEditor(props: Props) {
  const { t } = useTranslation();
  const { field, filter, onChange } = props;
  const ranged = ['number', 'money', 'day', 'instant'].includes(field.type);
  const known = filter.empty === undefined ? 'any' : filter.empty ? 'empty' : 'known';
  return (
    <div className={styles.editor}>
      {ranged ? <Range {...props} /> : <Choices {...props} />}
      <Segmented
        size="small"
        block
        aria-label={t('customers:filter.known_or_not')}
        value={known}
        options={[
          { value: 'any', label: t('customers:filter.any') },
          { value: 'known', label: t('customers:filter.known') },
          { value: 'empty', label: t('customers:filter.empty') },
        ]}
        onChange={(next) => {
          const { empty: _, ...rest } = filter;
          onChange(next === 'any' ? rest : { field: field.code, empty: next === 'empty' });
        }}
      />
    </div>
  );
}

function Choices({ field, filter, onChange }: Props) {
  const { t } = useTranslation();
  const options = useOptions(field);
  const chosen = filter.is ?? [];
  const choose = (is: string[]) => onChange({ field: field.code, is });
  if (!options || options.length > CHECKBOXES_UP_TO) {
    return (
      <Select
        mode={options ? 'multiple' : 'tags'}
        showSearch={{ optionFilterProp: 'label' }}
        autoFocus
        style={{ width: '100%' }}
        placeholder={t(options ? 'customers:filter.choose' : 'customers:filter.type_values')}
        aria-label={t('customers:filter.choose')}
        value={chosen}
        options={options ?? []}
        onChange={choose}
      />
    );
  }
  return (
    <Checkbox.Group value={chosen} onChange={choose} className={styles.choices ?? ''}>
      {options.map((option) => (
        <Checkbox key={option.value} value={option.value}>
          <Choice option={option} />
        </Checkbox>
      ))}
    </Checkbox.Group>
  );
}

const Choice = ({ option }: { option: Option }) =>
  option.color ? <CodeTag color={option.color}>{option.label}</CodeTag> : option.label;

function Range(props: Props) {
  return props.field.type === 'day' || props.field.type === 'instant' ? <Days {...props} /> : <Figures {...props} />;
}

const LAST_DAYS = [7, 30, 90, 180, 365];

function Days({ field, filter, onChange }: Props) {
  const { t } = useTranslation();
  const today = dayjs();
  return (
    <>
      <DatePicker.RangePicker
        value={[filter.min ? dayjs(filter.min) : null, filter.max ? dayjs(filter.max) : null]}
        allowEmpty={[true, true]}
        onChange={(range) =>
          onChange({
            field: field.code,
            ...(range?.[0] && { min: range[0].format('YYYY-MM-DD') }),
            ...(range?.[1] && { max: range[1].format('YYYY-MM-DD') }),
          })
        }
      />
      <div className={styles.quick}>
        {LAST_DAYS.map((days) => (
          <Button
            key={days}
            size="small"
            onClick={() => onChange({ field: field.code, min: today.subtract(days - 1, 'day').format('YYYY-MM-DD') })}
          >
            {t('customers:filter.last_days', { count: days })}
          </Button>
        ))}
      </div>
    </>
  );
}

function Figures({ field, filter, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = field.type === 'money';
  const shown = (text: string | undefined) => (text ? (money ? format.fromCents(Number(text)) : Number(text)) : null);
  const [min, setMin] = useState(() => shown(filter.min));
  const [max, setMax] = useState(() => shown(filter.max));
  const written = (value: number) => String(money ? format.toCents(value) : value);
  const apply = () =>
    onChange({
      field: field.code,
      ...(min !== null && { min: written(min) }),
      ...(max !== null && { max: written(max) }),
    });
  return (
    <div className={styles.figures}>
      <InputNumber
        autoFocus
        value={min}
        placeholder={t('customers:filter.min')}
        aria-label={t('customers:filter.min')}
        onChange={setMin}
        onPressEnter={apply}
      />
      <span aria-hidden="true">–</span>
      <InputNumber
        value={max}
        placeholder={t('customers:filter.max')}
        aria-label={t('customers:filter.max')}
        onChange={setMax}
        onPressEnter={apply}
      />
      <Button type="primary" onClick={apply}>
        {t('customers:filter.apply')}
      </Button>
    </div>
  );
}

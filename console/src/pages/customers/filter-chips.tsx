import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ListField } from '#modules/customers/contract.ts';
import { useFormat } from '../../format.ts';
import { useFieldName, useOptions } from './fields.tsx';
import { FilterEditor } from './filter-editor.tsx';
import { withFilter, type Filter } from './filters.ts';
import { useLinkSaid } from './link-said.ts';
import styles from './filter-chips.module.css';

type Props = { fields: readonly ListField[]; filters: readonly Filter[]; onChange: (filters: Filter[]) => void };

/** One chip per narrowed field; a click opens what narrows it. */
export function FilterChips({ fields, filters, onChange }: Props) {
  const change = (filter: Filter) => onChange(withFilter(filters, filter));
  return (
    <>
      {filters.map((filter) => {
        const field = fields.find(({ code }) => code === filter.field);
        if (!field) return null;
        const OneChip = field.byLink ? LinkChip : Chip;
        return <OneChip key={filter.field} field={field} filter={filter} onChange={change} />;
      })}
      <AddFilter
        fields={fields.filter((field) => field.filterable && !field.byLink)}
        filters={filters}
        onChange={change}
      />
    </>
  );
}

type ChipProps = { field: ListField; filter: Filter; onChange: (filter: Filter) => void };

/** A filter that came with a link: it says what it means and can be taken away, not changed. */
function LinkChip({ field, filter, onChange }: ChipProps) {
  const said = useLinkSaid(field.code, filter.is ?? []);
  const name = useFieldName()(field.code);
  return (
    <span className={styles.chip}>
      <span className={styles.said}>
        <span className={styles.name}>{name}</span> {said}
      </span>
      <Remove name={name} onRemove={() => onChange({ field: field.code })} />
    </span>
  );
}

function Chip({ field, filter, onChange }: ChipProps) {
  const fieldName = useFieldName();
  const said = useSaid(field, filter);
  const name = fieldName(field.code);
  return (
    <span className={styles.chip}>
      <Popover
        trigger="click"
        placement="bottomLeft"
        destroyOnHidden
        content={<FilterEditor field={field} filter={filter} onChange={onChange} />}
      >
        <button type="button" className={styles.said}>
          <span className={styles.name}>{name}</span> {said}
        </button>
      </Popover>
      <Remove name={name} onRemove={() => onChange({ field: field.code })} />
    </span>
  );
}

function Remove({ name, onRemove }: { name: string; onRemove: () => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.remove}
      aria-label={t('customers:filter.remove', { name })}
      onClick={onRemove}
    >
      <CloseOutlined aria-hidden="true" />
    </button>
  );
}

/** 阶段 流失、挽留 / 累计净额 ¥100 – ¥500. */
function useSaid(field: ListField, { is, min, max, empty }: Filter): string {
  const { t } = useTranslation();
  const format = useFormat();
  const options = useOptions(field);
  if (empty !== undefined) return t(empty ? 'customers:filter.empty' : 'customers:filter.known');
  if (is) {
    const names = is.map((value) => options?.find((option) => option.value === value)?.label ?? value);
    const [first = '', ...others] = names;
    return names.length > 3
      ? t('customers:filter.and_more', { first, count: others.length })
      : names.join(t('shell:list_comma'));
  }
  const one = (text: string) => {
    if (field.type === 'money') return format.money(Number(text));
    return field.type === 'number' ? format.number(Number(text)) : format.day(text);
  };
  if (min && max) return `${one(min)} – ${one(max)}`;
  return min ? t('customers:filter.from', { value: one(min) }) : t('customers:filter.to', { value: one(max ?? '') });
}

type AddProps = Omit<Props, 'onChange'> & { onChange: (filter: Filter) => void };

function AddFilter({ fields, filters, onChange }: AddProps) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const [open, setOpen] = useState(false);
  const [sought, setSought] = useState('');
  const [chosen, setChosen] = useState<ListField | null>(null);
  const show = (next: boolean) => {
    setOpen(next);
    setChosen(null);
    setSought('');
  };
  const found = fields.filter((field) => fieldName(field.code).toLowerCase().includes(sought.toLowerCase()));
  const content = chosen ? (
    <>
      <p className={styles.heading}>{fieldName(chosen.code)}</p>
      <FilterEditor
        field={chosen}
        filter={filters.find((one) => one.field === chosen.code) ?? { field: chosen.code }}
        onChange={onChange}
      />
    </>
  ) : (
    <div className={styles.fields}>
      <Input
        autoFocus
        value={sought}
        placeholder={t('customers:filter.find_field')}
        aria-label={t('customers:filter.find_field')}
        onChange={(event) => setSought(event.target.value)}
        onPressEnter={() => setChosen(found[0] ?? null)}
      />
      <ul>
        {found.map((field) => (
          <li key={field.code}>
            <button type="button" className={styles.field} onClick={() => setChosen(field)}>
              {fieldName(field.code)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomLeft" open={open} onOpenChange={show} content={content} destroyOnHidden>
      <Button type="dashed" icon={<PlusOutlined />}>
        {t('customers:filter.add')}
      </Button>
    </Popover>
  );
}

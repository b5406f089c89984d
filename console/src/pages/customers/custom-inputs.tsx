/** Inputs for added fields inside a form whose values lie under `custom`. */
import { DatePicker, Form, Input, InputNumber, Select, type FormItemProps } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { CustomField, CustomValue } from '#modules/customers/custom-contract.ts';
import { useFormat, type Format } from '../../format.ts';
import { useRead } from '../../query.ts';
import { customRead, sectionsOf } from './custom-reads.ts';
import styles from './custom-inputs.module.css';

type Typed = CustomValue | Dayjs | null | undefined;
export type CustomTyped = Record<string, Typed>;

export function CustomInputs() {
  const { t } = useTranslation();
  const fields = useRead(customRead).data?.rows ?? [];
  return sectionsOf(fields.filter((field) => field.editable)).map(([section, those]) => (
    <fieldset key={section} className={styles.section}>
      <legend>{section || t('customers:custom.more')}</legend>
      {those.map((field) => (
        <CustomInput key={field.code} field={field} />
      ))}
    </fieldset>
  ));
}

function CustomInput({ field }: { field: CustomField }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rules: NonNullable<FormItemProps['rules']> = field.rules.required
    ? [{ required: true, message: t('customers:custom.needed', { name: field.name }) }]
    : [];
  return (
    <Form.Item name={['custom', field.code]} label={field.name} extra={field.help} rules={rules}>
      {inputOf(field, format, { yes: t('terms:value.yes'), no: t('terms:value.no') })}
    </Form.Item>
  );
}

const WIDE = { width: '100%' };

function inputOf(field: CustomField, format: Format, words: { yes: string; no: string }) {
  const { type, rules } = field;
  const options = field.choices
    .filter((choice) => !choice.archived)
    .map((choice) => ({ value: choice.code, label: choice.name }));
  if (type === 'number' || type === 'money') return <InputNumber style={WIDE} {...boundsOf(field, format)} />;
  if (type === 'day') return <DatePicker style={WIDE} />;
  if (type === 'instant') return <DatePicker style={WIDE} showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />;
  // What is no longer offered keeps its name where it was chosen before.
  const chosen = {
    showSearch: { optionFilterProp: 'label' },
    options,
    labelRender: ({ value }: { value: string | number }) =>
      field.choices.find((choice) => choice.code === value)?.name ?? value,
  };
  if (type === 'choice') return <Select allowClear {...chosen} />;
  if (type === 'choices') return <Select mode="multiple" {...chosen} />;
  if (type === 'yes_no') {
    return (
      <Select
        allowClear
        options={[
          { value: true, label: words.yes },
          { value: false, label: words.no },
        ]}
      />
    );
  }
  if (type === 'text' && (rules.maxLength ?? 500) > 100)
    return <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={rules.maxLength ?? 500} />;
  return <Input type={inputTypes[type] ?? 'text'} maxLength={rules.maxLength ?? 500} />;
}

const inputTypes: Partial<Record<CustomField['type'], string>> = { phone: 'tel', url: 'url' };

function boundsOf({ type, rules }: CustomField, format: Format) {
  const shown = (bound: string | number | null | undefined) =>
    typeof bound === 'number' ? (type === 'money' ? format.fromCents(bound) : bound) : undefined;
  const [min, max] = [shown(rules.min), shown(rules.max)];
  return {
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(type === 'money' && { prefix: format.symbol }),
  };
}

/** As the form's inputs hold them. */
export function typedOf(
  fields: readonly CustomField[],
  values: Record<string, CustomValue>,
  format: Format,
): CustomTyped {
  return Object.fromEntries(
    fields.map((field): [string, Typed] => {
      const value = values[field.code];
      if (value === undefined) return [field.code, field.type === 'choices' ? [] : null];
      if (field.type === 'money' && typeof value === 'number') return [field.code, format.fromCents(value)];
      if ((field.type === 'day' || field.type === 'instant') && typeof value === 'string')
        return [field.code, dayjs(value)];
      return [field.code, value];
    }),
  );
}

/** Only what differs from what is stored; null for what was emptied. */
export function changedOf(
  fields: readonly CustomField[],
  typed: CustomTyped | undefined,
  before: Record<string, CustomValue>,
  format: Format,
): Record<string, CustomValue | null> {
  const changes = fields.flatMap((field): [string, CustomValue | null][] => {
    if (!typed || !(field.code in typed)) return [];
    const value = sentOf(field, typed[field.code], format);
    return JSON.stringify(value) === JSON.stringify(before[field.code] ?? null) ? [] : [[field.code, value]];
  });
  return Object.fromEntries(changes);
}

function sentOf(field: CustomField, value: Typed, format: Format): CustomValue | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.toSorted();
  if (dayjs.isDayjs(value)) return field.type === 'day' ? value.format('YYYY-MM-DD') : value.toISOString();
  return field.type === 'money' && typeof value === 'number' ? format.toCents(value) : value;
}

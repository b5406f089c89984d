/** What may be chosen in an added field, and what its values must keep to; each shows itself where the type has it. */
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Checkbox, DatePicker, Form, Input, InputNumber } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import type { CustomType } from '#modules/customers/custom-contract.ts';
import { useFormat } from '../../format.ts';
import styles from './field-settings.module.css';

const useType = () => Form.useWatch('type') as CustomType | undefined;

export function ChoicesEditor() {
  const { t } = useTranslation();
  const type = useType();
  if (type !== 'choice' && type !== 'choices') return null;
  return (
    <Form.Item label={t('customers:field.choices')} extra={t('customers:field.choices_note')}>
      <Form.List name="choices">
        {(items, { add, remove }) => (
          <>
            {items.map(({ key, name }) => (
              <div key={key} className={styles.choice}>
                <Form.Item
                  name={[name, 'name']}
                  noStyle
                  rules={[{ required: true, whitespace: true, message: t('customers:field.choice_needed') }]}
                >
                  <Input maxLength={80} aria-label={t('customers:field.choice', { count: name + 1 })} />
                </Form.Item>
                <Form.Item name={[name, 'code']} hidden noStyle>
                  <Input />
                </Form.Item>
                <Form.Item name={[name, 'archived']} noStyle valuePropName="checked">
                  <Checkbox>{t('customers:field.not_offered')}</Checkbox>
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('customers:field.choice_remove', { count: name + 1 })}
                  onClick={() => remove(name)}
                />
              </div>
            ))}
            <Button type="dashed" block icon={<PlusOutlined />} onClick={() => add({ name: '' })}>
              {t('customers:field.choice_add')}
            </Button>
          </>
        )}
      </Form.List>
    </Form.Item>
  );
}

export function RulesEditor() {
  const { t } = useTranslation();
  const type = useType();
  return (
    <>
      <Form.Item name={['rules', 'required']} valuePropName="checked" extra={t('customers:field.required_note')}>
        <Checkbox>{t('customers:field.required')}</Checkbox>
      </Form.Item>
      {(type === 'number' || type === 'money' || type === 'day') && (
        <div className={styles.pair}>
          <Bound name="min" type={type} />
          <Bound name="max" type={type} />
        </div>
      )}
      {(type === 'text' || type === 'url') && (
        <div className={styles.pair}>
          <Form.Item name={['rules', 'maxLength']} label={t('customers:field.max_length')}>
            <InputNumber min={1} max={500} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name={['rules', 'pattern']} label={t('customers:field.pattern')}>
            <Input maxLength={200} placeholder={String.raw`[A-Z]{2}\d{4}`} />
          </Form.Item>
        </div>
      )}
    </>
  );
}

/** Kept as the wire has it: days as text, money in minor units. */
function Bound({ name, type }: { name: 'min' | 'max'; type: 'number' | 'money' | 'day' }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = t(name === 'min' ? 'customers:field.min' : 'customers:field.max');
  if (type === 'day') {
    return (
      <Form.Item
        name={['rules', name]}
        label={label}
        getValueProps={(day: string | null | undefined) => ({ value: day ? dayjs(day) : null })}
        normalize={(day: Dayjs | null) => day?.format('YYYY-MM-DD') ?? null}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    );
  }
  const money = type === 'money';
  return (
    <Form.Item
      name={['rules', name]}
      label={label}
      getValueProps={(value: number | null | undefined) => ({
        value: typeof value === 'number' && money ? format.fromCents(value) : value,
      })}
      normalize={(value: number | null) => (typeof value === 'number' && money ? format.toCents(value) : value)}
    >
      <InputNumber style={{ width: '100%' }} />
    </Form.Item>
  );
}

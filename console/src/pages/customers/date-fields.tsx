import { Checkbox, Form, Input, InputNumber, Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './field-settings.module.css';

/** What is said of a date beside its kind. */
export function DateFields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="label" label={t('customers:dates.label')} extra={t('customers:dates.label_note')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="calendar" label={t('customers:dates.calendar')} extra={t('customers:dates.calendar_note')}>
        <Segmented
          options={[
            { value: 'solar', label: t('customers:dates.solar') },
            { value: 'lunar', label: t('customers:dates.lunar') },
          ]}
        />
      </Form.Item>
      <div className={styles.pair}>
        <Whole name="month" max={12} />
        <Whole name="day" max={31} />
      </div>
      <Form.Item name="year" label={t('customers:dates.year')} extra={t('customers:dates.year_note')}>
        <InputNumber min={1900} max={2200} style={{ width: '100%' }} />
      </Form.Item>
      <Leap />
    </>
  );
}

function Whole({ name, max }: { name: 'month' | 'day'; max: number }) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name={name}
      label={t(`customers:dates.${name}`)}
      rules={[{ required: true, message: t('customers:dates.needed') }]}
    >
      <InputNumber min={1} max={max} precision={0} style={{ width: '100%' }} />
    </Form.Item>
  );
}

function Leap() {
  const { t } = useTranslation();
  if (Form.useWatch('calendar') !== 'lunar') return null;
  return (
    <Form.Item name="leap" valuePropName="checked">
      <Checkbox>{t('customers:dates.leap')}</Checkbox>
    </Form.Item>
  );
}

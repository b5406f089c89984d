import { App, Checkbox, Form, Input, InputNumber, Segmented, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { addDate, type DateDraft } from '#modules/customers/dates-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { DATE_ENDS } from './customer-dates.tsx';
import { useDateKinds } from './date-words.ts';
import styles from './field-settings.module.css';

export const handle = { permission: addDate.permission };

export function Component() {
  const customerId = Number(useParams().customerId);
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { kinds, name } = useDateKinds();
  const save = useSend(addDate, {
    ends: DATE_ENDS,
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  const submit = ({ year, label, leap, ...date }: DateDraft) =>
    save.mutate({
      params: { customerId },
      body: { ...date, year: year ?? null, label: label || null, leap: date.calendar === 'lunar' && leap },
    });
  return (
    <FormDrawer<DateDraft>
      title={t('customers:dates.add')}
      back={paths.customer(customerId)}
      initialValues={{ kind: 'birthday', calendar: 'solar', leap: false, year: null, label: null }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      <Form.Item name="kind" label={t('customers:dates.kind')}>
        <Select options={kinds.map((kind) => ({ value: kind.code, label: name(kind.code) }))} />
      </Form.Item>
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
    </FormDrawer>
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

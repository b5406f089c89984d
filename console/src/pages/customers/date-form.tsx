import { App, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { addDate, type DateDraft } from '#modules/customers/dates-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import { DATE_ENDS } from './date-ends.ts';
import { DateFields } from './date-fields.tsx';
import { useDateKinds } from './date-words.ts';

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
      <DateFields />
    </FormDrawer>
  );
}

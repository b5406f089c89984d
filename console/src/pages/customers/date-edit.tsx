import { App, Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { changeDate, listDates, type DateDraft } from '#modules/customers/dates-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { NotFound } from '../../components/not-found.tsx';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { DATE_ENDS } from './date-ends.ts';
import { DateFields } from './date-fields.tsx';
import { useDateKinds } from './date-words.ts';

type Meaning = 'auto' | 'renewal' | 'correction';
type Values = Omit<DateDraft, 'kind'> & { meaning: Meaning };

const MEANINGS: readonly Meaning[] = ['auto', 'renewal', 'correction'];

export const handle = { permission: changeDate.permission };

/** Another day for a date; of a plan's end also what the other day means. */
export function Component() {
  const { customerId: own, dateId: which } = useParams();
  const [customerId, dateId] = [Number(own), Number(which)];
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { name } = useDateKinds();
  const { data } = useRead(read(listDates, { params: { customerId } }));
  const save = useSend(changeDate, {
    ends: DATE_ENDS,
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  if (!data) return null;
  const date = data.rows.find((row) => row.dateId === dateId);
  if (!date) return <NotFound />;
  const { kind, calendar, year, month, day, leap, label } = date;
  const submit = (values: Values) =>
    save.mutate({
      params: { customerId, dateId },
      body: {
        ...values,
        year: values.year ?? null,
        label: values.label?.trim() || null,
        leap: values.calendar === 'lunar' && (values.leap ?? false),
        meaning: values.meaning ?? 'auto',
      },
    });
  return (
    <FormDrawer<Values>
      title={t('customers:dates.change', { kind: name(kind) })}
      back={paths.customer(customerId)}
      initialValues={{ calendar, year, month, day, leap, label, meaning: 'auto' }}
      submitLabel={t('shell:save')}
      onSubmit={submit}
      submitError={save.error}
      loading={save.isPending}
    >
      <DateFields />
      {kind === 'plan_end' && (
        <Form.Item
          name="meaning"
          label={t('customers:dates.meaning')}
          extra={t('customers:dates.meaning_note', { days: 7 })}
        >
          <Radio.Group options={MEANINGS.map((value) => ({ value, label: t(`customers:dates.meaning_${value}`) }))} />
        </Form.Item>
      )}
    </FormDrawer>
  );
}

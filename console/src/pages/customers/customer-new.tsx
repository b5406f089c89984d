import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { getCustomer, listCustomers, recordCustomers } from '#modules/customers/contract.ts';
import { listDuplicates } from '#modules/customers/duplicates-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { CallError } from '../../problem.ts';
import { useRead, useSend } from '../../query.ts';
import { changedOf, CustomInputs, type CustomTyped } from './custom-inputs.tsx';
import { customRead } from './custom-reads.ts';
import { CustomerFields, type CustomerValues } from './customer-form.tsx';
import { Resembling } from './resembling.tsx';

type Values = CustomerValues & { custom?: CustomTyped };

export const handle = { permission: recordCustomers.permission };

/** Somebody else's customer once, who asked to be forgotten: what there is to say is the same whoever it was. */
const FORGOTTEN = new CallError({ status: 409, code: 'customers.identifier_forgotten', fields: [] });

/** A customer written down by hand. Whoever holds the telephone or e-mail already is updated, and the warning says so. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const format = useFormat();
  const fields = useRead(customRead).data?.rows ?? [];
  const save = useSend(recordCustomers, {
    ends: [listCustomers, getCustomer, listDuplicates, listAudit],
    onDone: ({ rows: [row] }) => {
      if (!row?.customerId) return;
      void message.success(t(`duplicates:new.${row.outcome}`));
      void navigate(paths.customer(row.customerId));
    },
  });
  return (
    <FormDrawer<Values>
      title={t('duplicates:new.title')}
      back={paths.customers()}
      initialValues={{ kind: 'person' }}
      submitLabel={t('duplicates:new.submit')}
      onSubmit={({ custom, ...values }) =>
        save.mutate({ body: { customers: [{ ...draftOf(values), custom: changedOf(fields, custom, {}, format) }] } })
      }
      submitError={save.data?.rows[0]?.outcome === 'forgotten' ? FORGOTTEN : save.error}
      loading={save.isPending}
    >
      <Resembling />
      <CustomerFields needed={t('duplicates:new.needed')} />
      <CustomInputs />
    </FormDrawer>
  );
}

function draftOf({ birthday, ...values }: CustomerValues) {
  const said = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '' && value !== null));
  return { ...said, source: 'manual', ...(birthday && { birthday: birthday.format('YYYY-MM-DD') }) };
}

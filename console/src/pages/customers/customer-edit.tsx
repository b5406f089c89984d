import { App } from 'antd';
import dayjs from 'dayjs';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { getCustomer, listCustomers, listTimeline, updateCustomer } from '#modules/customers/contract.ts';
import type { CustomField } from '#modules/customers/custom-contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useRead, useSend } from '../../query.ts';
import type { Change } from './changed-meanwhile.ts';
import { changedOf, CustomInputs, typedOf, type CustomTyped } from './custom-inputs.tsx';
import { customRead } from './custom-reads.ts';
import { CustomerFields, type CustomerValues } from './customer-form.tsx';
import { customerRead, type CustomerPage } from './customer-reads.ts';
import { useMayWrite } from './meanwhile.tsx';
import { Resembling } from './resembling.tsx';

type Values = CustomerValues & { custom?: CustomTyped };

export const handle = { permission: updateCustomer.permission };

export function Component() {
  const customerId = Number(useParams().customerId);
  const customer = useRead(customerRead(customerId)).data;
  const fields = useRead(customRead).data?.rows;
  return customer && fields ? <EditCustomer customer={customer} fields={fields} /> : null;
}

type EditProps = { customer: CustomerPage; fields: readonly CustomField[] };

function EditCustomer({ customer: latest, fields }: EditProps) {
  // As it was when the form opened: what the form changes is held against what was seen, whatever is read meanwhile.
  const [customer] = useState(latest);
  const checking = useRef(false);
  const mayWrite = useMayWrite(customer);
  const format = useFormat();
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { customerId } = customer;
  const save = useSend(updateCustomer, {
    ends: [getCustomer, listCustomers, listTimeline, listAudit],
    onDone: () => {
      void message.success(t('shell:saved'));
      void navigate(paths.customer(customerId));
    },
  });
  const bodyOf = ({ custom, ...values }: Values): Change => ({
    ...changeOf(values, customer),
    custom: changedOf(fields, custom, customer.custom, format),
  });
  const submit = async (values: Values) => {
    if (checking.current) return;
    checking.current = true;
    const body = bodyOf(values);
    const may = await mayWrite(body);
    checking.current = false;
    if (may) save.mutate({ params: { customerId }, body });
  };
  return (
    <FormDrawer<Values>
      title={t('customers:edit.title')}
      back={paths.customer(customerId)}
      initialValues={{
        ...customer,
        birthday: customer.birthday ? dayjs(customer.birthday) : null,
        custom: typedOf(fields, customer.custom, format),
      }}
      submitLabel={t('shell:save')}
      onSubmit={(values) => void submit(values)}
      submitError={save.error}
      loading={save.isPending}
    >
      <Resembling customerId={customerId} />
      <CustomerFields />
      <CustomInputs />
    </FormDrawer>
  );
}

/** Only what was changed is sent; what was emptied is sent as unknown. */
function changeOf(values: Omit<Values, 'custom'>, customer: CustomerPage): Change {
  const written = { ...values, birthday: values.birthday?.format('YYYY-MM-DD') ?? null };
  const cleared = Object.entries(written).map(([name, value]) => [
    name,
    value === '' || value === undefined ? null : value,
  ]);
  return Object.fromEntries(
    cleared.filter(([name, value]) => value !== customer[name as keyof CustomerPage]),
  ) as Change;
}

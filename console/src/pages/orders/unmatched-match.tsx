import { App, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { getCustomer, listCustomers, listTimeline } from '#modules/customers/contract.ts';
import { listOrders, listUnmatched, matchOrder } from '#modules/orders/contract.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';

type Values = { customerId: number };

export const handle = { permission: matchOrder.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { sourceId, externalId = '' } = useParams();
  const match = useSend(matchOrder, {
    ends: [listUnmatched, listOrders, getCustomer, listCustomers, listTimeline, listAudit],
    onDone: () => {
      void message.success(t('orders:unmatched.matched'));
      void navigate(paths.unmatchedOrders());
    },
  });
  return (
    <FormDrawer<Values>
      title={t('orders:unmatched.match_title', { no: externalId })}
      back={paths.unmatchedOrders()}
      initialValues={{}}
      submitLabel={t('orders:unmatched.match')}
      onSubmit={({ customerId }) => match.mutate({ body: { sourceId: Number(sourceId), externalId, customerId } })}
      submitError={match.error}
      loading={match.isPending}
    >
      <Form.Item
        name="customerId"
        label={t('orders:unmatched.whose')}
        rules={[{ required: true, message: t('orders:unmatched.whose_needed') }]}
      >
        <CustomerSelect />
      </Form.Item>
    </FormDrawer>
  );
}

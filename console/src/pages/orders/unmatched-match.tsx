import { App, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useOutletContext, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { getCustomer, listCustomers, listTimeline } from '#modules/customers/contract.ts';
import { listOrders, listUnmatched, matchOrder } from '#modules/orders/contract.ts';
import { CustomerSelect } from '../../components/customer-select.tsx';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { paths } from '../../paths.ts';
import { useSend } from '../../query.ts';
import type { Waiting } from './unmatched.tsx';
import styles from './unmatched.module.css';

type Values = { customerId: number };

export const handle = { permission: matchOrder.permission };

export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { sourceId, externalId = '' } = useParams();
  const order = useOutletContext<readonly Waiting[]>().find(
    (one) => one.externalId === externalId && one.sourceId === Number(sourceId),
  );
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
      {order && <About order={order} />}
      <Form.Item
        name="customerId"
        label={t('orders:unmatched.whose')}
        rules={[{ required: true, message: t('orders:unmatched.whose_needed') }]}
      >
        <CustomerSelect suggested={order?.customerName ?? null} />
      </Form.Item>
    </FormDrawer>
  );
}

/** What there is to tell whose it may be. */
function About({ order }: { order: Waiting }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    [t('orders:placed_at'), format.moment(order.placedAt)],
    [t('orders:unmatched.customer'), order.customerName ?? t('orders:unmatched.nobody')],
    [t('orders:gross'), format.money(order.grossCents)],
    [t('orders:lines'), format.number(order.lines)],
  ] as const;
  return (
    <dl className={styles.about}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

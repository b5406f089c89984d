import { App, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { assignOwner, getCustomer, listCustomers, listOwners } from '#modules/customers/contract.ts';
import { read, useRead, useSend } from '../query.ts';

const NOBODY = '';

type Props = { customerIds: number[]; ownerId?: string | null; onDone?: () => void };

/** Gives customers to an owner, or to nobody, as soon as one is chosen. */
export function OwnerSelect({ customerIds, ownerId, onDone }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const owners = useRead(read(listOwners));
  const assign = useSend(assignOwner, {
    ends: [listCustomers, getCustomer, listAudit],
    onDone: ({ changed }) => {
      void message.success(t('customers:selection.assigned', { count: changed }));
      onDone?.();
    },
  });
  return (
    <Select
      style={{ width: 220 }}
      showSearch={{ optionFilterProp: 'label' }}
      loading={assign.isPending}
      status={assign.isError ? 'error' : ''}
      value={ownerId ?? null}
      placeholder={t('customers:selection.assign')}
      aria-label={t('customers:selection.assign')}
      options={[
        { value: NOBODY, label: t('customers:owner.nobody') },
        ...(owners.data?.rows ?? []).map((owner) => ({ value: owner.ownerId, label: owner.name })),
      ]}
      onChange={(chosen) => assign.mutate({ body: { customerIds, ownerId: chosen || null } })}
    />
  );
}

import { App, Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { assignOwner, getCustomer, listCustomers, listOwners } from '#modules/customers/contract.ts';
import { read, useRead, useSend } from '../../query.ts';
import styles from './list.module.css';

const NOBODY = '';

/** What can be done with the chosen customers. */
export function SelectionBar({ chosen, onClear }: { chosen: number[]; onClear: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.selection} role="region" aria-label={t('customers:selection.label')}>
      <span>{t('customers:selection.count', { count: chosen.length })}</span>
      <AssignOwner chosen={chosen} onDone={onClear} />
      <Button type="text" onClick={onClear}>
        {t('customers:selection.clear')}
      </Button>
    </div>
  );
}

function AssignOwner({ chosen, onDone }: { chosen: number[]; onDone: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const owners = useRead(read(listOwners));
  const assign = useSend(assignOwner, {
    ends: [listCustomers, getCustomer, listAudit],
    onDone: ({ changed }) => {
      void message.success(t('customers:selection.assigned', { count: changed }));
      onDone();
    },
  });
  return (
    <Select
      style={{ width: 220 }}
      showSearch={{ optionFilterProp: 'label' }}
      loading={assign.isPending}
      value={null as string | null}
      placeholder={t('customers:selection.assign')}
      aria-label={t('customers:selection.assign')}
      options={[
        { value: NOBODY, label: t('customers:owner.nobody') },
        ...(owners.data?.rows ?? []).map((owner) => ({ value: owner.ownerId, label: owner.name })),
      ]}
      onChange={(ownerId) => assign.mutate({ body: { customerIds: chosen, ownerId: ownerId || null } })}
    />
  );
}

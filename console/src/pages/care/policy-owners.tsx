import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { listAudit } from '#modules/access/contract.ts';
import { getMyDay } from '#modules/care/contract.ts';
import { applyOwners, listPolicies, previewOwners, type OwnerPlan } from '#modules/care/policy-contract.ts';
import { getCustomer, listCustomers } from '#modules/customers/contract.ts';
import { FormDrawer } from '../../components/form-drawer.tsx';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead, useSend } from '../../query.ts';
import { Shown } from '../../ui/shown.tsx';
import styles from './policy-owners.module.css';

export const handle = { permission: applyOwners.permission };

/** What the owner rule of a class would do now, and one click to do it. */
export function Component() {
  const { code = '' } = useParams();
  const { t } = useTranslation();
  const name = useName();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const policy = useRead(read(listPolicies)).data?.rows.find((row) => row.code === code);
  const preview = useRead(read(previewOwners, { params: { code } }));
  const apply = useSend(applyOwners, {
    ends: [listPolicies, previewOwners, listCustomers, getCustomer, getMyDay, listAudit],
    onDone: ({ changed }) => {
      void message.success(t('care:owners.done', { count: changed }));
      void navigate(paths.policies());
    },
  });
  if (!policy) return null;
  return (
    <FormDrawer
      title={t('care:owners.title', { name: name(policy.name) })}
      back={paths.policies()}
      initialValues={{}}
      submitLabel={t('care:owners.apply')}
      onSubmit={() => apply.mutate({ params: { code } })}
      submitError={apply.error}
      loading={apply.isPending}
    >
      <p>{t(`care:owners.rule.${policy.ownerRule}`)}</p>
      <p className={styles.whom}>{t(`care:owner_change.${policy.ownerChange}`)}</p>
      <Shown query={preview} lines={5}>
        {(plan) => <Plan plan={plan} />}
      </Shown>
    </FormDrawer>
  );
}

function Plan({ plan }: { plan: OwnerPlan }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (plan.customers === 0) return <p>{t('care:owners.nobody')}</p>;
  return (
    <>
      <p>
        <b>
          {plan.released > 0
            ? t('care:owners.released', { count: plan.released })
            : t(`care:owners.concerned.${plan.change}`, { count: plan.customers - plan.left })}
        </b>
      </p>
      {plan.left > 0 && <p>{t('care:owners.left', { count: plan.left })}</p>}
      {plan.shares.length > 0 && (
        <table className={styles.shares}>
          <thead>
            <tr>
              <th>{t('care:team.person')}</th>
              <th>{t('care:owners.has')}</th>
              <th>{t('care:owners.gets')}</th>
            </tr>
          </thead>
          <tbody>
            {plan.shares.map((share) => (
              <tr key={share.ownerId}>
                <td>{share.name}</td>
                <td>{format.number(share.has)}</td>
                <td>{share.gets > 0 ? `+${format.number(share.gets)}` : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

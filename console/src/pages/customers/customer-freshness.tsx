import { CheckOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { listAudit } from '#modules/access/contract.ts';
import { confirmFields, listFieldChecks } from '#modules/customers/quality-contract.ts';
import { useFormat } from '../../format.ts';
import { read, useRead, useSend } from '../../query.ts';
import { useCan } from '../../session.ts';
import { Fold } from '../../ui/fold.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import styles from './customer-tags.module.css';
import { useQualityName } from './quality-fields.ts';

/** When what goes out of date was last confirmed; said to be right with one press, each field or all that are old. */
export function CustomerFreshness({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const qualityName = useQualityName();
  const { message } = App.useApp();
  const mayConfirm = useCan()(confirmFields.permission);
  const { data } = useRead(read(listFieldChecks, { params: { customerId } }));
  const confirm = useSend(confirmFields, {
    ends: [listFieldChecks, listAudit],
    onDone: ({ confirmed }) => void message.success(t('quality:confirmed_done', { count: confirmed.length })),
  });
  if (!data || data.rows.length === 0) return null;
  const stale = data.rows.filter((row) => row.stale).map((row) => row.field);
  const send = (fields: string[]) => confirm.mutate({ params: { customerId }, body: { fields } });
  const all = mayConfirm && stale.length > 1 && (
    <Button type="text" size="small" loading={confirm.isPending} onClick={() => send(stale)}>
      {t('quality:confirm_all', { count: stale.length })}
    </Button>
  );
  return (
    <Fold
      name="checks"
      title={t('quality:checks')}
      says={
        stale.length > 0 ? (
          <span style={{ color: 'var(--lk-amber)' }}>{t('quality:checks_old', { count: stale.length })}</span>
        ) : (
          t('quality:checks_fine')
        )
      }
      actions={all}
    >
      <ul className={styles.dates}>
        {data.rows.map(({ field, checkedAt, how, byName, stale: old }) => (
          <li key={field}>
            <div>
              {qualityName(field)}
              <span className={styles.next} style={old ? { color: 'var(--lk-amber)' } : undefined}>
                {t(`quality:how.${how}`, { day: format.date(checkedAt) })}
                {byName && ` · ${byName}`}
                {old && ` · ${t('quality:old', { count: data.staleMonths })}`}
              </span>
            </div>
            {mayConfirm && (
              <Button
                type="text"
                size="small"
                icon={<CheckOutlined />}
                title={t('quality:confirm_note')}
                aria-label={t('quality:confirm', { field: qualityName(field) })}
                disabled={confirm.isPending}
                onClick={() => send([field])}
              />
            )}
          </li>
        ))}
      </ul>
      {confirm.error && <ProblemNote error={confirm.error} />}
    </Fold>
  );
}

import { CheckCircleOutlined, StopOutlined, UserDeleteOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { useRead } from '../../query.ts';
import { consentsRead } from './customer-consents.tsx';
import { LetInAgain } from './let-in-again.tsx';
import styles from './customer-flags.module.css';

/** What to know before reaching for the telephone. */
export function CustomerFlags({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const consents = useRead(consentsRead(customerId)).data;
  if (!consents) return null;
  const { erasedAt, doNotContact, refusesPersonalisation, refusesProfiling } = consents;
  if (erasedAt)
    return (
      <>
        <Flag icon={<UserDeleteOutlined />} bad>
          {t('privacy:flag.erased', { date: format.date(erasedAt) })}
        </Flag>
        <LetInAgain customerId={customerId} />
      </>
    );
  return (
    <>
      {doNotContact && (
        <Flag icon={<StopOutlined />} bad>
          {t('privacy:flag.do_not_contact')}
        </Flag>
      )}
      {refusesPersonalisation && <Flag icon={<CheckCircleOutlined />}>{t('privacy:flag.no_personalisation')}</Flag>}
      {refusesProfiling && <Flag icon={<CheckCircleOutlined />}>{t('privacy:flag.no_profiling')}</Flag>}
    </>
  );
}

function Flag({ icon, bad = false, children }: { icon: ReactNode; bad?: boolean; children: ReactNode }) {
  return (
    <span className={bad ? styles.bad : styles.plain}>
      {icon} {children}
    </span>
  );
}

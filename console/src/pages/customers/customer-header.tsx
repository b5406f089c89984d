import { Popover } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { assignOwner } from '#modules/customers/contract.ts';
import { OwnerSelect } from '../../components/owner-select.tsx';
import { useCauseSentence, vocabularyColor } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { useCan } from '../../session.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { CustomerFlags } from './customer-flags.tsx';
import type { CustomerPage, OutlookPage, Scores } from './customer-reads.ts';
import styles from './customer-header.module.css';

type Props = { customer: CustomerPage; scores: Scores | null; outlook: OutlookPage | null; actions: ReactNode };

/** Who this is, where they stand and why. */
export function CustomerHeader({ customer, scores, outlook, actions }: Props) {
  const { t } = useTranslation();
  const name = useName();
  const tags = [scores?.class4, scores?.segment, scores?.class8].flatMap((named) => named ?? []);
  return (
    <header className={styles.header}>
      <div className={styles.who}>
        <div className={styles.line}>
          <h1 className={styles.name}>{customer.name ?? t('customers:nameless')}</h1>
          <span className={styles.code}>{customer.code}</span>
          {customer.kind === 'company' && (
            <span className={styles.kind}>{t('terms:choice.customers.kind.company')}</span>
          )}
        </div>
        <div className={styles.tags}>
          <CustomerFlags customerId={customer.customerId} />
          {tags.map((tag) => (
            <CodeTag key={tag.code} code={tag.code}>
              {name(tag)}
            </CodeTag>
          ))}
          <Owner customer={customer} />
          {customer.storeName && (
            <span className={styles.of}>
              {t('customers:store')} <b>{customer.storeName}</b>
            </span>
          )}
        </div>
      </div>
      <div className={styles.stands}>
        <Stage scores={scores} />
        <Risk outlook={outlook} />
      </div>
      <div className={styles.actions}>{actions}</div>
    </header>
  );
}

function Owner({ customer }: { customer: CustomerPage }) {
  const { t } = useTranslation();
  const mayAssign = useCan()(assignOwner.permission);
  const [open, setOpen] = useState(false);
  const name = customer.ownerName ?? t('customers:owner.nobody');
  return (
    <span className={styles.of}>
      {t('customers:owner.title')}{' '}
      {mayAssign ? (
        <Popover
          trigger="click"
          open={open}
          onOpenChange={setOpen}
          content={
            <OwnerSelect customerIds={[customer.customerId]} ownerId={customer.ownerId} onDone={() => setOpen(false)} />
          }
        >
          <button type="button" className={styles.owner}>
            {name}
          </button>
        </Popover>
      ) : (
        <b>{name}</b>
      )}
    </span>
  );
}

function Stage({ scores }: { scores: Scores | null }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const sentence = useCauseSentence();
  const stage = scores?.stage;
  if (!stage) return null;
  const why = sentence(stage.today);
  return (
    <div className={styles.stage}>
      <p className={styles.stageName}>
        <CodeTag code={stage.code}>{name(stage)}</CodeTag>
        <span className={styles.since}>{t('customers:stage.since', { date: format.date(stage.since) })}</span>
      </p>
      {why && <p className={styles.why}>{why}</p>}
      {stage.today?.heldByMargin && <p className={styles.held}>{t('customers:stage.held')}</p>}
    </div>
  );
}

/** How likely the customer is to leave, and the first reason. */
function Risk({ outlook }: { outlook: OutlookPage | null }) {
  const { t } = useTranslation();
  const name = useName();
  const risk = outlook?.risk;
  if (!risk) return null;
  const [reason] = risk.reasons;
  return (
    <div className={styles.stage}>
      <p className={styles.stageName}>
        <CodeTag color={vocabularyColor('riskBands', risk.band.code) ?? ''}>{name(risk.band)}</CodeTag>
        <span className={styles.since}>{t('outlook:customer.points', { points: risk.points })}</span>
      </p>
      {reason && <p className={styles.why}>{name(reason)}</p>}
    </div>
  );
}

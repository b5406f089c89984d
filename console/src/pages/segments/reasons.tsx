/** Why one customer is in or out: every condition with a tick or a cross and the customer's own figure. */
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Group } from '#modules/segments/contract.ts';
import { explainMembership, explainPreview, type Reason } from '#modules/segments/members-contract.ts';
import { call } from '../../call.ts';
import { useFormat } from '../../format.ts';
import { useName, type TwoNames } from '../../named.ts';
import { paths } from '../../paths.ts';
import { read, useRead } from '../../query.ts';
import { Shown } from '../../ui/shown.tsx';
import styles from './reasons.module.css';

export function Reasons({ segmentId, customerId }: { segmentId: number; customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useRead(read(explainMembership, { params: { segmentId, customerId } }));
  return (
    <Shown query={query} lines={6}>
      {({ customer, member, reason }) => (
        <>
          <p>
            <Link to={paths.customer(customer.customerId)}>{customer.name ?? customer.code}</Link>
          </p>
          <p className={styles.verdict}>
            {member
              ? t('segments:in_since', { day: format.date(member.since), cause: t(`segments:cause.${member.cause}`) })
              : t('segments:out')}
          </p>
          {reason ? <Tree reason={reason} /> : <p className="lk-soft">{t('segments:by_hand')}</p>}
        </>
      )}
    </Shown>
  );
}

/** The same of conditions that are not kept yet. */
export function PreviewReasons({ definition, customerId }: { definition: Group; customerId: number }) {
  const { t } = useTranslation();
  const query = useQuery({
    queryKey: [explainPreview.path, JSON.stringify(definition), customerId],
    queryFn: ({ signal }) => call(explainPreview, { body: { definition, customerId }, signal }),
  });
  return (
    <Shown query={query} lines={6}>
      {({ customer, reason }) => (
        <>
          <p>
            <Link to={paths.customer(customer.customerId)} target="_blank">
              {customer.name ?? customer.code}
            </Link>
          </p>
          <p className={styles.verdict}>{t(reason.holds ? 'segments:preview.fits' : 'segments:preview.fits_not')}</p>
          <Tree reason={reason} />
        </>
      )}
    </Shown>
  );
}

function Tree({ reason }: { reason: Reason }) {
  const { t } = useTranslation();
  if (!('join' in reason)) return <Condition reason={reason} />;
  return (
    <div className={styles.group}>
      <p className={styles.head}>
        <Mark holds={reason.holds} />
        {t(`segments:reason.${reason.not ? 'not_' : ''}${reason.join}`)}
      </p>
      <ul>
        {reason.items.map((item, index) => (
          // Conditions have nothing else to tell them apart by than their place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Tree reason={item} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Mark({ holds }: { holds: boolean }) {
  const { t } = useTranslation();
  return holds ? (
    <CheckCircleFilled className={styles.yes} aria-label={t('segments:reason.yes')} />
  ) : (
    <CloseCircleFilled className={styles.no} aria-label={t('segments:reason.no')} />
  );
}

type Leaf = Extract<Reason, { rule: string }>;

function Condition({ reason }: { reason: Leaf }) {
  const { t } = useTranslation();
  const name = useName();
  const said = useSaidValue()(reason);
  return (
    <div className={styles.condition}>
      <Mark holds={reason.holds} />
      <div>
        {reason.not && <b>{t('segments:builder.not')} </b>}
        {name(reason.sentence)}
        {reason.valueKind !== 'none' && (
          <div className={styles.own}>
            {said === null ? t('segments:reason.unknown') : t('segments:reason.own', { value: said })}
          </div>
        )}
      </div>
    </div>
  );
}

function useSaidValue(): (reason: Leaf) => string | null {
  const format = useFormat();
  const name = useName();
  return ({ value, valueKind }) => {
    if (value === null || value === undefined) return null;
    if (valueKind === 'money') return format.money(Number(value));
    if (valueKind === 'share') return format.percent(Number(value));
    if (valueKind === 'count' || valueKind === 'number') return format.number(Number(value));
    if (valueKind === 'day') return format.day(value as string);
    if (valueKind === 'instant') return format.moment(value as string);
    return typeof value === 'object' ? name(value as TwoNames) : (value as string);
  };
}

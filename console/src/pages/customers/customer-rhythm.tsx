import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { listOrders } from '#modules/orders/contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat, type Format } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { useWidth } from '../../ui/width.ts';
import { useCan } from '../../session.ts';
import { Section } from '../../ui/page.tsx';
import { placeRhythm, type Mark } from './rhythm-marks.ts';
import type { Scores } from './customer-reads.ts';
import styles from './customer-rhythm.module.css';

type Props = { customerId: number; asOf: string; rhythm: Scores['rhythm'] | null };
type Order = ResultOf<typeof listOrders>['rows'][number];

const HEIGHT = 92;
const BASE = 54;

/** The picture of a customer: purchases along time, their size as area, and the silence since the last one. */
export function CustomerRhythm({ customerId, asOf, rhythm }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const orders = useRead(read(listOrders, { params: { customerId }, query: { limit: 200 } }), {
    enabled: can(listOrders.permission),
  });
  const rows = orders.data?.rows ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t('customers:rhythm.title')} note={<RhythmSentence rhythm={rhythm} />}>
      <Strip orders={rows} asOf={asOf} rhythm={rhythm} />
    </Section>
  );
}

/** 上次购买 94 天前，平时每 31 天一次. */
export function RhythmSentence({ rhythm }: { rhythm: Props['rhythm'] }) {
  const { t } = useTranslation();
  if (!rhythm || rhythm.silenceDays === null) return null;
  const { silenceDays, gaps } = rhythm;
  const ownGapDays = rhythm.ownGapDays === null ? null : Math.round(rhythm.ownGapDays);
  // With gaps and no usual one, none is reckoned: the customer refuses to be judged.
  if (ownGapDays === null)
    return t(gaps > 0 ? 'customers:rhythm.last_only' : 'customers:rhythm.last', { count: silenceDays });
  const key = gaps > 0 ? 'customers:rhythm.last_and_usual' : 'customers:rhythm.last_and_everybody';
  return t(key, { silenceDays, ownGapDays });
}

function Strip({ orders, asOf, rhythm }: Omit<Props, 'customerId'> & { orders: Order[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const titleId = useId();
  const [place, width] = useWidth();
  const now = Date.parse(asOf);
  const { marks, years, today, expected, lastX } = placeRhythm(orders, {
    now,
    width,
    gapDays: rhythm?.ownGapDays ?? null,
  });
  return (
    <svg ref={place} height={HEIGHT} className={styles.strip} role="img" aria-labelledby={titleId}>
      <title id={titleId}>{t('customers:rhythm.picture', { count: orders.length })}</title>
      {years.map(({ x, label }) => (
        <g key={label} className={styles.year}>
          <line x1={x} x2={x} y1={4} y2={BASE + 4} />
          <text x={x + 6} y={HEIGHT - 6}>
            {label}
          </text>
        </g>
      ))}
      <line x1={0} x2={width} y1={BASE} y2={BASE} className={styles.base} />
      {lastX !== null && <line x1={lastX} x2={today} y1={BASE} y2={BASE} className={styles.silence} />}
      {expected !== null && (
        <g className={styles.expected}>
          <line x1={expected} x2={expected} y1={16} y2={BASE + 4} />
          <text x={expected} y={11} textAnchor={expected > width - 48 ? 'end' : 'middle'}>
            {t('customers:rhythm.expected')}
          </text>
        </g>
      )}
      {marks.map((mark) => (
        <Dot key={mark.key} mark={mark} format={format} />
      ))}
      <g className={styles.today}>
        <line x1={today} x2={today} y1={BASE - 10} y2={BASE + 6} />
        <text x={today} y={HEIGHT - 6} textAnchor="end">
          {t('customers:rhythm.today')}
        </text>
      </g>
    </svg>
  );
}

function Dot({ mark, format }: { mark: Mark; format: Format }) {
  return (
    <circle
      cx={mark.x}
      cy={mark.returned ? BASE + mark.radius : BASE - mark.radius}
      r={mark.radius}
      className={mark.returned ? styles.returned : styles.dot}
    >
      <title>{`${format.date(mark.at)} ${format.money(mark.cents)}`}</title>
    </circle>
  );
}

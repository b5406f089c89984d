import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { useFormat, type Format } from '../../format.ts';
import { Section } from '../../ui/page.tsx';
import { Blank, Stat, Stats } from '../../ui/stat.tsx';
import type { CustomerPage, Scores } from './customer-reads.ts';
import styles from './customer-value.module.css';

/** What the customer is worth, how sure that is, and every threshold behind the scores. */
export function CustomerValue({ customer, scores }: { customer: CustomerPage; scores: Scores | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (code: string) => {
    const value = customer.facts[code];
    return typeof value === 'number' ? value : null;
  };
  const orders = number('orders.orders');
  const gross = number('orders.grossCents');
  const net = number('orders.netCents');
  const returned = number('orders.returnedCents');
  const discount = (gross ?? 0) - (net ?? 0) - (returned ?? 0);
  const average = orders && gross !== null ? gross / orders : null;
  const money = (cents: number | null) => (cents === null ? null : format.money(cents));
  return (
    <div className={styles.value}>
      <Section
        title={t('customers:value.title')}
        note={t('customers:value.as_of', { at: format.moment(customer.asOf) })}
      >
        <Stats>
          <Stat label={<Defined by="orders.net_revenue">{t('fields:orders.netCents')}</Defined>} value={money(net)} />
        </Stats>
        <dl className={styles.rows}>
          <Row
            label={<Defined by="insights.average_order_value">{t('customers:value.average')}</Defined>}
            value={money(average)}
          />
          <Row label={t('fields:orders.orders')} value={orders === null ? null : format.number(orders)} />
          <Row label={t('fields:orders.grossCents')} value={money(gross)} />
          {discount > 0 && <Row label={t('customers:value.discount')} value={format.money(-discount)} />}
          {returned !== null && returned > 0 && (
            <Row label={t('fields:orders.returnedCents')} value={format.money(-returned)} bad />
          )}
        </dl>
      </Section>
      {scores && <Rfm scores={scores} format={format} />}
    </div>
  );
}

type RowProps = { label: ReactNode; value: string | null; bad?: boolean };

function Row({ label, value, bad = false }: RowProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={bad ? styles.bad : undefined}>{value ?? <Blank />}</dd>
    </div>
  );
}

const measures = [
  { letter: 'r', bands: 'recencyDays' },
  { letter: 'f', bands: 'orders' },
  { letter: 'm', bands: 'monetaryCents' },
] as const;

type Measure = (typeof measures)[number]['bands'];

function Rfm({ scores, format }: { scores: Scores; format: Format }) {
  const { t } = useTranslation();
  const { model } = scores;
  if (!scores.scores) {
    return (
      <Section title={t('customers:rfm.title')}>
        <p className="lk-soft">{t(whyWithout(scores))}</p>
      </Section>
    );
  }
  const show = (measure: Measure, value: number | null) => {
    if (value === null) return <Blank />;
    if (measure === 'recencyDays') return t('customers:rfm.days_ago', { count: value });
    if (measure === 'orders') return t('customers:rfm.orders', { count: value });
    return format.money(value);
  };
  return (
    <Section
      title={t('customers:rfm.title')}
      note={
        model &&
        t('customers:rfm.model', {
          version: model.version,
          shown: format.number(model.customers),
          day: format.day(model.asOf),
        })
      }
    >
      <ul className={styles.measures}>
        {measures.map(({ letter, bands }) => (
          <li key={letter} className={styles.measure}>
            <div className={styles.line}>
              <b className={styles.letter}>{letter.toUpperCase()}</b>
              <span className={styles.raw}>{show(bands, scores.raw[bands])}</span>
              <Score score={scores.scores?.[letter] ?? null} />
            </div>
            <Thresholds scores={scores} letter={letter} measure={bands} format={format} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function whyWithout({ refused, raw }: Scores) {
  if (refused) return 'customers:rfm.refused' as const;
  return raw.orders > 0 ? ('customers:rfm.not_yet' as const) : ('customers:rfm.no_purchase' as const);
}

function Score({ score }: { score: number | null }) {
  const { t } = useTranslation();
  if (score === null) return <Blank />;
  return (
    <span className={styles.score} role="img" aria-label={t('customers:rfm.score', { score })}>
      {[1, 2, 3, 4, 5].map((step) => (
        <span key={step} className={step <= score ? styles.full : styles.hollow} />
      ))}
      <b>{score}</b>
    </span>
  );
}

type ThresholdProps = { scores: Scores; letter: 'r' | 'f' | 'm'; measure: Measure; format: Format };

/** The band this score stands for, and the one above it: what it would take. */
function Thresholds({ scores, letter, measure, format }: ThresholdProps) {
  const { t } = useTranslation();
  const bands = scores.model?.bands[measure] ?? [];
  const score = scores.scores?.[letter] ?? null;
  const said = bands
    .filter((band) => !band.empty && score !== null && (band.score === score || band.score === score + 1))
    .map((band) => {
      const show = (value: number) => (measure === 'monetaryCents' ? format.roundMoney(value) : format.number(value));
      const range = rangeText(band, show);
      const inUnits = measure === 'recencyDays' ? t('customers:rfm.in_days', { range }) : range;
      return t('customers:rfm.band', { score: band.score, range: inUnits });
    });
  return said.length > 0 && <p className={styles.bands}>{said.join(t('customers:rfm.band_comma'))}</p>;
}

function rangeText({ min, max }: { min: number | null; max: number | null }, show: (value: number) => string): string {
  if (min === null) return max === null ? '' : `≤ ${show(max)}`;
  return max === null ? `≥ ${show(min)}` : min === max ? show(min) : `${show(min)} – ${show(max)}`;
}

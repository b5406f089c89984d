import { ArrowDownOutlined, ArrowRightOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Defined } from '../../components/defined.tsx';
import { vocabularyColor } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { healthColors, riskColors } from '../../ui/palette.ts';
import { Blank } from '../../ui/stat.tsx';
import type { OutlookPage } from './customer-reads.ts';
import styles from './customer-outlook.module.css';

type Known<Part extends 'risk' | 'value' | 'health'> = NonNullable<OutlookPage[Part]>;

/** Nothing is foretold of whoever has not bought. */
export const hasOutlook = (outlook: OutlookPage | null): outlook is OutlookPage =>
  outlook !== null && (outlook.risk !== null || outlook.value !== null || outlook.health !== null);

/** Each judgement in a few words. */
export function OutlookLine({ outlook: { risk, value, health } }: { outlook: OutlookPage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  return (
    <>
      {risk && (
        <span>
          {t('outlook:customer.risk')} <b>{risk.points}</b> {name(risk.band)}
        </span>
      )}
      {value && (
        <span>
          {t('outlook:customer.expected')} <b>{format.roundMoney(value.expectedNetCents)}</b> <Interval value={value} />
        </span>
      )}
      {health && (
        <span>
          {t('outlook:customer.health')} <b>{health.points}</b> {name(health.band)}
        </span>
      )}
    </>
  );
}

/** Whoever hardly comes again is worth the small chance of it: an expectation above a range of nothing. */
function Interval({ value: { lowCents, highCents } }: { value: Pick<Known<'value'>, 'lowCents' | 'highCents'> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [low, high] = [format.roundMoney(lowCents), format.roundMoney(highCents)];
  return high === format.roundMoney(0) ? t('outlook:value.likely_nothing') : t('outlook:value.interval', { low, high });
}

/** What the models say of the customer, and why. */
export function CustomerOutlook({ outlook }: { outlook: OutlookPage }) {
  const { risk, value, health, definitions } = outlook;
  return (
    <div className={styles.cards}>
      {risk && <Risk risk={risk} definitions={definitions} />}
      {value && <Forecast value={value} definitions={definitions} />}
      {health && <Health health={health} definitions={definitions} />}
    </div>
  );
}

type Definitions = OutlookPage['definitions'];

const ARROWS = { rising: ArrowUpOutlined, steady: ArrowRightOutlined, falling: ArrowDownOutlined };

function Risk({ risk, definitions }: { risk: Known<'risk'>; definitions: Definitions }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const Arrow = risk.trend && ARROWS[risk.trend];
  const method = t(`outlook:method.${risk.method}`);
  return (
    <Section title={<Defined by={definitions.risk ?? ''}>{t('outlook:customer.risk')}</Defined>}>
      <p className={styles.points}>
        <b style={{ color: `var(--lk-${TONES[risk.band.code]})` }}>{risk.points}</b>
        <CodeTag color={vocabularyColor('riskBands', risk.band.code) ?? ''}>{name(risk.band)}</CodeTag>
        <span className="lk-soft">{t('outlook:since', { date: format.date(risk.since) })}</span>
      </p>
      <Meter points={risk.points} color={riskColors[risk.band.code] ?? ''} />
      {risk.before !== null && risk.trend && Arrow && (
        <p className={styles.small}>
          <Arrow aria-hidden="true" />{' '}
          {t('outlook:customer.trend_from', {
            before: risk.before,
            trend: t(`outlook:customer.trend.${risk.trend}`),
          })}
        </p>
      )}
      <Reasons title={t('outlook:customer.why')} reasons={risk.reasons} />
      <Reasons title={t('outlook:customer.speaks_for')} reasons={risk.lowering} />
      <p className={styles.small}>
        {t('outlook:customer.by_method', {
          method:
            risk.modelVersion === null
              ? method
              : t('outlook:customer.by_version', { method, version: risk.modelVersion }),
        })}
      </p>
    </Section>
  );
}

const TONES = { low: 'green', medium: 'amber', high: 'red', left: 'soft' } as const;

function Reasons({ title, reasons }: { title: string; reasons: Known<'risk'>['reasons'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  if (reasons.length === 0) return null;
  return (
    <>
      <h3 className={styles.heading}>{title}</h3>
      <ul className={styles.reasons}>
        {reasons.map((reason) => {
          const notes = [
            reason.rule && t('outlook:customer.by_rule'),
            reason.oddsFactor !== null && t('outlook:customer.odds', { factor: format.number(reason.oddsFactor) }),
          ].filter(Boolean);
          return (
            <li key={reason.code}>
              {name(reason)}
              {notes.length > 0 && <small>{notes.join(' · ')}</small>}
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Forecast({ value, definitions }: { value: Known<'value'>; definitions: Definitions }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = [
    {
      key: 'orders',
      label: <Defined by={definitions.expectedOrders ?? ''}>{t('outlook:customer.orders')}</Defined>,
      text: t('outlook:customer.orders_range', {
        expected: format.number(value.expectedOrders),
        low: value.ordersLow,
        high: value.ordersHigh,
      }),
    },
    { key: 'amount', label: t('outlook:customer.amount'), text: format.roundMoney(value.expectedAmountCents) },
    {
      key: 'alive',
      label: <Defined by={definitions.probAlive ?? ''}>{t('outlook:customer.alive')}</Defined>,
      text: value.probAlive === null ? null : format.percent(value.probAlive, 0),
    },
    {
      key: 'next',
      label: t('outlook:customer.next'),
      text: value.nextPurchaseAround && format.day(value.nextPurchaseAround),
    },
    {
      key: 'decile',
      label: <Defined by={definitions.decile ?? ''}>{t('outlook:customer.decile')}</Defined>,
      text: t('outlook:customer.decile_of', { decile: value.decile }),
    },
    {
      key: 'current',
      label: <Defined by={definitions.currentNetCents ?? ''}>{t('outlook:value.current')}</Defined>,
      text: format.roundMoney(value.currentNetCents),
    },
    ...(value.expectedMarginCents === null
      ? []
      : [
          {
            key: 'margin',
            label: <Defined by={definitions.marginRate ?? ''}>{t('outlook:customer.margin')}</Defined>,
            text: format.roundMoney(value.expectedMarginCents),
          },
        ]),
  ];
  return (
    <Section
      title={t('outlook:customer.forecast')}
      note={t('outlook:customer.forecast_by', {
        model: t(`outlook:model.${value.model}`),
        version: value.modelVersion,
        day: format.day(value.modelAsOf),
      })}
    >
      <p className={styles.small}>
        <Defined by={definitions.expectedNetCents ?? ''}>{t('outlook:customer.expected')}</Defined>
      </p>
      <p className={styles.figure}>{format.roundMoney(value.expectedNetCents)}</p>
      <p className={styles.small}>
        <Interval value={value} />
      </p>
      <dl className={styles.rows}>
        {rows.map(({ key, label, text }) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd>{text ?? <Blank />}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

function Health({ health, definitions }: { health: Known<'health'>; definitions: Definitions }) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const color = healthColors[health.band.code] ?? '';
  return (
    <Section title={<Defined by={definitions.health ?? ''}>{t('outlook:customer.health')}</Defined>}>
      <p className={styles.points}>
        <b>{health.points}</b>
        <CodeTag color={color}>{name(health.band)}</CodeTag>
      </p>
      <Meter points={health.points} color={color} />
      <ul className={styles.parts}>
        {health.parts.map((part) => (
          <li key={part.code}>
            <span>
              {name(part)}
              <small>{t('outlook:customer.weight', { weight: format.percent(part.weight, 0) })}</small>
            </span>
            <Meter points={part.points} color="var(--lk-lineStrong)" />
            <b>{part.points}</b>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const Meter = ({ points, color }: { points: number; color: string }) => (
  <span className={styles.track} aria-hidden="true">
    <span className={styles.bar} style={{ width: `${points}%`, background: color }} />
  </span>
);

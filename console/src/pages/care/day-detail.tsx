import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MaskedValue } from '../../components/masked-value.tsx';
import { useVocabulary } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { Section } from '../../ui/page.tsx';
import { colorOf, riskColors } from '../../ui/palette.ts';
import { Blank } from '../../ui/stat.tsx';
import { DayLog } from './day-log.tsx';
import { DueMark } from './due-mark.tsx';
import type { DayRow } from './day-reads.ts';
import { Script } from './script.tsx';
import { useTaskWords } from './task-words.ts';
import type { Closing } from './use-close.tsx';
import styles from './day-detail.module.css';

/** One piece of work: who, why, what to say, and how it ended. */
export function DayDetail({ row, asOf, close }: { row: DayRow; asOf: string; close: Closing }) {
  const { t } = useTranslation();
  const name = useName();
  const { templateOf } = useTaskWords();
  const template = templateOf(row.templateCode);
  return (
    <section className={styles.detail} aria-label={t('care:day.detail')}>
      <Section>
        <Who row={row} asOf={asOf} />
        <div className={styles.why}>
          <h3>{t('care:day.why')}</h3>
          <p>{row.reason ? name(row.reason) : (row.notes ?? name(row.title))}</p>
        </div>
        <Figures row={row} />
        <DayLog row={row} template={template} close={close} />
      </Section>
      {template && (
        <Section title={t('care:day.script')} note={name(template.name)}>
          <Script text={name(template.script)} customer={row.customer.name} />
        </Section>
      )}
    </section>
  );
}

function Who({ row, asOf }: { row: DayRow; asOf: string }) {
  const { t } = useTranslation();
  const name = useName();
  const vocabulary = useVocabulary();
  return (
    <header className={styles.who}>
      <div>
        <h2 className={styles.name}>
          <Link to={paths.customer(row.customerId)}>{row.customer.name ?? row.customer.code}</Link>
        </h2>
        <p className={styles.tags}>
          {row.class4 && <CodeTag code={row.class4}>{vocabulary('class4', row.class4)}</CodeTag>}
          {row.stage && <CodeTag color={colorOf(row.stage)}>{vocabulary('stages', row.stage)}</CodeTag>}
          {row.riskBand && (
            <CodeTag color={riskColors[row.riskBand] ?? ''}>
              {vocabulary('riskBands', row.riskBand)}
              {row.risk !== null && ` ${row.risk}`}
            </CodeTag>
          )}
        </p>
      </div>
      <div className={styles.reach}>
        <p className={styles.phone}>
          {row.customer.phone ? (
            <MaskedValue kind="phone" value={row.customer.phone} customerId={row.customerId} />
          ) : (
            <span className="lk-soft">{t('care:day.no_phone')}</span>
          )}
        </p>
        <p>
          <span className="lk-soft">{name(row.title)}</span>{' '}
          <DueMark dueAt={row.dueAt} overdue={row.overdue} asOf={asOf} />
        </p>
      </div>
    </header>
  );
}

function Figures({ row }: { row: DayRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const money = (cents: number | null) => (cents === null ? <Blank /> : format.roundMoney(cents));
  return (
    <dl className={styles.figures}>
      <div>
        <dt>{t('care:day.last_purchase')}</dt>
        <dd>{row.silenceDays === null ? <Blank /> : t('care:day.days_ago', { count: row.silenceDays })}</dd>
      </div>
      <div>
        <dt>{t('care:day.usual_gap')}</dt>
        <dd>{row.ownGapDays === null ? <Blank /> : t('care:day.days', { count: Math.round(row.ownGapDays) })}</dd>
      </div>
      <div>
        <dt>{t('care:day.orders')}</dt>
        <dd>{format.number(row.orders)}</dd>
      </div>
      <div>
        <dt>{t('care:day.last_year')}</dt>
        <dd>{money(row.currentNetCents)}</dd>
      </div>
      <div>
        <dt>{t('care:day.next_year')}</dt>
        <dd>{money(row.expectedNetCents)}</dd>
      </div>
    </dl>
  );
}

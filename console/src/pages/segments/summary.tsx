/** What kind of customers these are: worth, mix and who can be reached, each beside all customers. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { getSummary } from '#modules/segments/summary-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { Behind } from '../../components/behind.tsx';
import { Defined } from '../../components/defined.tsx';
import {
  useVocabulary,
  useVocabularyCodes,
  vocabularyColor,
  type VocabularyKind,
} from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { EmptyState } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { Stat, Stats } from '../../ui/stat.tsx';
import styles from './summary.module.css';

type Data = ResultOf<typeof getSummary>;
type Mixed = Data['classes'];

/** `filters` name the segment in the customer list; null while it is not kept. */
type Props = { summary: Data; filters: readonly string[] | null };

export function Summary({ summary, filters }: Props) {
  const { t } = useTranslation();
  if (summary.inside.customers === 0)
    return (
      <Section>
        <EmptyState title={t('segments:nobody')} text={t('segments:nobody_text')} />
      </Section>
    );
  const mixes = [
    { key: 'classes', rows: summary.classes, kind: 'class4', field: 'scoring.class4' },
    { key: 'stages', rows: summary.stages, kind: 'stages', field: 'scoring.stage' },
    { key: 'risk', rows: summary.riskBands, kind: 'riskBands', field: 'scoring.riskBand' },
  ] as const;
  return (
    <div className={styles.summary}>
      <Worth summary={summary} />
      <div className={styles.columns}>
        {mixes.map(({ key, rows, kind, field }) => (
          <Section
            key={key}
            title={<Defined by={summary.definitions.mix ?? ''}>{t(`segments:summary.${key}`)}</Defined>}
            note={t('segments:summary.tick')}
          >
            <Mix rows={rows} kind={kind} everybody={summary.everybody.customers} behind={behind(filters, field)} />
          </Section>
        ))}
      </div>
      <div className={styles.wide}>
        <Reachable summary={summary} filters={filters} />
        <Owners summary={summary} filters={filters} />
      </div>
    </div>
  );
}

type BehindOf = (code: string | null) => readonly string[] | null;

const behind =
  (filters: readonly string[] | null, field: string): BehindOf =>
  (code) =>
    filters && code !== null ? [...filters, `${field}:is:${code}`] : null;

function Worth({ summary: { inside, everybody, definitions } }: { summary: Data }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (part: number, whole: number) =>
    t('segments:summary.share', { share: format.percent(whole > 0 ? part / whole : 0) });
  const all = (value: string | null) => value !== null && t('segments:summary.all', { value });
  const money = (cents: number | null) => (cents === null ? null : format.roundMoney(cents));
  const number = (value: number | null) => (value === null ? null : format.number(Math.round(value * 10) / 10));
  const days = (value: number | null) => (value === null ? null : t('care:day.days', { count: Math.round(value) }));
  return (
    <Section>
      <Stats>
        <Stat
          label={t('segments:compared.net')}
          value={format.shortMoney(inside.netCents)}
          note={share(inside.netCents, everybody.netCents)}
        />
        <Stat
          label={<Defined by={definitions.expectedNetCents ?? ''}>{t('segments:summary.expected')}</Defined>}
          value={format.shortMoney(inside.expectedNetCents)}
          note={share(inside.expectedNetCents, everybody.expectedNetCents)}
        />
        <Stat
          label={<Defined by={definitions.meanNetCents ?? ''}>{t('segments:compared.mean_net')}</Defined>}
          value={money(inside.meanNetCents)}
          note={all(money(everybody.meanNetCents))}
        />
        <Stat
          label={t('segments:compared.mean_orders')}
          value={number(inside.meanOrders)}
          note={all(number(everybody.meanOrders))}
        />
        <Stat
          label={<Defined by={definitions.medianSilenceDays ?? ''}>{t('segments:summary.silence')}</Defined>}
          value={days(inside.medianSilenceDays)}
          note={all(days(everybody.medianSilenceDays))}
        />
      </Stats>
    </Section>
  );
}

type MixProps = { rows: Mixed; kind: VocabularyKind; everybody: number; behind: BehindOf };

/** In the order of the vocabulary; a bar for the segment, a tick for everybody. */
function Mix({ rows, kind, everybody, behind }: MixProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useVocabulary();
  const codes = useVocabularyCodes(kind);
  const inside = rows.reduce((sum, row) => sum + row.customers, 0);
  const place = (code: string | null) => (code === null ? Infinity : (codes?.indexOf(code) ?? 0));
  const shown = rows.toSorted((a, b) => place(a.code) - place(b.code));
  const share = (row: Mixed[number]) => ({
    own: row.customers / Math.max(1, inside),
    all: row.everybody / Math.max(1, everybody),
  });
  const most = Math.max(0.0001, ...shown.flatMap((row) => Object.values(share(row))));
  return (
    <ul className={styles.mix}>
      {shown.map((row) => {
        const { own, all } = share(row);
        return (
          <li key={row.code ?? ''}>
            <Behind filters={row.customers > 0 ? behind(row.code) : null} className={styles.row}>
              <Label code={row.code} kind={kind}>
                {row.code === null ? t('segments:summary.unknown') : name(kind, row.code)}
              </Label>
              <span className={styles.track} aria-hidden="true">
                <span
                  className={styles.bar}
                  style={{
                    width: `${(100 * own) / most}%`,
                    background: (row.code && vocabularyColor(kind, row.code)) ?? 'var(--lk-lineStrong)',
                  }}
                />
                <span className={styles.tick} style={{ insetInlineStart: `${(100 * all) / most}%` }} />
              </span>
              <span className={styles.figure}>{format.number(row.customers)}</span>
              <span className={styles.share} title={t('segments:summary.all', { value: format.percent(all) })}>
                {format.percent(own, 0)}
              </span>
            </Behind>
          </li>
        );
      })}
    </ul>
  );
}

function Label({ code, kind, children }: { code: string | null; kind: VocabularyKind; children: ReactNode }) {
  if (code === null) return <span className="lk-soft">{children}</span>;
  return <CodeTag color={vocabularyColor(kind, code) ?? ''}>{children}</CodeTag>;
}

const ANSWERS: Record<Data['reach'][number]['channel'], string> = {
  wechat: 'privacy.marketingWechat',
  sms: 'privacy.marketingSms',
  call: 'privacy.marketingCall',
  email: 'privacy.marketingEmail',
};

const NOT_LEFT_ALONE = 'privacy.doNotContact:empty:yes';

const OTHERS = ['notAsked', 'pending', 'refused', 'noAddress'] as const;

/** By each channel: how many may be reached, and what stands in the way of the rest. */
function Reachable({ summary, filters }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { customers } = summary.inside;
  return (
    <Section
      title={<Defined by={summary.definitions.reach ?? ''}>{t('segments:summary.reach')}</Defined>}
      note={t('segments:summary.reach_note')}
    >
      <ul className={styles.reach}>
        {summary.reach.map(({ channel, allowed, ...rest }) => (
          <li key={channel}>
            <Behind
              filters={filters && allowed > 0 ? [...filters, `${ANSWERS[channel]}:is:granted`, NOT_LEFT_ALONE] : null}
              className={styles.channel}
            >
              <span>{t(`segments:summary.channel.${channel}`)}</span>
              <span className={styles.parts} aria-hidden="true">
                {(['allowed', ...OTHERS] as const).map((part) => (
                  <span
                    key={part}
                    className={styles[part]}
                    style={{ flexGrow: part === 'allowed' ? allowed : rest[part] }}
                  />
                ))}
              </span>
              <span className={styles.figure}>
                <b>{format.number(allowed)}</b>{' '}
                <span className="lk-soft">{format.percent(allowed / customers, 0)}</span>
              </span>
            </Behind>
            <small className={styles.rest}>
              {OTHERS.filter((part) => rest[part] > 0)
                .map((part) => {
                  const number = format.number(rest[part]);
                  return part === 'noAddress'
                    ? t(`segments:summary.no_address.${channel}`, { number })
                    : t(`segments:summary.${part}`, { number });
                })
                .join(' · ')}
            </small>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Owners({ summary, filters }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(1, ...summary.owners.map((owner) => owner.customers));
  return (
    <Section title={t('segments:summary.owners')} note={t('segments:summary.owners_note')}>
      <ul className={styles.mix}>
        {summary.owners.map(({ ownerId, name, customers }) => (
          <li key={ownerId ?? ''}>
            <Behind
              filters={filters && [...filters, ownerId ? `customers.owner:is:${ownerId}` : 'customers.owner:empty:yes']}
              className={styles.row}
            >
              <span className={ownerId ? styles.owner : 'lk-soft'}>{name ?? t('segments:summary.nobody')}</span>
              <span className={styles.track} aria-hidden="true">
                <span
                  className={styles.bar}
                  style={{
                    width: `${(100 * customers) / most}%`,
                    background: ownerId ? 'var(--lk-jade)' : 'var(--lk-lineStrong)',
                  }}
                />
              </span>
              <span className={styles.figure}>{format.number(customers)}</span>
              <span className={styles.share}>{format.percent(customers / summary.inside.customers, 0)}</span>
            </Behind>
          </li>
        ))}
      </ul>
    </Section>
  );
}

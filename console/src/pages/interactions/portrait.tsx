import { useTranslation } from 'react-i18next';
import { getPortrait } from '#modules/interactions/portrait-contract.ts';
import type { ResultOf } from '#shared/endpoint.ts';
import { useFormat } from '../../format.ts';
import { read, useRead } from '../../query.ts';
import { Fold } from '../../ui/fold.tsx';
import { Shown } from '../../ui/shown.tsx';
import { Blank } from '../../ui/stat.tsx';
import { useDuration } from './duration.ts';
import styles from './portrait.module.css';

type Portrait = ResultOf<typeof getPortrait>;
type Figure = Portrait['parts'][number]['figures'][number];

/** The customer in three dimensions, each figure on a line from the least to the most of everybody who has it. */
export function CustomerPortrait({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  return (
    <Fold name="portrait" title={t('interactions:portrait.title')} says={t('interactions:portrait.says')}>
      <Parts customerId={customerId} />
    </Fold>
  );
}

function Parts({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const portrait = useRead(read(getPortrait, { params: { customerId } }));
  const measuredAt = portrait.data?.measuredAt;
  return (
    <>
      {measuredAt && (
        <p className={styles.measured}>{t('interactions:portrait.measured', { at: format.moment(measuredAt) })}</p>
      )}
      <Shown query={portrait} lines={4}>
        {(known) => (
          <div className={styles.parts}>
            {known.parts.map(({ part, figures }) => (
              <section key={part} aria-label={t(`interactions:portrait.${part}`)}>
                <h3 className={styles.part}>{t(`interactions:portrait.${part}`)}</h3>
                <dl className={styles.figures}>
                  {figures.map((figure) => (
                    <FigureRow key={figure.code} figure={figure} />
                  ))}
                </dl>
                <Aside part={part} portrait={known} />
              </section>
            ))}
          </div>
        )}
      </Shown>
    </>
  );
}

function FigureRow({ figure }: { figure: Figure }) {
  const { t } = useTranslation();
  const format = useFormat();
  const value = useValue(figure);
  const percent = figure.percentile === null ? null : Math.round(figure.percentile * 100);
  const standing =
    percent === null
      ? undefined
      : t('interactions:portrait.more_than', { percent, among: format.number(figure.among ?? 0) });
  return (
    <div className={styles.figure} title={standing}>
      <dt title={t(`interactions:figure_note.${figure.code}`)}>{t(`interactions:figure.${figure.code}`)}</dt>
      <dd>
        <span className={styles.value}>{value ?? <Blank />}</span>
        <span className={styles.scale} aria-hidden="true">
          {percent !== null && <span className={styles.mark} style={{ left: `${percent}%` }} />}
        </span>
        <span className={styles.standing}>{percent === null ? '' : t('interactions:portrait.place', { percent })}</span>
      </dd>
    </div>
  );
}

function useValue({ value, unit }: Figure): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  const duration = useDuration();
  if (value === null) return null;
  if (unit === 'money') return format.roundMoney(value);
  if (unit === 'seconds') return duration(value);
  if (unit === 'share') return format.percent(value, 0);
  if (unit === 'days') return t('interactions:portrait.days', { count: value });
  if (unit === 'per_year')
    return t('interactions:portrait.per_year', { times: format.number(Math.round(value * 10) / 10) });
  return format.number(value);
}

function Aside({ part, portrait }: { part: string; portrait: Portrait }) {
  const { t } = useTranslation();
  const format = useFormat();
  const comma = t('shell:list_comma');
  const named = (list: Portrait['features'], word: (name: string) => string) =>
    list
      .slice(0, 3)
      .map(({ name, times }) => `${word(name)} ${format.number(times)}`)
      .join(comma);
  const lines =
    part === 'behaviour'
      ? [
          portrait.lastSeenAt && t('interactions:portrait.last_seen', { at: format.date(portrait.lastSeenAt) }),
          portrait.lastLoginAt && t('interactions:portrait.last_login', { at: format.date(portrait.lastLoginAt) }),
          portrait.features.length > 0 &&
            t('interactions:portrait.features', { list: named(portrait.features, (name) => name) }),
        ]
      : part === 'social'
        ? [
            portrait.lastContactAt &&
              t('interactions:portrait.last_contact', { at: format.date(portrait.lastContactAt) }),
            portrait.channels.length > 0 &&
              t('interactions:portrait.channels', {
                list: named(portrait.channels, (name) => t(`interactions:channel.${name}`, { defaultValue: name })),
              }),
          ]
        : [];
  const said = lines.filter(Boolean);
  return said.length > 0 ? <p className={styles.aside}>{said.join(' · ')}</p> : null;
}

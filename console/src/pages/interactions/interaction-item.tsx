import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useParams } from 'react-router';
import { recordContact } from '#modules/interactions/contract.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { useCan } from '../../session.ts';
import { Item, type TimelineRow } from '../customers/timeline-entry.tsx';
import timeline from '../customers/timeline-item.module.css';
import { useDuration } from './duration.ts';
import styles from './interaction-item.module.css';

type Sitting = {
  seconds: number;
  pageViews: number;
  logins: number;
  places: string[];
  morePlaces: number;
  features: string[];
};

type Told = {
  interactionId: string;
  code: string;
  names: { zh: string; en: string };
  seconds: number | null;
  direction: 'in' | 'out' | null;
  actorName: string | null;
  staff?: string;
  title?: string;
  page: string | null;
  content: string | null;
  channel?: string;
  outcome?: string;
  needs?: string;
};

/** What somebody did, said or was told, in one line and what was said below it. */
export function InteractionItem({ row }: { row: TimelineRow }) {
  return row.kind === 'interaction.sitting' ? <SittingItem row={row} /> : <ToldItem row={row} />;
}

function SittingItem({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const duration = useDuration();
  const { pageViews, seconds, logins, places, morePlaces, features } = row.detail as Sitting;
  const parts = [
    logins > 0 && t('interactions:sitting.login'),
    pageViews > 0 && t('interactions:sitting.views', { count: pageViews }),
    seconds > 0 && duration(seconds),
  ].filter(Boolean);
  const used =
    features.length > 0 && t('interactions:sitting.used', { features: features.join(t('shell:list_comma')) });
  const seen = [
    places.join(t('shell:list_comma')),
    morePlaces > 0 && t('interactions:sitting.more', { count: morePlaces }),
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <Item
      row={row}
      tone={timeline.plain}
      title={parts.length > 0 ? parts.join(' · ') : t('customers:kind.interaction.sitting')}
      note={[seen, used].filter(Boolean).join(' · ')}
    />
  );
}

function ToldItem({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const name = useName();
  const format = useFormat();
  const duration = useDuration();
  const customerId = Number(useParams().customerId);
  const mayWrite = useCan()(recordContact.permission);
  const told = row.detail as Told;
  const own = mayWrite && told.actorName !== null && ['note', 'call', 'visit', 'message'].includes(told.code);
  const word = (group: string, code: string | undefined) =>
    code && t(`interactions:${group}.${code}`, { defaultValue: code });
  const notes = [
    told.direction && t(`interactions:direction.${told.code === 'call' ? 'call_' : ''}${told.direction}`),
    word('channel', told.channel),
    word('outcome', told.outcome),
    told.seconds !== null && told.seconds > 0 && duration(told.seconds),
    told.actorName ?? told.staff,
    format.moment(row.at).slice(-5),
  ].filter(Boolean);
  return (
    <Item
      row={row}
      tone={told.code === 'complaint' ? timeline.bad : told.code === 'page_view' ? timeline.plain : styles.contact}
      title={
        <span className={styles.title}>
          <span>{name(told.names)}</span>
          {told.title && <span className={styles.subject}>{told.title}</span>}
          {own && (
            <Link className={styles.edit} to={paths.contact(customerId, told.interactionId)}>
              {t('interactions:contact.edit')}
            </Link>
          )}
        </span>
      }
      note={notes.join(' · ')}
    >
      {told.content && <p className={styles.content}>{told.content}</p>}
      {told.needs && (
        <p className={styles.content}>
          <span className={styles.label}>{t('interactions:contact.needs')}</span> {told.needs}
        </p>
      )}
    </Item>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ChangeDetail } from '#modules/scoring/contract.ts';
import { useChannelName } from '../../components/channel-name.ts';
import { useCauseSentence } from '../../components/vocabulary.ts';
import { useFormat } from '../../format.ts';
import { useName } from '../../named.ts';
import { paths } from '../../paths.ts';
import { CodeTag } from '../../ui/code-tag.tsx';
import { colorOf, riskColors } from '../../ui/palette.ts';
import { InteractionItem } from '../interactions/interaction-item.tsx';
import { useRelationWords } from './relation-words.ts';
import { Item, type TimelineRow } from './timeline-entry.tsx';
import { useTaskWordsOnTimeline, type TaskDetail } from './timeline-task.tsx';
import styles from './timeline-item.module.css';

/** One thing that happened, or the moves of one judgement. A kind nobody has words for is shown by its name. */
export function TimelineItem({ rows }: { rows: [TimelineRow, ...TimelineRow[]] }) {
  const { t } = useTranslation();
  const [row] = rows;
  if (row.kind === 'order' || row.kind === 'return') return <Order row={row} />;
  if (isMove(row)) return <Moves rows={rows} />;
  if (row.kind.startsWith('interaction.')) return <InteractionItem row={row} />;
  if (row.kind === 'registered') return <Registered row={row} />;
  if (row.kind === 'merged' || row.kind === 'unmerged') return <Merging row={row} />;
  if (row.kind.startsWith('segment.')) return <InSegment row={row} />;
  if (row.kind === 'owner') return <OwnerChange row={row} />;
  if (row.kind === 'relation') return <Related row={row} />;
  if (row.kind === 'task') return <Task row={row} />;
  return <Item row={row} title={t(`customers:kind.${row.kind}`, { defaultValue: row.kind })} tone={styles.plain} />;
}

const isMove = (row: TimelineRow): boolean => row.kind.startsWith('scoring.');

/** A judgement moves a customer in several vocabularies at once: told as one thing. */
export function together(rows: readonly TimelineRow[]): [TimelineRow, ...TimelineRow[]][] {
  const groups: [TimelineRow, ...TimelineRow[]][] = [];
  for (const row of rows) {
    const group = groups.at(-1);
    if (group && isMove(row) && isMove(group[0]) && group[0].at === row.at) group.push(row);
    else groups.push([row]);
  }
  return groups;
}

function Merging({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const { code, by } = row.detail as { code: string; by: string };
  return <Item row={row} title={t(`merge:timeline.${row.kind}`, { code })} note={by} tone={styles.plain} />;
}

function Task({ row }: { row: TimelineRow }) {
  const { title, note } = useTaskWordsOnTimeline()(row.detail as TaskDetail);
  return <Item row={row} title={title} note={note} tone={styles.plain} />;
}

function Related({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const { word } = useRelationWords();
  const { kind, way, customerId, name, note } = row.detail as unknown as RelationDetail;
  const title = (
    <div className={styles.moved}>
      <span className={styles.what}>{word(kind, way)}</span>
      <Link to={paths.customer(customerId)}>{name ?? t('customers:nameless')}</Link>
    </div>
  );
  return <Item row={row} title={title} note={note} tone={styles.plain} />;
}

type RelationDetail = {
  kind: string;
  way: 'forth' | 'back';
  customerId: number;
  name: string | null;
  note: string | null;
};

function Registered({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const channelName = useChannelName();
  const { channel, store } = row.detail as { channel: string | null; store: string | null };
  const notes = [store, channel && channelName(channel)].filter(Boolean).join(' · ');
  return <Item row={row} title={t('customers:kind.registered')} note={notes} tone={styles.good} />;
}

function InSegment({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const { segmentId, name } = row.detail as { segmentId: number; name: string };
  const title = (
    <div className={styles.moved}>
      <span className={styles.what}>{t(`customers:kind.${row.kind}`)}</span>
      <Link to={paths.segment(segmentId)}>{name}</Link>
    </div>
  );
  return <Item row={row} title={title} tone={styles.move} />;
}

function OwnerChange({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const { from, to, by, reason } = row.detail as Record<'from' | 'to' | 'by' | 'reason', string | null>;
  const nobody = t('customers:owner.nobody');
  const title = `${t('customers:owner.title')} ${from ?? nobody} → ${to ?? nobody}`;
  return <Item row={row} title={title} note={[by, reason].filter(Boolean).join(' · ')} tone={styles.plain} />;
}

type OrderDetail = {
  externalId: string;
  status: string;
  channel: string | null;
  storeName: string | null;
  grossCents: number;
  discountCents: number;
  returnedCents: number;
  returnOf: string | null;
  lines: { name: string | null; quantity: number; amountCents: number }[] | null;
};

function Order({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const order = row.detail as OrderDetail;
  const lines = order.lines ?? [];
  const isReturn = row.kind === 'return';
  const cents = isReturn ? -order.returnedCents : order.grossCents - order.discountCents;
  const cancelled = order.status === 'cancelled';
  const names = lines.flatMap((line) => line.name ?? []).slice(0, 2);
  const channelName = useChannelName();
  const notes = [
    order.storeName,
    order.channel && channelName(order.channel),
    t('customers:order.no', { no: order.externalId }),
  ];
  if (order.discountCents > 0) notes.push(t('customers:order.discount', { amount: format.money(order.discountCents) }));
  if (order.returnOf) notes.push(t('customers:order.return_of', { no: order.returnOf }));
  if (!isReturn && order.returnedCents > 0) {
    notes.push(t('customers:order.returned', { amount: format.money(order.returnedCents) }));
  }
  return (
    <Item
      row={row}
      tone={isReturn ? styles.bad : styles.good}
      title={
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className={isReturn ? styles.money_bad : cancelled ? styles.money_gone : styles.money}>
            {format.money(cents)}
          </span>
          {cancelled && <span className={styles.state}>{t('customers:order.cancelled')}</span>}
          {isReturn && <span className={styles.state}>{t('customers:kind.return')}</span>}
          <span className={styles.goods}>
            {names.join(t('shell:list_comma'))}
            {lines.length > names.length && ` ${t('customers:order.items', { count: lines.length })}`}
          </span>
        </button>
      }
      note={notes.filter(Boolean).join(' · ')}
    >
      {open && <Lines lines={lines} discountCents={order.discountCents} />}
    </Item>
  );
}

type LinesProps = { lines: NonNullable<OrderDetail['lines']>; discountCents: number };

function Lines({ lines, discountCents }: LinesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <table className={styles.lines}>
      <caption className="lk-hidden">{t('customers:order.lines')}</caption>
      <tbody>
        {lines.map((line, index) => (
          <tr key={`${line.name}-${line.amountCents}-${lines.indexOf(line, index)}`}>
            <th scope="row">{line.name ?? t('customers:order.unnamed')}</th>
            <td>× {format.number(line.quantity)}</td>
            <td className={line.amountCents < 0 ? styles.money_bad : undefined}>{format.money(line.amountCents)}</td>
          </tr>
        ))}
        {discountCents > 0 && (
          <tr>
            <th scope="row">{t('customers:value.discount')}</th>
            <td />
            <td>{format.money(-discountCents)}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Moves between stages, segments or classes, with the cause in one sentence. */
function Moves({ rows }: { rows: [TimelineRow, ...TimelineRow[]] }) {
  const { t } = useTranslation();
  const details = rows.map((row) => row.detail as ChangeDetail);
  const why = useWhy(details);
  const [first] = details;
  return (
    <Item
      row={rows[0]}
      tone={styles.move}
      title={rows.map((row) => (
        <Move key={row.key} row={row} />
      ))}
      note={[
        first?.first && t('customers:change.first_judgement'),
        first?.trigger && t(`customers:change.${first.trigger}`),
        why,
      ]
        .filter(Boolean)
        .join(' · ')}
    />
  );
}

function Move({ row }: { row: TimelineRow }) {
  const { t } = useTranslation();
  const name = useName();
  const { from, to } = row.detail as ChangeDetail;
  const color = (code: string) => (row.kind === 'scoring.band' ? riskColors[code] : undefined) ?? colorOf(code);
  return (
    <div className={styles.moved}>
      <span className={styles.what}>{t(`customers:kind.${row.kind}`, { defaultValue: row.kind })}</span>
      {from && <CodeTag color={color(from.code)}>{name(from)}</CodeTag>}
      {from && <span aria-hidden="true">→</span>}
      {to && <CodeTag color={color(to.code)}>{name(to)}</CodeTag>}
    </div>
  );
}

/** The stage's sentence says most; without a stage the figures behind the scores do. */
function useWhy(details: readonly ChangeDetail[]): string | null {
  const { t } = useTranslation();
  const format = useFormat();
  const name = useName();
  const sentence = useCauseSentence();
  const stage = details.find((detail) => detail.stage)?.stage;
  if (stage) return sentence(stage);
  const risk = details.find((detail) => detail.risk)?.risk;
  if (risk) {
    const points = [risk.before, risk.after].flatMap((value) => (value === null ? [] : format.number(value)));
    return t('customers:change.risk', { points: points.join(' → '), reason: risk.reason ? name(risk.reason) : '–' });
  }
  const rfm = details.find((detail) => detail.rfm)?.rfm;
  if (!rfm) return null;
  return t('customers:change.rfm', {
    recency: rfm.recencyDays === null ? '–' : format.number(rfm.recencyDays),
    orders: format.number(rfm.orders),
    money: format.money(rfm.monetaryCents),
    scores: [rfm.before, rfm.after].filter(Boolean).join(' → '),
  });
}

import { getOrganisation } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { copyOut } from '#platform/copy.ts';
import { dayOf } from '#shared/days.ts';
import { fromCopyText } from './copy-text.ts';
import { judgedMoment } from './runs.ts';

const HEADER = [
  'customer',
  'recencyDays',
  'orders',
  'grossCents',
  'netCents',
  'r',
  'f',
  'm',
  'rfmSegment',
  'rfmClass8',
  'class4',
  'stage',
  'stageSince',
  'ownGapDays',
  'purchaseDays',
  'firstPurchaseDay',
  'lastPurchaseDay',
  'probAlive',
  'expectedOrders12m',
  'expectedNetCents12m',
  'expectedNetLowCents12m',
  'expectedNetHighCents12m',
  'currentNetCents12m',
  'valueDecile',
  'risk',
  'riskBand',
  'riskSince',
  'riskReason',
  'health',
];

/**
 * Everybody's scores as CSV, in pieces, by customer code; blank where there is none. Recency is reckoned for the day the
 * scores were judged on. Plain UTF-8: a file for programs. In a transaction.
 */
export async function* exportScores(ctx: Ctx): AsyncGenerator<string> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(await judgedMoment(ctx), timeZone);
  yield `${HEADER.join(',')}\n`;
  const stream = await copyOut(
    ctx,
    `select c.code, greatest(date '${today}' - t.last_purchase_day, 0), t.orders, t.gross_cents, t.net_cents, s.r, s.f, s.m,
       s.rfm_segment, s.rfm_class8, s.class4, s.stage, (s.stage_since at time zone '${timeZone}')::date, s.own_gap_days,
       t.purchase_days, t.first_purchase_day, t.last_purchase_day, s.prob_alive, s.expected_orders, s.expected_net_cents,
       s.expected_low_cents, s.expected_high_cents, s.current_net_cents, s.value_decile, s.risk, s.risk_band,
       (s.risk_since at time zone '${timeZone}')::date, s.risk_reason, s.health
     from scoring.scores s join customers.customers c using (customer_id) join orders.rollups t using (customer_id)
     order by c.code collate "C", c.customer_id`,
  );
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const text = rest + decoder.decode(chunk as Buffer, { stream: true });
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    if (end > 0) yield csvOf(text.slice(0, end));
  }
}

const csvOf = (rows: string): string =>
  rows
    .slice(0, -1)
    .split('\n')
    .map((row) => `${row.split('\t').map(csvValue).join(',')}\n`)
    .join('');

/** A value of COPY's text format as CSV. A code that a spreadsheet would run as a formula is made text. */
function csvValue(value: string): string {
  if (value === '\\N') return '';
  const plain = fromCopyText(value);
  const safe = /^[=+\-@]/.test(plain) && Number.isNaN(Number(plain)) ? `'${plain}` : plain;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

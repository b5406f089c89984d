import { sql } from 'kysely';
import { chanceToLapse, fitRenewals, type RenewalParams } from '#analytics/shifted-beta-geometric.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber, dayNumber, firstDayOfMonth, monthFromNumber, monthNumber } from '#shared/day-numbers.ts';
import { emptyOrigin, MOST_ORIGINS, sightOfRow, writeRow, type Origin, type Training } from './churn-training.ts';
import type { History } from './histories.ts';
import { LAPSE_FEATURES, lapseFeatures } from './lapse-features.ts';
import { knownAfterDays } from './risk.ts';
import { termsSql } from './terms.ts';
import { lastBefore, NO_HISTORY, useAsOf, type UseHistory } from './use-histories.ts';

export const LAPSE_WIDTH = LAPSE_FEATURES.length;

/** One term; days as numbers. */
export type Term = { endDay: number; knownDay: number; renewals: number; renewed: boolean };

/** By customer, oldest end first: of everybody, for the chances by renewals behind are learned from all. */
export async function loadTerms(ctx: Ctx, graceDays: number): Promise<ReadonlyMap<number, readonly Term[]>> {
  const { rows } = await sql<Term & { customer_id: number }>`
    select customer_id, ends_on - date '1970-01-01' as "endDay", known_on - date '1970-01-01' as "knownDay", renewals,
      renewed_by is not null as renewed
    from ${await termsSql(ctx, graceDays)} as terms order by customer_id, ends_on`.execute(ctx.db);
  const terms = new Map<number, Term[]>();
  for (const { customer_id, ...term } of rows) {
    const theirs = terms.get(customer_id);
    if (theirs) theirs.push(term);
    else terms.set(customer_id, [term]);
  }
  return terms;
}

/** All that is looked back on: orders and use of a sample, terms of everybody. */
export type LapsePast = {
  histories: readonly History[];
  terms: ReadonlyMap<number, readonly Term[]>;
  uses: ReadonlyMap<number, UseHistory>;
};

/** A past month end, of customers whose term was ending; `by` are the chances by renewals behind as they were known then. */
export type LapseOrigin = Origin & {
  by: RenewalParams | null;
  renewals: Int32Array;
  /** Days of use within the last 30. */
  useDays: Int32Array;
  complaints: Int32Array;
  /** 1: the last month end before the term ended. */
  last: Uint8Array;
};

/**
 * The month ends whose outcome is known by `today`, oldest first. Who takes part: whoever's last term known then ends within
 * the days of the definition, or ended less than the grace ago without an order since.
 */
export function lapseOriginsBefore(past: LapsePast, today: number, training: Training): LapseOrigin[] {
  const { definition } = training;
  const newest = today - knownAfterDays(definition);
  const from = monthNumber(dayFromNumber(newest));
  return Array.from({ length: MOST_ORIGINS }, (_, i) => from - MOST_ORIGINS + 1 + i)
    .map((month) => {
      const by =
        fitRenewals(countsBy(past.terms, dayNumber(firstDayOfMonth(month)) - definition.graceDays))?.params ?? null;
      return lapseOriginOn(past, month, training, by);
    })
    .filter(({ rows }) => rows > 0);
}

/** Of terms that ended by the day: renewed and lapsed, by renewals behind. */
function countsBy(terms: ReadonlyMap<number, readonly Term[]>, endedBy: number) {
  const counts = { renewed: [] as number[], lost: [] as number[] };
  for (const theirs of terms.values()) {
    for (const { endDay, renewals, renewed } of theirs) {
      if (endDay > endedBy) continue;
      const into = renewed ? counts.renewed : counts.lost;
      into[renewals] = (into[renewals] ?? 0) + 1;
    }
  }
  const filled = (column: readonly number[]) => Array.from({ length: column.length }, (_, k) => column[k] ?? 0);
  return { renewed: filled(counts.renewed), lost: filled(counts.lost) };
}

function lapseOriginOn(
  { histories, terms, uses }: LapsePast,
  month: number,
  training: Training,
  by: RenewalParams | null,
): LapseOrigin {
  const n = histories.length;
  const day = dayNumber(firstDayOfMonth(month));
  const origin = {
    ...emptyOrigin(monthFromNumber(month - 1), day, n, LAPSE_WIDTH),
    by,
    renewals: new Int32Array(n),
    useDays: new Int32Array(n),
    complaints: new Int32Array(n),
    last: new Uint8Array(n),
  };
  const nextMonth = dayNumber(firstDayOfMonth(month + 1));
  for (const history of histories) {
    const term = lastKnown(terms.get(history.customerId) ?? [], day);
    if (!term || !isAtStake(term, day, training)) continue;
    const use = uses.get(history.customerId) ?? NO_HISTORY;
    const row = sightOfRow(history, day, training, {
      planEndDay: term.endDay,
      renewals: term.renewals,
      use: useAsOf(use, day),
      complaintDays: [...use.complaints].filter((one) => one < day && one > day - 365),
      lastLoginDay: lastBefore(use.logins, day),
    });
    if (!row || row.sight.planLeft === null) continue;
    const i = writeRow(origin, row, training);
    lapseFeatures(row.sight, origin.features, i * LAPSE_WIDTH);
    origin.left[i] = term.renewed ? 0 : 1;
    origin.active[i] = 1;
    origin.renewals[i] = term.renewals;
    origin.useDays[i] = row.sight.use?.recentDays ?? 0;
    origin.complaints[i] = row.sight.complaintAges.length;
    origin.ratio[i] = by ? chanceToLapse(by, term.renewals) : 0;
    origin.last[i] = term.endDay >= day && term.endDay < nextMonth ? 1 : 0;
  }
  return origin;
}

function lastKnown(terms: readonly Term[], day: number): Term | null {
  let last: Term | null = null;
  for (const term of terms) if (term.knownDay <= day) last = term;
  return last;
}

const isAtStake = ({ endDay }: Term, day: number, { definition }: Training): boolean =>
  endDay > day - Math.max(1, definition.graceDays) && endDay < day + definition.days;

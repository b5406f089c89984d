import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { listProfilingRefusers } from '#modules/privacy/index.ts';
import type { Ctx } from '#platform/context.ts';
import { copyOut } from '#platform/copy.ts';
import { fromCopyText } from './copy-text.ts';
import type { Features } from './features.ts';
import type { Judgement } from './judge.ts';
import { tieKeyOf } from './judge.ts';
import { NOTHING_BESIDE, type Beside } from './beside.ts';
import { loadBeside } from './plans.ts';
import { todayOf } from './today.ts';
import { LATELY_COLUMNS, latelySql } from './windows.ts';

/** What the scores table holds of a customer; what has not changed is not written again. */
export type Held = Pick<Judgement, 'r' | 'f' | 'm' | 'segment' | 'class8' | 'class4' | 'ownGapDays'> & {
  /** Null before the first judgement. */
  stage: string | null;
  band: string | null;
  outlookDigest: number | null;
};

export type Subject = { features: Features; held: Held };

/**
 * Features beside what is held, one row per customer whose totals exist; a customer without totals is judged when they
 * have been made. Numbers are whole: days since 1970-01-01, gaps in hundredths of a day.
 */
const queryOver = ({ now }: Ctx, timeZone: string, lately: string): string => `
  select c.customer_id, t.orders, t.gross_cents, t.net_cents, t.purchase_days,
    ${LATELY_COLUMNS.map((column) => `coalesce(l.${column}, 0) as ${column}`).join(', ')},
    t.first_purchase_day - date '1970-01-01' as first_day, t.last_purchase_day - date '1970-01-01' as last_day,
    s.r, s.f, s.m, round(s.own_gap_days * 100)::int as own_gap, s.outlook_digest,
    case when b.last_login_at <= '${now.toISOString()}' then
      (b.last_login_at at time zone '${timeZone}')::date - date '1970-01-01' end as login_day,
    s.rfm_segment, s.rfm_class8, s.class4, s.stage, s.risk_band, c.code
  from customers.customers c
  join orders.rollups t using (customer_id)
  left join (${lately}) l using (customer_id)
  left join scoring.scores s using (customer_id)
  left join interactions.rollups b using (customer_id)`;

async function queryFor(ctx: Ctx, chosen: string): Promise<string> {
  const { timeZone } = await getOrganisation(ctx);
  return queryOver(ctx, timeZone, await latelySql(ctx, chosen));
}

type Row = {
  customer_id: number;
  orders: number;
  gross_cents: number;
  net_cents: number;
  purchase_days: number;
  first_day: number | null;
  last_day: number | null;
  r: number | null;
  f: number | null;
  m: number | null;
  own_gap: number | null;
  outlook_digest: number | null;
  login_day: number | null;
  rfm_segment: string | null;
  rfm_class8: string | null;
  class4: string | null;
  stage: string | null;
  risk_band: string | null;
  code: string;
} & Record<(typeof LATELY_COLUMNS)[number], number>;

/** Some customers, by their ids; without those who refuse to be judged. */
export async function findSubjects(ctx: Ctx, customerIds: readonly number[]): Promise<Subject[]> {
  const refusing = await listProfilingRefusers(ctx, customerIds);
  const subjects = await readSubjects(ctx, customerIds);
  return subjects.filter(({ features }) => !refusing.has(features.customerId));
}

/** Facts are facts, also of those who refuse to be judged by them. */
export async function findFeatures(ctx: Ctx, customerId: number): Promise<Features | null> {
  const [subject] = await readSubjects(ctx, [customerId]);
  return subject?.features ?? null;
}

async function readSubjects(ctx: Ctx, customerIds: readonly number[]): Promise<Subject[]> {
  const theirs = `customer_id = any('{${customerIds.map(Number).join(',')}}'::bigint[])`;
  const query: RawBuilder<Row> = sql.raw(`${await queryFor(ctx, theirs)} where c.${theirs}`);
  const { rows } = await query.execute(ctx.db);
  const beside = await loadBeside(ctx, customerIds, await todayOf(ctx));
  return rows.map((row) => ({
    features: {
      ...(beside.get(row.customer_id) ?? NOTHING_BESIDE),
      customerId: row.customer_id,
      tieKey: tieKeyOf(row.code),
      orders: row.orders,
      grossCents: row.gross_cents,
      netCents: row.net_cents,
      purchaseDays: row.purchase_days,
      firstDay: row.first_day,
      lastDay: row.last_day,
      lastLoginDay: row.login_day,
      recentOrders: row.recent_orders,
      earlierOrders: row.earlier_orders,
      recentNetCents: row.recent_net_cents,
      earlierNetCents: row.earlier_net_cents,
      recentGrossCents: row.recent_gross_cents,
      recentReturnedCents: row.recent_returned_cents,
      recentReturns: row.recent_returns,
    },
    held: {
      r: row.r,
      f: row.f,
      m: row.m,
      segment: row.rfm_segment,
      class8: row.rfm_class8,
      class4: row.class4,
      stage: row.stage,
      band: row.risk_band,
      outlookDigest: row.outlook_digest,
      ownGapDays: row.own_gap === null ? null : row.own_gap / 100,
    },
  }));
}

/**
 * Everybody, by COPY, without those who refuse to be judged: no score is given to them, none is fitted on them. In a
 * transaction. Who registers after `ctx.now` is not there yet when a past day is lived again.
 * Without tie keys unless asked: they are the only text kept per customer.
 */
export async function loadPopulation(ctx: Ctx, withTieKeys: boolean): Promise<Population> {
  const refusing = await listProfilingRefusers(ctx, 'all');
  const population = new Population(withTieKeys, refusing, await loadBeside(ctx, 'all', await todayOf(ctx)));
  const seen = `t.orders > 0 or c.registered_at is null or c.registered_at <= '${ctx.now.toISOString()}'::timestamptz`;
  const stream = await copyOut(ctx, `${await queryFor(ctx, 'true')} where ${seen}`);
  for await (const chunk of stream) population.read(chunk as Buffer);
  return population;
}

const NUMBERS = 20;
const WORDS = 5;
const UNKNOWN = -1;
const NEWLINE = 10;
const TAB = 9;
const MINUS = 45;
const BACKSLASH = 92;

/**
 * A population in typed columns, about 160 bytes a customer: a million fit in the memory of a small machine. Read
 * incrementally from COPY's text, byte by byte, because splitting it into strings first takes three times as long.
 */
export class Population {
  size = 0;
  private readonly withTieKeys: boolean;
  private readonly refusing: ReadonlySet<number>;
  private readonly beside: ReadonlyMap<number, Beside>;
  private capacity = 1_024;
  /** One column per number of the query, in its order; `UNKNOWN` is null (net money, which can be negative, never is). */
  private numbers = Array.from({ length: NUMBERS }, () => new Float64Array(this.capacity));
  private words = Array.from({ length: WORDS }, () => new Uint16Array(this.capacity));
  private readonly tieKeys: string[] = [];
  /** Words by number; 0 is null. */
  private readonly lexicon: (string | null)[] = [null];
  private readonly numberOf = new Map<string, number>();
  private rest: Buffer = Buffer.alloc(0);

  constructor(
    withTieKeys: boolean,
    refusing: ReadonlySet<number> = new Set(),
    beside: ReadonlyMap<number, Beside> = new Map(),
  ) {
    this.withTieKeys = withTieKeys;
    this.refusing = refusing;
    this.beside = beside;
  }

  read(chunk: Buffer): void {
    const text = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const end = text.lastIndexOf(NEWLINE) + 1;
    let at = 0;
    while (at < end) at = this.readRow(text, at);
    this.rest = text.subarray(end);
  }

  *subjects(): Generator<Subject> {
    for (let i = 0; i < this.size; i++) yield { features: this.features(i), held: this.held(i) };
  }

  *everyFeatures(): Generator<Features> {
    for (let i = 0; i < this.size; i++) yield this.features(i);
  }

  private readRow(text: Buffer, start: number): number {
    if (this.size === this.capacity) this.grow();
    const i = this.size++;
    let at = start;
    for (const column of this.numbers) {
      let value = 0;
      const negative = text[at] === MINUS;
      if (negative) at++;
      if (text[at] === BACKSLASH) {
        value = UNKNOWN;
        at += 2;
      }
      for (let byte = text[at]!; byte !== TAB; byte = text[++at]!) value = value * 10 + byte - 48;
      column[i] = negative ? -value : value;
      at++;
    }
    for (const column of this.words) {
      const end = text.indexOf(TAB, at);
      column[i] = text[at] === BACKSLASH ? 0 : this.wordAt(text, at, end);
      at = end + 1;
    }
    const end = text.indexOf(NEWLINE, at);
    if (this.refusing.size > 0 && this.refusing.has(this.numbers[0]![i]!)) {
      this.size--;
      return end + 1;
    }
    if (this.withTieKeys) this.tieKeys.push(tieKeyOf(fromCopyText(text.toString('utf8', at, end))));
    return end + 1;
  }

  private wordAt(text: Buffer, from: number, to: number): number {
    const word = text.toString('latin1', from, to);
    const known = this.numberOf.get(word);
    if (known !== undefined) return known;
    this.numberOf.set(word, this.lexicon.length);
    return this.lexicon.push(word) - 1;
  }

  private grow(): void {
    this.capacity *= 2;
    this.numbers = this.numbers.map((column) => {
      const larger = new Float64Array(this.capacity);
      larger.set(column);
      return larger;
    });
    this.words = this.words.map((column) => {
      const larger = new Uint16Array(this.capacity);
      larger.set(column);
      return larger;
    });
  }

  private features(i: number): Features {
    const [customerId, orders, grossCents, netCents, purchaseDays, ...lately] = this.numbers;
    const beside = this.beside.size > 0 ? this.beside.get(customerId![i]!) : undefined;
    const { planEndDay, renewals, use, complaintDays } = beside ?? NOTHING_BESIDE;
    return {
      planEndDay,
      renewals,
      use,
      complaintDays,
      customerId: customerId![i]!,
      tieKey: this.tieKeys[i] ?? '',
      orders: orders![i]!,
      grossCents: grossCents![i]!,
      netCents: netCents![i]!,
      purchaseDays: purchaseDays![i]!,
      recentOrders: lately[0]![i]!,
      earlierOrders: lately[1]![i]!,
      recentNetCents: lately[2]![i]!,
      earlierNetCents: lately[3]![i]!,
      recentGrossCents: lately[4]![i]!,
      recentReturnedCents: lately[5]![i]!,
      recentReturns: lately[6]![i]!,
      firstDay: this.number(12, i),
      lastDay: this.number(13, i),
      lastLoginDay: this.number(19, i),
    };
  }

  private held(i: number): Held {
    const ownGap = this.number(17, i);
    return {
      r: this.number(14, i),
      f: this.number(15, i),
      m: this.number(16, i),
      ownGapDays: ownGap === null ? null : ownGap / 100,
      segment: this.word(0, i),
      class8: this.word(1, i),
      class4: this.word(2, i),
      stage: this.word(3, i),
      band: this.word(4, i),
      outlookDigest: this.number(18, i),
    };
  }

  private number(column: number, i: number): number | null {
    const value = this.numbers[column]![i]!;
    return value === UNKNOWN ? null : value;
  }

  private word(column: number, i: number): string | null {
    return this.lexicon[this.words[column]![i]!] ?? null;
  }
}

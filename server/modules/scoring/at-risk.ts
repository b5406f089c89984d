import { sql, type RawBuilder } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayNumber } from '#shared/day-numbers.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, QueryOf } from '#shared/endpoint.ts';
import { decodeCursor, encodeCursor } from '#shared/page.ts';
import type { listAtRisk as listAtRiskEndpoint, RiskReason } from './churn-contract.ts';
import { getChurnSettings } from './churn-settings.ts';
import { currentModels } from './models.ts';
import { findSubjects } from './population.ts';
import { reasonSentence } from './risk-sentences.ts';
import { churnRules, isModelled, sightOf, strongestFirst, type ChurnRules } from './risk.ts';
import { RISK_BANDS } from './risk-words.ts';
import { judgedMoment } from './runs.ts';

type Query = QueryOf<typeof listAtRiskEndpoint>;
type Answer = AnswerOf<typeof listAtRiskEndpoint>;

const DEFAULT_BANDS = ['high', 'medium'];
const SORTS = { risk: 'risk', value: 'expected_net_cents' } as const;

type Row = {
  customer_id: number;
  code: string;
  name: string | null;
  owner_name: string | null;
  risk: number;
  risk_band: string;
  risk_since: Date | null;
  current: number | null;
  expected: number | null;
  at: string | null;
};

/** A page of those at risk, by index; their reasons are worked out anew from what is known of each, as on their own page. */
export async function listAtRisk(ctx: Ctx, query: Query): Promise<Answer> {
  const now = await judgedMoment(ctx);
  return inTransaction({ ...ctx, now }, async (inner) => {
    const rows = await rowsOf(inner, query);
    const page = rows.slice(0, query.limit);
    const last = page.at(-1);
    const reasons = await reasonsOf(
      inner,
      page.map((row) => row.customer_id),
    );
    return {
      rows: page.map((row) => ({
        customerId: row.customer_id,
        code: row.code,
        name: row.name,
        ownerName: row.owner_name,
        points: row.risk,
        band: RISK_BANDS.find(({ code }) => code === row.risk_band)!,
        since: row.risk_since,
        currentNetCents: row.current ?? 0,
        expectedNetCents: row.expected ?? 0,
        silenceDays: reasons.get(row.customer_id)?.silenceDays ?? 0,
        reasons: reasons.get(row.customer_id)?.reasons ?? [],
      })),
      next: rows.length > query.limit && last ? encodeCursor([last.at, last.customer_id]) : null,
    };
  });
}

async function rowsOf(ctx: Ctx, { bands, reason, sort, after, limit }: Query): Promise<Row[]> {
  const column = sql.ref(`s.${SORTS[sort]}`);
  const { rows } = await sql<Row>`
    select s.customer_id, c.code, c.name, u.name as owner_name, s.risk, s.risk_band, s.risk_since,
      s.current_net_cents as current, s.expected_net_cents as expected, ${column}::text as at
    from scoring.scores s
    join customers.customers c using (customer_id)
    left join access.users u on u.id = c.owner_id
    where s.risk_band = any(${bands ?? DEFAULT_BANDS}::text[]) and s.risk is not null
      ${reason === undefined ? sql`` : sql`and s.risk_reason = ${reason}`}
      and ${visibleCustomers(ctx)} ${after === undefined ? sql`` : beyond(column, after)}
    order by ${column} desc nulls last, s.customer_id desc limit ${limit + 1}`.execute(ctx.db);
  return rows;
}

function beyond(column: RawBuilder<unknown>, after: string): RawBuilder<unknown> {
  const cursor = decodeCursor(after, 2);
  if (!cursor) return sql``;
  return sql`and (${column}, s.customer_id) < (${cursor[0]}::bigint, ${cursor[1]}::bigint)`;
}

type Why = { silenceDays: number; reasons: RiskReason[] };

async function reasonsOf(ctx: Ctx, customerIds: readonly number[]): Promise<Map<number, Why>> {
  const models = await currentModels(ctx);
  if (!models.churn || customerIds.length === 0) return new Map();
  const { timeZone } = await getOrganisation(ctx);
  const today = dayNumber(dayOf(ctx.now, timeZone));
  const rules = churnRules(models.churn.params, await getChurnSettings(ctx));
  const subjects = await findSubjects(ctx, customerIds);
  return new Map(
    subjects.flatMap(({ features, held }) => {
      if (features.lastDay === null) return [];
      const silenceDays = Math.max(0, today - features.lastDay);
      const sight = sightOf(features, silenceDays, held.ownGapDays, rules.params.secondPurchaseDays);
      return [[features.customerId, { silenceDays, reasons: topReasons(rules, sight, silenceDays) }] as const];
    }),
  );
}

/** The three strongest, in words. */
export function topReasons(rules: ChurnRules, sight: ReturnType<typeof sightOf>, silenceDays: number): RiskReason[] {
  const modelled = isModelled(rules.params, sight);
  return strongestFirst(rules, sight)
    .slice(0, 3)
    .map((reason) => reasonSentence(reason, { sight, silenceDays }, modelled));
}

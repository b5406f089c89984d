import { sql } from 'kysely';
import type { RenewalCounts } from '#analytics/shifted-beta-geometric.ts';
import type { Ctx } from '#platform/context.ts';
import { dayFromNumber } from '#shared/day-numbers.ts';
import { termsSql } from './terms.ts';

/** Of terms whose end and grace are over by `today`: how many were renewed and how many lapsed, by renewals behind. */
export async function countEnds(ctx: Ctx, today: number, graceDays: number): Promise<RenewalCounts> {
  const { rows } = await sql<{ renewals: number; renewed: number; lost: number }>`
    select renewals, count(*) filter (where renewed_by is not null)::int as renewed,
      count(*) filter (where renewed_by is null)::int as lost
    from ${await termsSql(ctx, graceDays)} as terms
    where ends_on + ${graceDays}::int <= ${dayFromNumber(today)}::date
    group by renewals order by renewals`.execute(ctx.db);
  const at = (of: 'renewed' | 'lost') =>
    Array.from(
      { length: (rows.at(-1)?.renewals ?? -1) + 1 },
      (_, k) => rows.find((row) => row.renewals === k)?.[of] ?? 0,
    );
  return { renewed: at('renewed'), lost: at('lost') };
}

export type KnownData = {
  plans: number;
  plansOver: number;
  plansRenewed: number;
  plansLost: number;
  logins: boolean;
  complaints: boolean;
};

/** What there is to judge contracts, logins and complaints by: what the settings page says is missing. */
export async function knownData(ctx: Ctx, today: number, graceDays: number): Promise<KnownData> {
  const { rows } = await sql<{ plans: number; logins: boolean; complaints: boolean }>`
    select (select count(distinct customer_id)::int from scoring.plan_ends) as plans,
      exists (select from interactions.rollups where last_login_at is not null) as logins,
      exists (select from interactions.rollups where complaints_365d > 0) as complaints`.execute(ctx.db);
  const { renewed, lost } = await countEnds(ctx, today, graceDays);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const [plansRenewed, plansLost] = [sum(renewed), sum(lost)];
  const known = rows[0] ?? { plans: 0, logins: false, complaints: false };
  return { ...known, plansOver: plansRenewed + plansLost, plansRenewed, plansLost };
}

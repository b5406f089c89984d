import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { getVocabulary } from '#modules/scoring/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './plan-contract.ts';
import { listPlaybooks } from './playbooks.ts';

const DAYS = 30;

type Counted = { code: string; customers: number; expected: number; median: number | null };

/** The stages in their order: who is there, who came and went in the last month, how long they stay, what to do. */
export async function listStageStrategies(ctx: Ctx): Promise<AnswerOf<typeof contract.listStageStrategies>> {
  const { stages } = await getVocabulary(ctx);
  const counted = new Map((await countStages(ctx)).map((row) => [row.code, row]));
  const { rows: moves } = await sql<{ from: string | null; to: string | null; customers: number }>`
    select m.from_value as "from", m.to_value as "to", count(distinct m.customer_id)::int as customers
    from scoring.changes m join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} and m.what = 'stage'
      and m.changed_at > ${ctx.now}::timestamptz - make_interval(days => ${DAYS}::int) and m.changed_at <= ${ctx.now}
    group by 1, 2`.execute(ctx.db);
  const sum = (which: 'from' | 'to', code: string) =>
    moves.filter((move) => move[which] === code && move.from !== move.to).reduce((n, move) => n + move.customers, 0);
  const playbooks = await listPlaybooks(ctx);
  return {
    rows: stages.map(({ code, zh, en }) => {
      const { customers = 0, expected = 0, median = null } = counted.get(code) ?? {};
      return {
        code,
        zh,
        en,
        customers,
        came: sum('to', code),
        went: sum('from', code),
        medianDays: median,
        expectedNetCents: expected,
        playbooks: playbooks
          .filter(({ fits }) => fits.stages.includes(code))
          .map(({ code: playbook, name, idea }) => ({ code: playbook, name, idea })),
      };
    }),
    days: DAYS,
    currency: (await getOrganisation(ctx)).currency,
  };
}

async function countStages(ctx: Ctx): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select s.stage as code, count(*)::int as customers, coalesce(sum(s.expected_net_cents), 0)::bigint as expected,
      percentile_cont(0.5) within group (order by extract(epoch from ${ctx.now}::timestamptz - s.stage_since) / 86400) as median
    from scoring.scores s join customers.customers c using (customer_id)
    where ${visibleCustomers(ctx)} group by 1`.execute(ctx.db);
  return rows;
}

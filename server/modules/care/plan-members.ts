/** The customers behind a plan's figures: what was done for each, and who came back. At most two hundred. */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { listTemplates, outcomesOf, type TaskKind } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import type { AnswerOf } from '#shared/endpoint.ts';
import type * as contract from './plan-contract.ts';
import type { PlanMember } from './plan-contract.ts';
import { getPlan } from './win-back.ts';

type Row = Omit<PlanMember, 'lastOutcome'> & {
  outcome: string | null;
  templateCode: string | null;
  kind: TaskKind | null;
};

/** Who came back first, then the best former customers; recalled as the plan counts it. */
export async function listPlanMembers(ctx: Ctx, planId: number): Promise<AnswerOf<typeof contract.listPlanMembers>> {
  const plan = await getPlan(ctx, planId);
  const { timeZone } = await getOrganisation(ctx);
  const { rows } = await sql<Row>`
    select b.customer_id as "customerId", c.code, c.name, u.name as "ownerName",
      coalesce(o.former, 0)::bigint as "formerNetCents", coalesce(w.open, 0) as "tasksOpen", coalesce(w.done, 0) as "tasksDone",
      w.last ->> 'result' as "lastResult", w.last ->> 'outcome' as outcome, w.last ->> 'template_code' as "templateCode",
      w.last ->> 'kind' as kind, o.first as "recalledAt", coalesce(o.net, 0)::bigint as "recalledNetCents"
    from care.win_back_members b join customers.customers c using (customer_id) left join access.users u on u.id = c.owner_id
    left join lateral (
      select min(placed_at) filter (where gross_cents > 0 and placed_at > b.added_at and ${inPlan(plan.endsOn, timeZone)}) as first,
        sum(gross_cents - discount_cents - returned_cents)
          filter (where placed_at > b.added_at and ${inPlan(plan.endsOn, timeZone)}) as net,
        sum(gross_cents - discount_cents - returned_cents) filter (where placed_at <= b.added_at) as former
      from orders.orders o where o.customer_id = b.customer_id and o.status <> 'cancelled' and o.placed_at <= ${ctx.now}
    ) o on true
    left join lateral (
      select count(*) filter (where state = 'open')::int as open, count(*) filter (where state = 'done')::int as done,
        (array_agg(to_jsonb(t) order by closed_at desc) filter (where state = 'done'))[1] as last
      from tasks.tasks t where t.customer_id = b.customer_id and t.cause ->> 'key' like ${`plan:${planId}:%`}
    ) w on true
    where b.plan_id = ${planId} and ${visibleCustomers(ctx)}
    order by o.first nulls last, o.former desc nulls last, b.customer_id`.execute(ctx.db);
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  return {
    plan,
    rows: rows.map(({ outcome, templateCode, kind, ...row }) => {
      const choices = kind ? outcomesOf(templates.get(templateCode ?? '') ?? null, kind) : [];
      const found = choices.find(({ code }) => code === outcome);
      const { zh, en } = found ?? { zh: outcome ?? '', en: outcome ?? '' };
      return { ...row, lastOutcome: outcome === null ? null : { zh, en } };
    }),
  };
}

const inPlan = (endsOn: string, timeZone: string) =>
  sql`placed_at < ((${endsOn}::date + 1)::timestamp at time zone ${timeZone})`;

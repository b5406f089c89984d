import { sql } from 'kysely';
import { getOrganisation, listPeople, recordAudit } from '#modules/access/index.ts';
import { visibleCustomers } from '#modules/customers/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { ConflictError, InvalidError, NotFoundError } from '#platform/errors.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { PLAN_DEFINITIONS } from './definitions.ts';
import type * as contract from './plan-contract.ts';
import type { WinBackPlan } from './plan-contract.ts';
import { getPlaybook, giveSteps, listPlaybooks } from './playbooks.ts';

type Wish = BodyOf<typeof contract.createWinBackPlan>;
type Change = BodyOf<typeof contract.updateWinBackPlan>;

export async function listPlans(ctx: Ctx): Promise<AnswerOf<typeof contract.listWinBackPlans>> {
  return {
    rows: await readPlans(ctx, null),
    currency: (await getOrganisation(ctx)).currency,
    definitions: PLAN_DEFINITIONS,
  };
}

/** The best former customers who left or are in a segment, or those named; the steps of the playbook become tasks at once. */
export async function createPlan(ctx: Ctx, wish: Wish): Promise<WinBackPlan> {
  return inTransaction(ctx, async (ctx) => {
    const playbook = await getPlaybook(ctx, wish.playbook);
    const people = (await listPeople(ctx)).filter((person) => person.active);
    if (!people.some((person) => person.id === wish.ownerId))
      throw new InvalidError('tasks.person_not_found', 'Nobody active has this id.');
    const members = await chooseMembers(ctx, wish);
    if (members.length === 0)
      throw new InvalidError(
        'care.nobody_left',
        'Nobody fits: no such customer has left for this reason, or the segment is empty.',
      );
    const row = await ctx.db
      .insertInto('care.win_back_plans')
      .values({
        name: wish.name,
        goal_rate: wish.goalRate,
        reason_code: wish.reasonCode,
        playbook: wish.playbook,
        owner_id: wish.ownerId,
        starts_on: wish.startsOn,
        ends_on: wish.endsOn,
        budget_cents: wish.budgetCents,
        note: wish.note,
        created_at: ctx.now,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('plan_id')
      .executeTakeFirst();
    if (!row) throw new ConflictError('care.plan_name_taken', 'There is a plan of this name already.');
    await ctx.db
      .insertInto('care.win_back_members')
      .values(members.map((customerId) => ({ customer_id: customerId, plan_id: row.plan_id, added_at: ctx.now })))
      .execute();
    await giveSteps(ctx, playbook, members, `plan:${row.plan_id}`);
    const plan = await getPlan(ctx, row.plan_id);
    await recordAudit(ctx, [
      { action: 'care.plan_created', subjectType: 'win_back_plan', subjectId: plan.planId, after: { ...plan } },
    ]);
    return plan;
  });
}

async function chooseMembers(ctx: Ctx, { top, customerIds, segmentId, reasonCode }: Wish): Promise<number[]> {
  const named = customerIds
    ? sql`c.customer_id = any(${customerIds}::bigint[])`
    : segmentId
      ? sql`exists (select from segments.members m where m.customer_id = c.customer_id and m.segment_id = ${segmentId})`
      : sql`s.risk_band = 'left'`;
  const forReason = reasonCode
    ? sql`and (exists (select from tasks.tasks t where t.customer_id = c.customer_id and t.reason_code = ${reasonCode})
        or exists (select from care.interviews i where i.customer_id = c.customer_id and i.reason_code = ${reasonCode}))`
    : sql``;
  const { rows } = await sql<{ customer_id: number }>`
    select customer_id from customers.customers c
    join orders.rollups r using (customer_id) join scoring.scores s using (customer_id)
    where ${visibleCustomers(ctx)} and ${named} ${forReason}
    order by r.net_cents desc, customer_id limit ${top ?? 200}`.execute(ctx.db);
  return rows.map((row) => row.customer_id);
}

export async function updatePlan(ctx: Ctx, planId: number, change: Change): Promise<WinBackPlan> {
  const before = await getPlan(ctx, planId);
  if (change.endsOn && change.endsOn < before.startsOn)
    throw new InvalidError('care.plan_dates', 'A plan ends after it starts.', [
      { path: 'endsOn', code: 'care.plan_dates', message: 'lies before the start' },
    ]);
  await ctx.db
    .updateTable('care.win_back_plans')
    .set({
      plan_id: planId,
      ...(change.goalRate !== undefined && { goal_rate: change.goalRate }),
      ...(change.spentCents !== undefined && { spent_cents: change.spentCents }),
      ...(change.endsOn !== undefined && { ends_on: change.endsOn }),
      ...(change.note !== undefined && { note: change.note }),
      ...(change.state !== undefined && { state: change.state }),
      ...(change.review !== undefined && { review: change.review }),
    })
    .where('plan_id', '=', planId)
    .execute();
  const after = await getPlan(ctx, planId);
  await recordAudit(ctx, [
    {
      action: 'care.plan_changed',
      subjectType: 'win_back_plan',
      subjectId: planId,
      before: { ...before },
      after: { ...after },
    },
  ]);
  return after;
}

export async function getPlan(ctx: Ctx, planId: number): Promise<WinBackPlan> {
  const [plan] = await readPlans(ctx, planId);
  if (!plan) throw new NotFoundError('care.no_such_plan', 'There is no such plan.');
  return plan;
}

type Row = Omit<WinBackPlan, 'playbookName' | 'recallRate'>;

/**
 * Plans with their progress, counted over the members one may know of: recalled is who ordered after joining and before
 * the plan ends, with the net spend of that time.
 */
async function readPlans(ctx: Ctx, planId: number | null): Promise<WinBackPlan[]> {
  const { timeZone } = await getOrganisation(ctx);
  const { rows } = await sql<Row>`
    select p.plan_id as "planId", p.name, p.goal_rate as "goalRate", p.reason_code as "reasonCode", p.playbook,
      p.owner_id as "ownerId", u.name as "ownerName", p.starts_on as "startsOn", p.ends_on as "endsOn",
      p.budget_cents as "budgetCents", p.spent_cents as "spentCents", p.note, p.state, p.review,
      coalesce(m.members, 0) as members, coalesce(m.recalled, 0) as recalled,
      coalesce(m.net, 0)::bigint as "recalledNetCents", coalesce(w.open, 0) as "tasksOpen", coalesce(w.done, 0) as "tasksDone"
    from care.win_back_plans p left join access.users u on u.id = p.owner_id
    left join lateral (
      select count(*)::int as members, count(o.first)::int as recalled, sum(o.net) as net
      from care.win_back_members b join customers.customers c using (customer_id)
      left join lateral (
        select min(placed_at) filter (where gross_cents > 0) as first, sum(gross_cents - discount_cents - returned_cents) as net
        from orders.orders o where o.customer_id = b.customer_id and o.status <> 'cancelled' and o.placed_at > b.added_at
          and o.placed_at < ((p.ends_on + 1)::timestamp at time zone ${timeZone}) and o.placed_at <= ${ctx.now}
      ) o on true
      where b.plan_id = p.plan_id and ${visibleCustomers(ctx)}) m on true
    left join lateral (
      select count(*) filter (where t.state = 'open')::int as open, count(*) filter (where t.state = 'done')::int as done
      from care.win_back_members b join customers.customers c using (customer_id) join tasks.tasks t using (customer_id)
      where b.plan_id = p.plan_id and ${visibleCustomers(ctx)} and t.cause ->> 'key' like 'plan:' || p.plan_id || ':%') w on true
    where ${planId === null ? sql`true` : sql`p.plan_id = ${planId}`}
    order by p.state desc, p.ends_on desc, p.plan_id desc`.execute(ctx.db);
  const names = new Map((await listPlaybooks(ctx)).map(({ code, name }) => [code, name]));
  return rows.map((row) => ({
    ...row,
    playbookName: names.get(row.playbook) ?? { zh: row.playbook, en: row.playbook },
    recallRate: row.members > 0 ? row.recalled / row.members : null,
  }));
}

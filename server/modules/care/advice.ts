import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { requireCustomer } from '#modules/customers/index.ts';
import { listTemplates, selectTasks, type Task } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { NotFoundError } from '#platform/errors.ts';
import { dayOf } from '#shared/days.ts';
import type { AnswerOf, BodyOf } from '#shared/endpoint.ts';
import { ACTION_RULES, type ActionRule, type CustomerSight } from './actions.ts';
import { listDocuments, saveDocument } from './documents.ts';
import { lastContact } from './last-contact.ts';
import { policiesInForce } from './policies.ts';
import type * as contract from './policy-contract.ts';
import type { Advice } from './policy-contract.ts';
import { getCareSettings } from './settings.ts';
import { explainVip, getVipRule, isVip } from './vip.ts';

type SavedAction = BodyOf<typeof contract.saveAction>;
type RuleInForce = ActionRule & { active: boolean; changed: boolean };

async function actionsInForce(ctx: Ctx): Promise<RuleInForce[]> {
  const saved = await listDocuments<SavedAction>(ctx, 'action');
  return ACTION_RULES.map((rule) => ({
    ...rule,
    active: true,
    ...saved.get(rule.code),
    changed: saved.has(rule.code),
  }));
}

export async function listActions(ctx: Ctx): Promise<AnswerOf<typeof contract.listActions>> {
  const { rows } = await sql<{ action: string; dismissed: number }>`
    select action, count(*)::int as dismissed from care.dismissals
    where dismissed_at > ${ctx.now}::timestamptz - interval '183 days' group by 1`.execute(ctx.db);
  const dismissed = new Map(rows.map((row) => [row.action, row.dismissed]));
  return {
    rows: (await actionsInForce(ctx)).map(({ code, name, when, templateCode, upliftPrior, active, changed }) => ({
      code,
      name,
      when,
      templateCode,
      upliftPrior,
      active,
      changed,
      dismissed: dismissed.get(code) ?? 0,
    })),
  };
}

export async function saveAction(ctx: Ctx, code: string, change: SavedAction) {
  if (!ACTION_RULES.some((rule) => rule.code === code))
    throw new NotFoundError('care.no_such_action', 'There is no such action.');
  await saveDocument(ctx, 'action', code, change);
  return listActions(ctx);
}

/** The one thing to do for a customer, with the others that fit, and how the class is looked after. */
export async function getCustomerCare(
  ctx: Ctx,
  customerId: number,
): Promise<AnswerOf<typeof contract.getCustomerCare>> {
  await requireCustomer(ctx, customerId);
  const { currency } = await getOrganisation(ctx);
  const found = await lookAt(ctx, customerId);
  const resting = await restAfterContact(ctx, found?.contactedDaysAgo ?? null);
  const advices = found ? await adviceFor(ctx, customerId, found, resting !== null) : [];
  const [next = null, ...others] = advices;
  const policy = (await policiesInForce(ctx)).find(({ code }) => code === found?.sight.class4) ?? null;
  const vip = await explainVip(ctx, customerId);
  return { next, others, restsAfterContact: resting, vip, policy, currency, asOf: ctx.now };
}

/** Null once the days of the settings are over, or where nobody spoke with them. */
async function restAfterContact(ctx: Ctx, daysAgo: number | null): Promise<number | null> {
  const { restDays } = await getCareSettings(ctx);
  return daysAgo !== null && daysAgo < restDays ? daysAgo : null;
}

type Found = { sight: CustomerSight; expectedNetCents: number | null; contactedDaysAgo: number | null };

/** Whoever is not judged (docs/adr/0160) is looked at by the facts alone: rules that ask for a score do not fit. */
async function lookAt(ctx: Ctx, customerId: number): Promise<Found | null> {
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  const { rows } = await sql<CustomerSight & { expected: number | null; contacted: number | null }>`
    select coalesce(r.orders, 0) as orders, r.last_purchase_day::text as "lastPurchaseDay",
      ${today}::date - r.last_purchase_day as "silenceDays", s.own_gap_days as "ownGapDays", s.class4,
      s.risk_band as "riskBand", s.risk, coalesce(s.customer_id is not null and ${isVip(await getVipRule(ctx))}, false) as vip,
      c.phone is not null as reachable,
      s.expected_net_cents as expected, ${today}::date - (${lastContact(ctx)} at time zone ${timeZone})::date as contacted
    from customers.customers c left join orders.rollups r using (customer_id) left join scoring.scores s using (customer_id)
    left join interactions.rollups i using (customer_id)
    cross join lateral (
      select max(closed_at) as done_at from tasks.tasks t where t.customer_id = c.customer_id and state = 'done') lately
    where customer_id = ${customerId}`.execute(ctx.db);
  const [row] = rows;
  if (!row) return null;
  const { expected, contacted, ...sight } = row;
  return { sight, expectedNetCents: expected, contactedDaysAgo: contacted };
}

/**
 * Open work first, then whatever fits and was not found unhelpful, by what it is assumed to gain. Whoever was spoken with
 * lately is not called again for a rule's sake.
 */
async function adviceFor(
  ctx: Ctx,
  customerId: number,
  { sight, expectedNetCents }: Found,
  leaveInPeace: boolean,
): Promise<Advice[]> {
  const rules = await actionsInForce(ctx);
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  const open = await selectTasks(
    ctx,
    sql`t.customer_id = ${customerId} and t.state = 'open'`,
    sql`order by t.priority, t.due_at limit 20`,
  );
  const resting = await restingActions(ctx, customerId);
  const worth = (uplift: number) => (expectedNetCents === null ? null : Math.round(expectedNetCents * uplift));
  const fromTasks = open.map((task) => adviceOfTask(task, rules, worth));
  const busy = new Set(open.map((task) => task.templateCode));
  const fromRules = rules.flatMap((rule): Advice[] => {
    const reason = rule.active && !resting.has(rule.code) && !busy.has(rule.templateCode) ? rule.fits(sight) : null;
    const kind = templates.get(rule.templateCode)?.kind ?? 'call';
    const { code: action, name, templateCode, upliftPrior } = rule;
    return reason
      ? [
          {
            action,
            name,
            reason,
            templateCode,
            kind,
            upliftPrior,
            expectedValueCents: worth(upliftPrior),
            taskId: null,
          },
        ]
      : [];
  });
  return [...fromTasks, ...(leaveInPeace ? [] : fromRules.toSorted((a, b) => b.upliftPrior - a.upliftPrior))];
}

function adviceOfTask(task: Task, rules: readonly RuleInForce[], worth: (uplift: number) => number | null): Advice {
  const uplift = rules.find((rule) => rule.templateCode === task.templateCode)?.upliftPrior ?? 0;
  return {
    action: 'task',
    name: task.title,
    reason: task.reason ?? task.title,
    templateCode: task.templateCode ?? 'step',
    kind: task.kind,
    expectedValueCents: uplift > 0 ? worth(uplift) : null,
    upliftPrior: uplift,
    taskId: task.taskId,
  };
}

async function restingActions(ctx: Ctx, customerId: number): Promise<Set<string>> {
  const rows = await ctx.db
    .selectFrom('care.dismissals')
    .select('action')
    .where('customer_id', '=', customerId)
    .where('rests_until', '>', ctx.now)
    .execute();
  return new Set(rows.map((row) => row.action));
}

const REST_DAYS = 90;

/** "Not helpful": the advice rests for this customer, and its rule is counted. */
export async function dismissAdvice(ctx: Ctx, customerId: number, action: string): Promise<{ restsUntil: Date }> {
  await requireCustomer(ctx, customerId);
  if (!ACTION_RULES.some((rule) => rule.code === action))
    throw new NotFoundError('care.no_such_action', 'There is no such action.');
  const row = {
    dismissed_by: ctx.actor.kind === 'user' ? ctx.actor.id : null,
    dismissed_at: ctx.now,
    rests_until: new Date(ctx.now.getTime() + REST_DAYS * 86_400_000),
  };
  await ctx.db
    .insertInto('care.dismissals')
    .values({ customer_id: customerId, action, ...row })
    .onConflict((conflict) => conflict.columns(['customer_id', 'action']).doUpdateSet(row))
    .execute();
  return { restsUntil: row.rests_until };
}

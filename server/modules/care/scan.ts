import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { holdCustomers } from '#modules/customers/index.ts';
import { findLastRun } from '#modules/scoring/index.ts';
import { recordTasks, listTemplates, type Template } from '#modules/tasks/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import type { AlertRule, Sight, Sighting } from './alert-rules.ts';
import { carersOf } from './carers.ts';
import { followTasks, measureReturns } from './follow.ts';
import { moneyIn, type TwoTexts } from './named.ts';
import { applyDailyOwners } from './owner-rules.ts';
import { promisedHours } from './policies.ts';
import { listRules, type RuleInForce } from './settings.ts';
import { planVisits } from './visits.ts';
import { getVipRule } from './vip.ts';

export type ScanReport = { raised: number; visits: number };

const HOUR_MS = 3_600_000;

/** Looks at some customers: what an order or a new judgement may have made visible. */
export async function watchCustomers(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<number> {
  if (customerIds.length === 0) return 0;
  return inTransaction(ctx, (inner) => raiseAll(inner, theseOf(customerIds), () => true));
}

/** The same for what happens beside buying: only the rules that such a thing can set off. */
export async function watchContacts(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<number> {
  if (customerIds.length === 0) return 0;
  const hears = ({ hearsInteractions }: AlertRule) => hearsInteractions === true;
  return inTransaction(ctx, (inner) => raiseAll(inner, theseOf(customerIds), hears));
}

const theseOf = (customerIds: readonly number[]) => sql`c.customer_id = any(${customerIds}::bigint[])`;

/**
 * Looks at everybody as of `ctx.now`: gives owners where a policy says so, raises what the rules see, plans visits, and
 * measures what came of earlier alerts. Repeated, also by two workers at once, it changes nothing: an alert is one row per
 * occasion, a task one per cause.
 */
export function scanEverybody(ctx: Ctx): Promise<ScanReport> {
  return inTransaction(ctx, async (ctx) => {
    await applyDailyOwners(ctx);
    const raised = await raiseAll(ctx, sql`true`, () => true);
    const visits = await planVisits(ctx);
    await followTasks(ctx, { customerIds: null });
    await measureReturns(ctx);
    await ctx.db.insertInto('care.scans').values({ as_of: ctx.now, raised, visits }).execute();
    return { raised, visits };
  });
}

/** Once a day, after everybody was judged for the new day; asked every few minutes, because a day is local. */
export async function scanWhenJudged(ctx: Ctx): Promise<void> {
  const judgedRun = await findLastRun(ctx);
  if (!judgedRun) return;
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  if (dayOf(judgedRun.asOf, timeZone) !== today) return;
  const last = await ctx.db
    .selectFrom('care.scans')
    .select('as_of')
    .orderBy('scan_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!last || dayOf(last.as_of, timeZone) !== today) await scanEverybody(ctx);
}

async function raiseAll(ctx: Ctx, chosen: Sight['chosen'], asked: (rule: AlertRule) => boolean): Promise<number> {
  // Alerts and tasks are written for customers found before: nobody is merged in between.
  await holdCustomers(ctx);
  const { timeZone, currency } = await getOrganisation(ctx);
  const sight: Sight = { ctx, today: dayOf(ctx.now, timeZone), timeZone, vip: await getVipRule(ctx), chosen };
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  let raised = 0;
  for (const inForce of await listRules(ctx)) {
    if (!inForce.settings.active || !asked(inForce.rule)) continue;
    const seen = await inForce.rule.find(sight, inForce.settings.args);
    raised += await raise(ctx, inForce, seen, moneyIn(currency), templates.get(inForce.settings.templateCode));
  }
  return raised;
}

type Raised = { customer_id: number; episode: string; deadline_at: Date; expected_net_cents: number | null };

/** One alert per occasion, unless the rule rests for the customer; each new one makes a task for whoever cares. */
async function raise(
  ctx: Ctx,
  { rule, settings }: RuleInForce,
  seen: readonly Sighting[],
  money: (cents: number) => string,
  template: Template | undefined,
): Promise<number> {
  if (seen.length === 0) return 0;
  const customerIds = seen.map((one) => one.customerId);
  const deadlineOf = await deadlines(ctx, { rule, settings }, customerIds);
  const carers = await carersOf(ctx, customerIds);
  const sentences = new Map(seen.map((one) => [keyOf(one), rule.sentence(one.figures, money)]));
  const drafts = seen.map((one) => ({
    customer_id: one.customerId,
    episode: one.episode,
    ...sentences.get(keyOf(one)),
    deadline_at: deadlineOf(one.customerId),
    owner_id: carers.get(one.customerId) ?? null,
  }));
  const { rows } = await sql<Raised>`
    insert into care.alerts (customer_id, rule, episode, raised_at, deadline_at, reason_zh, reason_en, owner_id,
      expected_net_cents, risk)
    select d.customer_id, ${rule.code}, d.episode, ${ctx.now}, d.deadline_at, d.zh, d.en, d.owner_id,
      s.expected_net_cents, s.risk
    from json_to_recordset(${JSON.stringify(drafts)}::json)
      as d (customer_id bigint, episode text, zh text, en text, deadline_at timestamptz, owner_id text)
    left join scoring.scores s using (customer_id)
    where not exists (
      select from care.alerts a where a.customer_id = d.customer_id and a.rule = ${rule.code}
        and a.raised_at > ${ctx.now}::timestamptz - make_interval(days => ${settings.quietDays}::int))
    order by d.customer_id, d.episode
    on conflict (customer_id, rule, episode) do nothing
    returning customer_id, episode, deadline_at, expected_net_cents`.execute(ctx.db);
  await giveWork(ctx, { rule, settings }, rows, { sentences, carers, template });
  return rows.length;
}

/** The rule's own hours; where the customer waits for an answer, never longer than their class is promised. */
async function deadlines(
  ctx: Ctx,
  { rule, settings }: RuleInForce,
  customerIds: readonly number[],
): Promise<(customerId: number) => Date> {
  const promised = rule.answersCustomer ? await promisedHours(ctx, customerIds) : new Map<number, number>();
  return (customerId) => {
    const hours = Math.min(settings.deadlineHours, promised.get(customerId) ?? settings.deadlineHours);
    return new Date(ctx.now.getTime() + hours * HOUR_MS);
  };
}

const keyOf = ({ customerId, episode }: { customerId: number; episode: string }) => `${customerId} ${episode}`;

type Work = {
  sentences: ReadonlyMap<string, TwoTexts>;
  carers: ReadonlyMap<number, string | null>;
  template: Template | undefined;
};

async function giveWork(ctx: Ctx, { rule, settings }: RuleInForce, rows: readonly Raised[], work: Work): Promise<void> {
  if (rows.length === 0) return;
  const made = await recordTasks(
    ctx,
    rows.map((row) => ({
      customerId: row.customer_id,
      kind: work.template?.kind ?? 'call',
      title: work.template?.name ?? rule.name,
      reason: work.sentences.get(keyOf({ customerId: row.customer_id, episode: row.episode })) ?? rule.name,
      templateCode: settings.templateCode,
      priority: settings.priority,
      ownerId: work.carers.get(row.customer_id) ?? null,
      followsOwner: true,
      dueAt: row.deadline_at,
      expiresAt: new Date(row.deadline_at.getTime() + EXPIRES_AFTER_DEADLINE_HOURS * HOUR_MS),
      causeKey: `care:${rule.code}`,
      cause: { source: 'care', rule: rule.code, episode: row.episode },
      worthCents: row.expected_net_cents,
      needsReason: work.template?.needsReason ?? false,
    })),
  );
  await sql`
    update care.alerts a set task_id = t.task_id
    from unnest(${made.map((one) => one.customerId)}::bigint[], ${rows.map((row) => row.episode)}::text[],
      ${made.map((one) => one.taskId)}::bigint[]) as t (customer_id, episode, task_id)
    where a.customer_id = t.customer_id and a.rule = ${rule.code} and a.episode = t.episode`.execute(ctx.db);
}

/** What nobody did two weeks after its deadline is history, not work. */
const EXPIRES_AFTER_DEADLINE_HOURS = 14 * 24;

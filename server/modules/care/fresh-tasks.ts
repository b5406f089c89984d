/**
 * Work that keeps data fresh. Once a day the rules find whose data are due; the dearest customers come first, nobody gets more
 * than the settings allow, and whoever has such a task open gets no second one (the cause is claimed, ADR 0080). A task that
 * ends well confirms what it asked for; fields confirmed on the customer's page end the task.
 */
import { sql } from 'kysely';
import { getOrganisation } from '#modules/access/index.ts';
import { listAgingFields, listFieldChecks, noteConfirmed } from '#modules/customers/index.ts';
import { findLastRun } from '#modules/scoring/index.ts';
import { closeTask, recordTasks, type TaskDraft, type TwoTexts } from '#modules/tasks/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { dayOf } from '#shared/days.ts';
import { carersOf } from './carers.ts';
import { countFresh, isDue, readFreshRules, type Rule } from './fresh-counts.ts';
import { getFreshSettings } from './fresh-rules.ts';
import { fieldName } from './fresh-words.ts';
import { plural } from './named.ts';

const CAUSE = 'care:fresh';
const DAYS_TO_DO_IT = 7;
const DAYS_UNTIL_IT_LAPSES = 30;
/** Whoever was asked for lately, however it ended, is left alone. */
const RESTS_DAYS = 30;
const DAY_MS = 86_400_000;

/** `total`: of all who are due, whom there is no room for included. */
type Due = { customer_id: number; expected: number | null; fields: string[]; total: number };

/** Once a day, after everybody was judged for it; asked every hour. Two workers at once make one look. */
export async function keepFreshWhenJudged(ctx: Ctx): Promise<void> {
  await countUncounted(ctx);
  const judged = await findLastRun(ctx);
  if (!judged) return;
  const { timeZone } = await getOrganisation(ctx);
  const today = dayOf(ctx.now, timeZone);
  if (dayOf(judged.asOf, timeZone) !== today) return;
  await inTransaction(ctx, async (ctx) => {
    const { rows } = await sql`
      insert into care.fresh_days (day, looked_at) values (${today}::date, ${ctx.now})
      on conflict (day) do nothing returning day`.execute(ctx.db);
    if (rows.length === 0) return;
    await keepFresh(ctx, today);
    await countFresh(ctx);
  });
}

/** Rules of before the counts were kept. */
async function countUncounted(ctx: Ctx): Promise<void> {
  const { rows } = await sql`select from care.fresh_rules where counted_at is null limit 1`.execute(ctx.db);
  if (rows.length > 0) await countFresh(ctx);
}

/** One statement over everybody, ranked; then as many tasks as there is room for. Answers how many are new. */
export async function keepFresh(ctx: Ctx, today: string): Promise<number> {
  const rules = await usableRules(ctx);
  const { perDay, perPerson, openAtMost } = await getFreshSettings(ctx);
  if (rules.length === 0 || perDay === 0 || perPerson === 0) return 0;
  const due = await findDue(ctx, rules, perDay);
  const carers = await carersOf(
    ctx,
    due.map((one) => one.customer_id),
  );
  const open = await openOf(ctx);
  const given = new Map<string, number>();
  const chosen: (Due & { personId: string })[] = [];
  for (const one of due) {
    const personId = carers.get(one.customer_id);
    if (!personId || chosen.length === perDay) continue;
    const before = given.get(personId) ?? 0;
    if (before >= perPerson || (open.get(personId) ?? 0) + before >= openAtMost) continue;
    given.set(personId, before + 1);
    chosen.push({ ...one, personId });
  }
  const made = await giveWork(ctx, chosen);
  await sql`
    update care.fresh_days set due = ${due[0]?.total ?? 0}, tasks = ${made} where day = ${today}::date`.execute(ctx.db);
  return made;
}

/** A rule whose field is archived or gone rests. */
async function usableRules(ctx: Ctx): Promise<Rule[]> {
  const known = new Set((await listAgingFields(ctx)).map((one) => one.field));
  return (await readFreshRules(ctx)).filter((rule) => rule.active && known.has(rule.field));
}

/**
 * Of each owner (or store, where nobody owns) the dearest few who have no such task open. More of them than any person may
 * get, since several owners' customers may fall to one person.
 */
async function findDue(ctx: Ctx, rules: readonly Rule[], perDay: number): Promise<Due[]> {
  const tests = [];
  for (const rule of rules) tests.push(sql`case when ${await isDue(ctx, rule)} then ${rule.field}::text end`);
  const { rows } = await sql<Due>`
    with due as materialized (
      select c.customer_id, coalesce(c.owner_id, 'store ' || c.store_id, '') as of_whom, s.expected_net_cents as expected,
        array_remove(array[${sql.join(tests)}], null) as fields
      from customers.customers c left join scoring.scores s using (customer_id)
      where c.erased_at is null and not exists (
        select from tasks.causes k where k.customer_id = c.customer_id and k.cause_key = ${CAUSE})
        and not exists (select from tasks.tasks t where t.customer_id = c.customer_id and t.cause ->> 'rule' = 'fresh'
          and t.closed_at > ${ctx.now}::timestamptz - make_interval(days => ${RESTS_DAYS}::int))
    ), ranked as (
      select *, row_number() over (partition by of_whom order by expected desc nulls last, customer_id) as place
      from due where cardinality(fields) > 0
    )
    select customer_id, expected, array(select distinct unnest(fields) order by 1) as fields,
      (select count(*)::int from ranked) as total
    from ranked
    where place <= ${perDay} order by expected desc nulls last, customer_id`.execute(ctx.db);
  return rows;
}

async function openOf(ctx: Ctx): Promise<Map<string, number>> {
  const { rows } = await sql<{ owner_id: string; open: number }>`
    select t.owner_id, count(*)::int as open
    from tasks.causes k join tasks.tasks t on t.customer_id = k.customer_id and t.task_id = k.task_id
    where k.cause_key = ${CAUSE} and t.owner_id is not null group by 1`.execute(ctx.db);
  return new Map(rows.map((row) => [row.owner_id, row.open]));
}

const TITLE: TwoTexts = { zh: '核对客户资料', en: 'Check customer data' };

async function giveWork(ctx: Ctx, chosen: readonly (Due & { personId: string })[]): Promise<number> {
  const names = new Map((await listAgingFields(ctx)).map((one) => [one.field, fieldName(one)]));
  const drafts: TaskDraft[] = [];
  for (const { customer_id: customerId, expected, fields, personId } of chosen)
    drafts.push({
      customerId,
      kind: 'other',
      title: TITLE,
      reason: await reasonFor(ctx, customerId, fields, names),
      priority: 3,
      ownerId: personId,
      followsOwner: true,
      dueAt: new Date(ctx.now.getTime() + DAYS_TO_DO_IT * DAY_MS),
      expiresAt: new Date(ctx.now.getTime() + DAYS_UNTIL_IT_LAPSES * DAY_MS),
      causeKey: CAUSE,
      cause: { source: 'care', rule: 'fresh', fields },
      worthCents: expected,
    });
  const made = await recordTasks(ctx, drafts);
  return made.filter(({ outcome }) => outcome === 'created').length;
}

/** With how long ago each was last confirmed. */
async function reasonFor(
  ctx: Ctx,
  customerId: number,
  fields: readonly string[],
  names: ReadonlyMap<string, TwoTexts>,
): Promise<TwoTexts> {
  const { rows } = await listFieldChecks(ctx, customerId);
  const checkedAt = new Map(rows.map((row) => [row.field, row.checkedAt]));
  const said = fields.map((field) => {
    const name = names.get(field) ?? { zh: field, en: field };
    const at = checkedAt.get(field);
    if (!at) return { zh: `${name.zh}未填写`, en: `no ${name.en}` };
    const months = Math.floor((ctx.now.getTime() - at.getTime()) / (30.44 * DAY_MS));
    return { zh: `${name.zh} ${months} 个月未确认`, en: `${name.en} not confirmed for ${plural(months, 'month')}` };
  });
  return { zh: said.map((one) => one.zh).join('，'), en: said.map((one) => one.en).join(', ') };
}

type Ended = { customer_id: number; fields: string[]; at: Date; by: string | null };

/** Reaction to `tasks.closed`: whoever ended such a task well has confirmed what it asked for. */
export async function confirmDone(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  const { rows } = await sql<Ended>`
    select customer_id, array(select jsonb_array_elements_text(cause -> 'fields')) as fields, closed_at as at, closed_by as by
    from tasks.tasks
    where customer_id = any(${customerIds}::bigint[]) and state = 'done' and result = 'good'
      and cause ->> 'source' = 'care' and cause ->> 'rule' = 'fresh'`.execute(ctx.db);
  if (rows.length === 0) return;
  await noteConfirmed(
    ctx,
    rows.map(({ customer_id, ...rest }) => ({ customerId: customer_id, ...rest })),
  );
}

/** Reaction to `customers.recorded`: a task whose fields were all confirmed elsewhere is done. */
export async function endConfirmed(ctx: Ctx, { customerIds }: { customerIds: readonly number[] }): Promise<void> {
  if (customerIds.length === 0) return;
  const { rows } = await sql<{ customer_id: number; task_id: number }>`
    select t.customer_id, t.task_id
    from tasks.causes k join tasks.tasks t on t.customer_id = k.customer_id and t.task_id = k.task_id
    where k.customer_id = any(${customerIds}::bigint[]) and k.cause_key = ${CAUSE} and t.state = 'open' and not exists (
      select from jsonb_array_elements_text(t.cause -> 'fields') as f (field)
      where not exists (select from customers.field_checks c
        where c.customer_id = t.customer_id and c.field = f.field and c.checked_at > t.created_at))`.execute(ctx.db);
  for (const { customer_id, task_id } of rows)
    await closeTask(ctx, customer_id, task_id, { state: 'done', outcome: 'finished' });
}

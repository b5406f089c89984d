/**
 * The demo's account managers at work: each of the last weeks is lived with its own clock, so that the house has
 * alerts that were handled, tasks that ended well or badly, and a few that nobody got round to.
 */
import { sql } from 'kysely';
import { seededRandom, type Random } from '#analytics/random.ts';
import { happens, pick } from '#db/demo/chance.ts';
import { listPeople } from '#modules/access/index.ts';
import { getCareSettings, saveCareSettings, scanEverybody } from '#modules/care/index.ts';
import { refreshAllRollups } from '#modules/orders/index.ts';
import { sweep } from '#modules/scoring/index.ts';
import type { Sources } from '#modules/segments/index.ts';
import { advanceOverdue, closeTask, listTemplates, outcomesOf, selectTasks, type Task } from '#modules/tasks/index.ts';
import type { Ctx } from '#platform/context.ts';
import { evaluateSegments } from './segments.ts';
import { asPerson } from './staff.ts';
import { applyPlaybooks, beginSecondPlan, noteSpending } from './win-back.ts';

const WEEKS = 2;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Enough to look lived in; every ending costs some twenty statements of the start. */
const MOST_ENDINGS_A_WEEK = 150;
const SEED = 20_240_401;
/** Short enough that the first of the weeks shows who came back. */
const RETURN_DAYS = 7;
const NIGHT_MS = 6 * HOUR_MS;

/** Month ends before it are relived whole; from then on weeks are. */
export const firstLivedWeek = (now: Date): Date => new Date(now.getTime() - WEEKS * 7 * DAY_MS);

export async function liveWeeks(ctx: Ctx, sources: Sources): Promise<void> {
  const random = seededRandom(SEED);
  await saveCareSettings(ctx, { ...(await getCareSettings(ctx)), returnDays: RETURN_DAYS });
  let planId = 0;
  for (let back = WEEKS; back > 0; back -= 1) {
    const then = { ...ctx, now: new Date(ctx.now.getTime() - back * 7 * DAY_MS) };
    await look(then, sources);
    if (back === WEEKS) {
      planId = await beginSecondPlan(then);
      await applyPlaybooks(then);
    }
    await workThrough(then, new Date(then.now.getTime() + 7 * DAY_MS - NIGHT_MS), random);
  }
  await look(ctx, sources);
  await noteSpending(ctx, planId);
}

async function look(ctx: Ctx, sources: Sources): Promise<void> {
  await refreshAllRollups(ctx);
  await sweep(ctx);
  await evaluateSegments(ctx, sources);
  await advanceOverdue(ctx);
  await scanEverybody(ctx);
}

/** Most of what is due, or nearly, is done, mostly in time; some is forgotten. */
export async function workThrough(ctx: Ctx, until: Date, random: Random): Promise<void> {
  const people = new Map((await listPeople(ctx)).map((person) => [person.id, person]));
  const tasks = await selectTasks(
    ctx,
    sql`t.state = 'open' and t.due_at <= ${new Date(until.getTime() + 2 * DAY_MS)} and t.owner_id is not null`,
    sql`order by t.due_at, t.customer_id limit ${MOST_ENDINGS_A_WEEK}`,
  );
  const returning = await whoBuysAgain(ctx, tasks);
  const templates = new Map((await listTemplates(ctx)).map((template) => [template.code, template]));
  for (const task of tasks) {
    const person = people.get(task.ownerId ?? '');
    const forgotten = happens(random, 0.06);
    const late = happens(random, 0.12);
    const closedAt = closingTime(ctx.now, until, task, late, random);
    if (!person || forgotten) continue;
    const choices = outcomesOf(templates.get(task.templateCode ?? '') ?? null, task.kind);
    const wanted = outcomeFor(returning.has(task.customerId), random);
    const outcome = choices.find(({ code }) => wanted.includes(code)) ?? choices[0];
    if (!outcome) continue;
    await closeTask(asPerson({ ...ctx, now: closedAt }, person), task.customerId, task.taskId, {
      state: 'done',
      outcome: outcome.code,
      ...(task.needsReason && outcome.result !== 'good' && { reasonCode: pick(random, REASONS) }),
      notes: pick(random, NOTES[outcome.result]),
    });
  }
}

/** Between ten and six of a day before it was due, or of one of the two days after; never later than `until`. */
function closingTime(from: Date, until: Date, task: Task, late: boolean, random: Random): Date {
  const due = Math.max(task.dueAt.getTime(), from.getTime() + DAY_MS);
  const day = late ? due + DAY_MS * (1 + random()) : from.getTime() + random() * (due - from.getTime());
  // Shanghai's morning is two o'clock in UTC.
  const hour = Math.floor(day / DAY_MS) * DAY_MS + 2 * HOUR_MS + random() * 8 * HOUR_MS;
  const latest = late ? until.getTime() : Math.min(due, until.getTime());
  return new Date(Math.max(Math.min(hour, latest), from.getTime() + HOUR_MS));
}

async function whoBuysAgain(ctx: Ctx, tasks: readonly Task[]): Promise<Set<number>> {
  const { rows } = await sql<{ customer_id: number }>`
    select distinct customer_id from orders.orders
    where customer_id = any(${tasks.map((task) => task.customerId)}::bigint[]) and status <> 'cancelled'
      and placed_at > ${ctx.now} and placed_at < ${new Date(ctx.now.getTime() + 21 * DAY_MS)}`.execute(ctx.db);
  return new Set(rows.map((row) => row.customer_id));
}

/** What is likely to be said, first choice first: the ones who do come back sounded like it. */
function outcomeFor(returns: boolean, random: Random): string[] {
  const chance = random();
  if (returns) return chance < 0.45 ? ['bought', 'will_come'] : ['will_come', 'pleased'];
  if (chance < 0.38) return ['no_answer'];
  if (chance < 0.62) return ['thinking', 'pleased', 'sent'];
  if (chance < 0.8) return ['pleased', 'thinking'];
  if (chance < 0.97) return ['not_interested', 'problem'];
  return ['refuses_contact'];
}

const REASONS = [
  'price',
  'price_sensitive',
  'competitor',
  'need_moved',
  'service_upset',
  'product_quality',
  'not_asked',
];

const NOTES: Record<'good' | 'neutral' | 'bad', readonly string[]> = {
  good: ['约周末到店，想看新到的精华', '用得不错，准备补一瓶', '说会带朋友一起来', '喜欢上次的搭配建议'],
  neutral: ['电话没接，晚些再打', '在开会，让下周联系', '想等活动，再看看', '消息已发，还没回'],
  bad: ['觉得最近价格高', '在别家买了同类', '上次等快递太久，不太高兴', '暂时用不上'],
};

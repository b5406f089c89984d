/**
 * Terms of plans. The end of a plan stands among the dates; when a later one is written in its place, the term that ended is
 * kept here, so that renewals are known however they are told: by hand, API or file.
 *
 * The rule: an end is renewed when it had stood for `SETTLED_DAYS` and the next lies `LEAST_DAYS` or more behind it. Anything
 * else is a correction, as if it had been right from the start, unless whoever changes it says what it is.
 */
import { sql, type RawBuilder } from 'kysely';
import { getOrganisation, recordAudit } from '#modules/access/index.ts';
import type { Ctx } from '#platform/context.ts';
import { emit } from '#platform/events.ts';
import { dayOf } from '#shared/days.ts';
import { requireCustomer } from './scope.ts';

export const SETTLED_DAYS = 7;
export const LEAST_DAYS = 7;

/** `auto`: by the rule above. */
export type Meaning = 'auto' | 'renewal' | 'correction';

/** Null of any other date. Ends by the moon are nobody's contract, and their days need not be days of the sun. */
export const planEndOf = (alias: string): RawBuilder<unknown> => {
  const of = (column: string) => sql.ref(`${alias}.${column}`);
  return sql`case when ${of('kind')} = 'plan_end' and ${of('calendar')} = 'solar'
    then make_date(${of('year')}, ${of('month')}, ${of('day')}) end`;
};
const endOf = sql`(${planEndOf('d')})`;

/** Whether the end of `d`, a row of `customers.dates`, was renewed by the day `nextOn`. */
async function isRenewed(ctx: Ctx, nextOn: RawBuilder<unknown>, meaning: Meaning): Promise<RawBuilder<boolean>> {
  const { timeZone } = await getOrganisation(ctx);
  const settled = sql`(d.changed_at at time zone ${timeZone})::date + ${SETTLED_DAYS}::int <= ${dayOf(ctx.now, timeZone)}::date`;
  if (meaning === 'correction') return sql`false`;
  if (meaning === 'renewal') return sql`${nextOn} > ${endOf}`;
  return sql`(${nextOn} >= ${endOf} + ${LEAST_DAYS}::int and ${settled})`;
}

/**
 * Before another day is written over the end of a plan: keeps the term that ended. Answers whether it was renewed; if it was
 * not, terms the corrected end no longer lies behind are taken back.
 */
export async function keepTerm(
  ctx: Ctx,
  { customerId, dateId, nextOn }: { customerId: number; dateId: number; nextOn: string },
  meaning: Meaning,
): Promise<boolean> {
  const theirs = sql`d.customer_id = ${customerId} and d.date_id = ${dateId} and ${endOf} is not null`;
  const renewed = await isRenewed(ctx, sql`${nextOn}::date`, meaning);
  const { rows } = await sql`
    insert into customers.past_terms (customer_id, kind, label, ends_on, recorded_at, replaced_at, how)
    select d.customer_id, d.kind, d.label, ${endOf}, d.changed_at, ${ctx.now}, 'changed'
    from customers.dates d where ${theirs} and ${renewed} returning term_id`.execute(ctx.db);
  if (rows.length > 0) return true;
  await sql`
    delete from customers.past_terms t using customers.dates d
    where ${theirs} and ${replacedBy} and t.ends_on > ${nextOn}::date - ${LEAST_DAYS}::int`.execute(ctx.db);
  return false;
}

/** `t` was a term of the plan that `d` is the end of. */
const replacedBy = sql`t.customer_id = d.customer_id and t.kind = d.kind and t.label is not distinct from d.label`;

/**
 * The same for a file, before it writes `incoming_dates` over ends without a label: terms that its ends renew, and terms that
 * stand in earlier rows of the file. Leaves in `corrected_ends` since when a corrected end was known.
 */
export async function keepIncomingTerms(ctx: Ctx): Promise<void> {
  const given = sql`(${planEndOf('i')})`;
  const renewed = await isRenewed(ctx, given, 'auto');
  const theirs = sql`(d.customer_id, d.kind) = (i.customer_id, i.kind) and d.label is null
    and ${endOf} is not null and ${given} is not null`;
  await sql`
    insert into customers.past_terms (customer_id, kind, ends_on, recorded_at, replaced_at, how)
    select d.customer_id, d.kind, ${endOf}, d.changed_at, ${ctx.now}, 'imported'
    from customers.dates d join incoming_dates i on ${theirs} where ${renewed}`.execute(ctx.db);
  await sql`drop table if exists pg_temp.corrected_ends`.execute(ctx.db);
  await sql`
    create temp table corrected_ends on commit drop as
    select d.customer_id, min(d.changed_at) as changed_at
    from customers.dates d join incoming_dates i on ${theirs} where not ${renewed} group by 1`.execute(ctx.db);
  await sql`
    delete from customers.past_terms t using corrected_ends c, incoming_dates i
    where c.customer_id = t.customer_id and i.customer_id = t.customer_id and i.kind = 'plan_end'
      and t.kind = i.kind and t.label is null and t.ends_on > ${given} - ${LEAST_DAYS}::int`.execute(ctx.db);
  await sql`
    insert into customers.past_terms (customer_id, kind, ends_on, recorded_at, replaced_at, how)
    select l.customer_id, 'plan_end', l.ends_on, ${ctx.now}, ${ctx.now}, 'listed' from incoming_terms l
    where not exists (select from customers.past_terms t
      where t.customer_id = l.customer_id and t.label is null and t.ends_on = l.ends_on)`.execute(ctx.db);
}

/** When a file is undone: its rows were never told, and the ends it replaced stand again. `merged` says it of alias `t`. */
export async function takeBackTerms(ctx: Ctx, batchId: number, merged: RawBuilder<boolean>): Promise<void> {
  await sql`
    delete from customers.past_terms t
    where t.batch_id = ${batchId} and not ${merged} and (t.how = 'listed' or exists (
      select from going_values g
      where g.customer_id = t.customer_id and g.field = 'date:' || t.kind and g.outcome = 'restored'))`.execute(ctx.db);
}

/** A term that is kept by mistake: the end of it was never one. */
export async function removeTerm(ctx: Ctx, customerId: number, termId: number): Promise<void> {
  await requireCustomer(ctx, customerId);
  const { rows } = await sql<{ kind: string; label: string | null; ends_on: string }>`
    delete from customers.past_terms where customer_id = ${customerId} and term_id = ${termId}
    returning kind, label, ends_on`.execute(ctx.db);
  const [before] = rows;
  if (!before) return;
  await emit(ctx, 'customers.recorded', [customerId]);
  const entry = { action: 'customers.term_removed', subjectType: 'customer', subjectId: customerId };
  await recordAudit(ctx, [{ ...entry, before, after: null }]);
}

/**
 * Who lives together. A household is nothing but its members; somebody may belong to two (records that were merged, a
 * child of two homes). Shown are households in which whoever asks may know of at least two, and of those only these.
 */
import { sql } from 'kysely';
import { recordAudit } from '#modules/access/index.ts';
import { inTransaction, type Ctx } from '#platform/context.ts';
import { InvalidError } from '#platform/errors.ts';
import { emit } from '#platform/events.ts';
import { refuseForgotten } from './forgotten.ts';
import type { PlacedField } from './fields.ts';
import type { Household } from './relations-contract.ts';
import { readRows } from './rows.ts';
import { requireCustomer, visibleCustomers } from './scope.ts';
import { findLiving } from './tombstones.ts';

type Member = Omit<Household['members'][number], 'sums'> & { householdId: number };

/** `fields`: those that say something of several customers. A household has a handful of members. */
export async function readHouseholds(
  ctx: Ctx,
  customerId: number,
  fields: readonly PlacedField[],
): Promise<Household[]> {
  const { rows } = await sql<Member>`
    select m.household_id as "householdId", c.customer_id as "customerId", c.code, c.name, c.kind
    from customers.household_members own
    join customers.household_members m using (household_id)
    join customers.customers c on c.customer_id = m.customer_id
    where own.customer_id = ${customerId} and ${visibleCustomers(ctx)}
    order by m.household_id, m.added_at, c.customer_id`.execute(ctx.db);
  const households = await fillHouseholds(ctx, rows, fields);
  return households.filter(({ members }) => members.length > 1);
}

/** In the order in which they first come, with what their members have come to. */
export async function fillHouseholds(
  ctx: Ctx,
  rows: readonly Member[],
  fields: readonly PlacedField[],
): Promise<Household[]> {
  const ids = [...new Set(rows.map((one) => one.customerId))];
  const values = new Map((await readRows(ctx, ids, fields)).map((row) => [row.customerId, row.values]));
  const known = (customerId: number, code: string) => values.get(customerId)?.[code] ?? null;
  const adding = fields.filter((field) => !field.latest).map((field) => field.code);
  const lasting = fields.filter((field) => field.latest).map((field) => field.code);
  return [...Map.groupBy(rows, (row) => row.householdId)].map(([householdId, found]) => ({
    householdId,
    members: found.map(({ customerId, code, name, kind }) => ({
      customerId,
      code,
      name,
      kind,
      sums: Object.fromEntries(adding.map((of) => [of, Number(known(customerId, of) ?? 0)])),
    })),
    sums: Object.fromEntries(
      adding.map((of) => [of, found.reduce((sum, one) => sum + Number(known(one.customerId, of) ?? 0), 0)]),
    ),
    latest: Object.fromEntries(
      lasting.map((of) => [of, latestOf(found.map((one) => known(one.customerId, of) as Date | null))]),
    ),
  }));
}

const latestOf = (moments: readonly (Date | null)[]): Date | null =>
  moments.reduce((last, one) => (last === null || (one !== null && one > last) ? one : last), null);

/** The other one joins the customer's household, or the customer the other's; where neither has one, one is founded. */
export function joinHousehold(ctx: Ctx, customerId: number, otherCustomerId: number): Promise<{ householdId: number }> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    const otherId = await findLiving(ctx, otherCustomerId);
    await requireCustomer(ctx, otherId);
    if (otherId === customerId) throw new InvalidError('relations.same', 'A customer is not related to itself.');
    const ids = [customerId, otherId];
    for (const one of ids) await refuseForgotten(ctx, one);
    // Two who bring the same two together at once do it one after the other.
    const { rows: people } = await sql`
      select from customers.customers where customer_id = any(${ids}::bigint[]) and kind = 'person'
      order by customer_id for update`.execute(ctx.db);
    if (people.length < 2) throw new InvalidError('relations.wrong_kind', 'Only people live in a household.');
    const householdId = await householdFor(ctx, customerId, otherId);
    const { numAffectedRows } = await sql`
      insert into customers.household_members (customer_id, household_id, added_by, added_at)
      select customer_id, ${householdId}, ${ctx.actor.kind === 'user' ? ctx.actor.id : null}, ${ctx.now}
      from unnest(${ids}::bigint[]) as customer_id on conflict do nothing`.execute(ctx.db);
    if (numAffectedRows) await told(ctx, customerId, null, { householdId, otherId }, ids);
    return { householdId };
  });
}

/** The one they share, else the customer's, else the other's, else a new one. */
async function householdFor(ctx: Ctx, customerId: number, otherId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select household_id as id from customers.household_members
    where customer_id in (${customerId}, ${otherId})
    group by household_id
    order by count(*) desc, bool_or(customer_id = ${customerId}) desc, household_id limit 1`.execute(ctx.db);
  if (rows[0]) return rows[0].id;
  const made = await sql<{ id: number }>`select nextval('customers.household_ids') as id`.execute(ctx.db);
  return made.rows[0]?.id ?? 0;
}

export function leaveHousehold(ctx: Ctx, customerId: number, householdId: number): Promise<void> {
  return inTransaction(ctx, async (ctx) => {
    await requireCustomer(ctx, customerId);
    const { numAffectedRows } = await sql`
      delete from customers.household_members
      where customer_id = ${customerId} and household_id = ${householdId}`.execute(ctx.db);
    if (numAffectedRows) await told(ctx, customerId, { householdId }, null, [customerId]);
  });
}

async function told(
  ctx: Ctx,
  customerId: number,
  before: object | null,
  after: object | null,
  touched: readonly number[],
): Promise<void> {
  await recordAudit(ctx, [
    {
      action: 'customers.household_changed',
      subjectType: 'customer',
      subjectId: customerId,
      before: before && { ...before },
      after: after && { ...after },
    },
  ]);
  await emit(ctx, 'customers.recorded', touched);
}

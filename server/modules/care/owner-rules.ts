/**
 * The owner rule of a class, applied: who is in the class and has no active owner (or, where the policy says so, one
 * whom the rule does not want) gets the person of the role who has the fewest customers, of the own store first; classes
 * that are the store's or nobody's let their customers go. Recomputed from who owns whom: applied twice, the second time
 * changes nothing.
 */
import { sql, type RawBuilder } from 'kysely';
import { listPeople, recordAudit } from '#modules/access/index.ts';
import { giveOwners, visibleCustomers } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { dealOut, type Group, type Share, type Taker } from './deal.ts';
import { getPolicy, policiesInForce, type NamedPolicy } from './policies.ts';
import type { OwnerPlan } from './policy-contract.ts';

/** `among`: only these customers. */
type Rule = Pick<NamedPolicy, 'code' | 'name' | 'ownerRule' | 'ownerChange'> & { among?: readonly number[] };
type Planned = { plan: OwnerPlan; shares: Share[] };

/** The role an owner of the rule has; null where the rule wants no owner. */
const ROLES = { own_manager: 'account_manager', lead: 'retention_lead', store_team: null, nobody: null } as const;

export async function previewOwners(ctx: Ctx, code: string): Promise<OwnerPlan> {
  return (await planOwners(ctx, await getPolicy(ctx, code))).plan;
}

export async function applyOwners(ctx: Ctx, code: string): Promise<{ changed: number; plan: OwnerPlan }> {
  return apply(ctx, await getPolicy(ctx, code));
}

/** Every morning, for the classes whose policy says so. Answers how many customers changed hands. */
export async function applyDailyOwners(ctx: Ctx): Promise<number> {
  let changed = 0;
  for (const policy of await policiesInForce(ctx)) if (policy.ownerDaily) changed += (await apply(ctx, policy)).changed;
  return changed;
}

/** By the rule of each one's class, whoever of these has no owner. Answers how many got one. */
export async function giveOwnersAmong(ctx: Ctx, customerIds: readonly number[]): Promise<number> {
  let changed = 0;
  for (const { code, name, ownerRule } of await policiesInForce(ctx))
    changed += (await apply(ctx, { code, name, ownerRule, ownerChange: 'unowned', among: customerIds })).changed;
  return changed;
}

async function planOwners(ctx: Ctx, rule: Rule): Promise<Planned> {
  const groups = await countConcerned(ctx, rule);
  const customers = groups.reduce((sum, group) => sum + group.customers, 0);
  const common = { rule: rule.ownerRule, change: rule.ownerChange, customers };
  if (ROLES[rule.ownerRule] === null)
    return { plan: { ...common, shares: [], released: customers, left: 0 }, shares: [] };
  const takers = await findTakers(ctx, rule);
  const shares = dealOut(groups, takers);
  const gets = Map.groupBy(shares, ({ ownerId }) => ownerId);
  const sumOf = (ownerId: string) => (gets.get(ownerId) ?? []).reduce((sum, share) => sum + share.gets, 0);
  const dealt = shares.reduce((sum, share) => sum + share.gets, 0);
  return {
    plan: {
      ...common,
      shares: takers.map(({ ownerId, name, has }) => ({ ownerId, name, has, gets: sumOf(ownerId) })),
      released: 0,
      left: customers - dealt,
    },
    shares,
  };
}

/** Of the class, known to the actor, and with an owner the rule is to change. */
function concerned(ctx: Ctx, { code, ownerRule, ownerChange, among }: Rule): RawBuilder<unknown> {
  const role = ROLES[ownerRule];
  const fits = ownerChange === 'unfitting' && role !== null ? sql`and u.role = ${role}` : sql``;
  const owned = sql`exists (select from access.users u where u.id = c.owner_id and u.active ${fits})`;
  const wanting =
    role !== null ? sql`not ${owned}` : ownerChange === 'unfitting' ? sql`c.owner_id is not null` : sql`false`;
  const chosen = among ? sql`and c.customer_id = any(${among}::bigint[])` : sql``;
  return sql`scoring.scores s join customers.customers c using (customer_id)
    where s.class4 = ${code} and ${wanting} and ${visibleCustomers(ctx)} ${chosen}`;
}

async function countConcerned(ctx: Ctx, rule: Rule): Promise<Group[]> {
  const { rows } = await sql<Group>`
    select c.store_id as "storeId", count(*)::int as customers from ${concerned(ctx, rule)} group by 1`.execute(ctx.db);
  return rows;
}

async function findTakers(ctx: Ctx, { ownerRule }: Rule): Promise<(Taker & { name: string })[]> {
  const { rows } = await sql<{ owner_id: string; customers: number }>`
    select owner_id, count(*)::int as customers from customers.customers c
    where owner_id is not null and ${visibleCustomers(ctx)} group by 1`.execute(ctx.db);
  const has = new Map(rows.map((row) => [row.owner_id, row.customers]));
  return (await listPeople(ctx))
    .filter((person) => person.active && person.role === ROLES[ownerRule])
    .map(({ id, name, storeIds }) => ({ ownerId: id, name, storeIds, has: has.get(id) ?? 0 }));
}

async function apply(ctx: Ctx, rule: Rule): Promise<{ changed: number; plan: OwnerPlan }> {
  const { plan, shares } = await planOwners(ctx, rule);
  if (plan.customers === plan.left) return { changed: 0, plan };
  const changed = (await giveOwners(ctx, dealtBy(ctx, rule, shares), REASON(rule))).length;
  await recordAudit(ctx, [
    {
      action: 'care.owners_given',
      subjectType: 'settings',
      subjectId: rule.code,
      after: { rule: rule.ownerRule, change: rule.ownerChange, customers: changed },
    },
  ]);
  return { changed, plan };
}

/** Read on the customer's timeline, by whoever wonders about a new owner. */
const REASON = ({ name }: Rule): string => `分类政策“${name.zh}” · Policy "${name.en}"`;

/**
 * Shares are stretches of each store's customers in an order that means nothing (a hash of the id), so that nobody gets
 * all the dear ones.
 */
function dealtBy(ctx: Ctx, rule: Rule, shares: readonly Share[]): RawBuilder<unknown> {
  if (ROLES[rule.ownerRule] === null)
    return sql`select c.customer_id, c.owner_id as before, null::text as owner_id from ${concerned(ctx, rule)}`;
  const dealt = new Map<number, number>();
  const stretches = shares.map(({ storeId, ownerId, gets }) => {
    const store = storeId ?? 0;
    const first = (dealt.get(store) ?? 0) + 1;
    dealt.set(store, first + gets - 1);
    return { store, owner_id: ownerId, first, last: first + gets - 1 };
  });
  return sql`
    select q.customer_id, q.before, p.owner_id
    from (
      select c.customer_id, c.owner_id as before, coalesce(c.store_id, 0) as store,
        row_number() over (partition by c.store_id order by hashint8(c.customer_id), c.customer_id) as turn
      from ${concerned(ctx, rule)}) as q
    join jsonb_to_recordset(${JSON.stringify(stretches)}::jsonb)
        as p (store int, owner_id text, first int, last int) on p.store = q.store and q.turn between p.first and p.last`;
}

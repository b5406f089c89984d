/** What stands around the demo's best customers: families, friends who brought friends, companies with their people; where the data come from and what is asked for. */
import { sql } from 'kysely';
import { createFreshRule } from '#modules/care/index.ts';
import { joinHousehold, measureQuality, saveRelation } from '#modules/customers/index.ts';
import { saveSource } from '#modules/ingest/index.ts';
import type { Ctx } from '#platform/context.ts';

const PAIRS = 24;
const COMPANIES_EACH = 3;

export async function liveAround(ctx: Ctx, source: string): Promise<void> {
  const best = await bestOfEachManager(ctx);
  for (const [n, [one, other]] of best.entries()) {
    const wish = { customerId: one, otherCustomerId: other, way: 'forth' as const };
    const kind = KINDS[n % KINDS.length] ?? 'friend';
    await saveRelation(ctx, { ...wish, kind }, { note: NOTES[kind] ?? null, main: false });
    if (kind === 'spouse' || kind === 'parent') await joinHousehold(ctx, one, other);
  }
  await contactsOfCompanies(ctx);
  await saveSource(ctx, source, {
    name: '门店收银与小程序',
    origin: 'internal',
    category: 'sales',
    format: 'API',
    expectedDays: 1,
    responsibleId: null,
    note: null,
    archived: false,
  });
  await createFreshRule(ctx, { field: 'email', class4: 'core', months: 12, askMissing: true, active: true });
  await measureQuality(ctx);
}

const KINDS = ['spouse', 'referrer', 'friend', 'parent', 'sibling'] as const;
const NOTES: Partial<Record<string, string>> = { referrer: '会员日带来的', friend: '同一健身房' };

/** Neighbours in value who have one manager, so that each manager sees both ends. */
async function bestOfEachManager(ctx: Ctx): Promise<[number, number][]> {
  const { rows } = await sql<{ one: number; other: number }>`
    select one, other from (
      select c.customer_id as one, lead(c.customer_id) over ranked as other, row_number() over ranked as place, r.net_cents
      from customers.customers c join orders.rollups r using (customer_id)
      where c.owner_id is not null and c.kind = 'person'
      window ranked as (partition by c.owner_id order by r.net_cents desc, c.customer_id)
    ) as pairs
    where place % 2 = 1 and other is not null order by net_cents desc, one limit ${PAIRS}`.execute(ctx.db);
  return rows.map(({ one, other }) => [one, other]);
}

/** People whom the company's manager looks after too, from the far end of the list, so that they are in no family above. */
async function contactsOfCompanies(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ firm: number; person: number; place: number }>`
    with firms as (
      select c.customer_id as firm, c.owner_id, row_number() over (partition by c.owner_id order by r.net_cents desc, c.customer_id) as place
      from customers.customers c join orders.rollups r using (customer_id)
      where c.owner_id is not null and c.kind = 'company'
    ), people as (
      select c.customer_id as person, c.owner_id, row_number() over (partition by c.owner_id order by r.net_cents, c.customer_id) as place
      from customers.customers c join orders.rollups r using (customer_id)
      where c.owner_id is not null and c.kind = 'person'
    )
    select firm, person, people.place from firms
    join people on people.owner_id = firms.owner_id and (people.place + 1) / 2 = firms.place
    where firms.place <= ${COMPANIES_EACH} order by firm, people.place`.execute(ctx.db);
  for (const { firm, person, place } of rows) {
    const first = place % 2 === 1;
    const wish = { customerId: firm, kind: 'employer', way: 'back' as const, otherCustomerId: person };
    await saveRelation(ctx, wish, { note: first ? '采购经理' : '财务', main: first });
  }
}

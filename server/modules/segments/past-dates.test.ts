/** Rules about days that are past, against SQL written by hand over the dates as they were said. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { advanceDates, refreshDates } from '#modules/customers/index.ts';
import { inTransaction } from '#platform/context.ts';
import { insertCustomers, onDay } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { testDatabase } from '#test/database.ts';
import type { Group, Node } from './contract.ts';
import { refreshMemberships } from './membership.ts';
import { previewSegment } from './preview.ts';
import { createSegment } from './segments.ts';
import { listTemplates } from './templates.ts';
import { explainMembership } from './why.ts';
import { requestAll, workOff } from './work.ts';

const { ctx } = await testDatabase(new Date('2026-03-01T12:00:00+08:00'));
const TODAY = sql`date '2026-03-01'`;
const CUSTOMERS = 240;
let customers: number[] = [];

/** Of customers chosen by `which`, `ago` days before today. */
const remembered = (kind: string, which: RawBuilder<unknown>, ago: RawBuilder<unknown>) =>
  sql`
  insert into customers.dates (customer_id, kind, calendar, year, month, day, changed_at)
  select customer_id, ${kind}, 'solar', extract(year from d), extract(month from d), extract(day from d), ${ctx.now}
  from customers.customers, lateral (select ${TODAY} - (${ago})::int as d) as said where ${which}`.execute(ctx.db);

beforeAll(async () => {
  customers = await insertCustomers(
    ctx,
    Array.from({ length: CUSTOMERS }, (_, n) => `D${n}`),
  );
  await remembered('plan_end', sql`customer_id % 2 = 0`, sql`70 - customer_id * 3 % 140`);
  await remembered('plan_end', sql`customer_id % 8 = 0`, sql`-20 - customer_id % 30`);
  await remembered('warranty_end', sql`customer_id % 3 = 0`, sql`customer_id * 5 % 60`);
  await remembered('baby_birthday', sql`customer_id % 4 = 0`, sql`customer_id * 11 % 700`);
  await remembered('birthday', sql`customer_id % 9 = 0`, sql`11000 + customer_id * 3`);
  // Mid-autumn of 2025 was the 6th of October.
  await sql`
    insert into customers.dates (customer_id, kind, calendar, year, month, day, changed_at)
    select customer_id, 'baby_birthday', 'lunar', case customer_id % 2 when 0 then 2025 end, 8, 15, ${ctx.now}
    from customers.customers where customer_id % 5 = 0`.execute(ctx.db);
  await sql`update customers.customers set birthday = date '1994-01-01' + (customer_id * 17 % 2000)::int
    where customer_id % 3 < 2`.execute(ctx.db);
  await refreshDates(ctx, { customerIds: customers });
});

const past = (kinds: string[], from: number, to: number, unit = 'day', not = false): Node => ({
  rule: 'customers.datePast',
  args: { kinds, from, to, unit },
  not,
});
const all = (...items: Node[]): Group => ({ join: 'all', items });

const said = sql`(
  select customer_id, kind, case calendar when 'solar' then make_date(year, month, day) else date '2025-10-06' end as on_day
  from customers.dates where year is not null
  union all select customer_id, 'birthday', birthday from customers.customers c
    where birthday is not null and customer_id % 9 > 0) as said`;
const byDay = (kind: string, first: RawBuilder<unknown>, last: RawBuilder<unknown>) => sql`
  select customer_id from ${said} where kind = ${kind} and on_day between ${first} and ${last}`;

const cases: [name: string, definition: Group, byHand: RawBuilder<unknown>][] = [
  [
    'a plan ended 14 days ago',
    all(past(['plan_end'], 14, 14)),
    byDay('plan_end', sql`date '2026-02-15'`, sql`date '2026-02-15'`),
  ],
  [
    'a warranty ended between 10 and 40 days ago',
    all(past(['warranty_end'], 10, 40)),
    byDay('warranty_end', sql`${TODAY} - 40`, sql`${TODAY} - 10`),
  ],
  [
    'the figures the other way round',
    all(past(['warranty_end'], 40, 10)),
    byDay('warranty_end', sql`${TODAY} - 40`, sql`${TODAY} - 10`),
  ],
  [
    'a baby is 3 to 6 months old, by the sun or the moon',
    all(past(['baby_birthday'], 3, 6, 'month')),
    byDay('baby_birthday', sql`${TODAY} - interval '7 months' + interval '1 day'`, sql`${TODAY} - interval '3 months'`),
  ],
  [
    'a plan or a warranty ended within a week',
    all(past(['plan_end', 'warranty_end'], 0, 0, 'week')),
    sql`${byDay('plan_end', sql`${TODAY} - 6`, TODAY)} union ${byDay('warranty_end', sql`${TODAY} - 6`, TODAY)}`,
  ],
  [
    'between 30 and 31 years old, by the profile or a date of their own',
    all(past(['birthday'], 30, 31, 'year')),
    byDay('birthday', sql`date '1994-03-02'`, sql`date '1996-03-01'`),
  ],
  [
    'everybody but whose plan ended within 60 days',
    all(past(['plan_end'], 0, 60, 'day', true)),
    sql`select customer_id from customers.customers except ${byDay('plan_end', sql`${TODAY} - 60`, TODAY)}`,
  ],
];

const counted = async (definition: Group) => previewSegment(ctx, segmentSources, { definition, samples: 0 });

async function countByHand(byHand: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql`select distinct customer_id from (${byHand}) as t`.execute(ctx.db);
  return rows.length;
}

it.each(cases)('%s: as written by hand', async (_, definition, byHand) => {
  const { customers: found } = await counted(definition);
  expect(found).toBe(await countByHand(byHand));
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(CUSTOMERS);
});

it('reads back as a sentence in both languages, and "ended and not renewed" is one click', async () => {
  expect((await counted(all(past(['warranty_end', 'plan_end'], 10, 40)))).sentence).toEqual({
    zh: '距保修到期或套餐到期那天已有 10 至 40 天',
    en: 'the day of Warranty ends or Plan ends was 10 to 40 days ago',
  });
  const template = (await listTemplates(ctx, segmentSources)).find(({ code }) => code === 'plan_ended');
  if (!template) throw new Error('no such template');
  const byHand = await countByHand(sql`
    ${byDay('plan_end', sql`${TODAY} - 60`, sql`${TODAY} - 1`)}
    except ${byDay('plan_end', TODAY, sql`${TODAY} + 365`)}`);
  expect(byHand).toBeGreaterThan(0);
  expect((await counted(template.definition)).customers).toBe(byHand);
});

it('members come and go with the days and with the dates, and are told the day', async () => {
  const definition = all(past(['plan_end'], 1, 14));
  const body = { name: 'ended', note: null, kind: 'dynamic' as const, definition, customerIds: [], priority: null };
  const { segmentId } = await inTransaction(ctx, (inner) => createSegment(inner, segmentSources, body));
  await workOff(ctx, segmentSources);
  const members = async () =>
    (
      await sql<{ id: number }>`select customer_id as id from segments.members where segment_id = ${segmentId}`.execute(
        ctx.db,
      )
    ).rows;
  expect(await members()).toHaveLength(await countByHand(byDay('plan_end', sql`${TODAY} - 14`, sql`${TODAY} - 1`)));
  const [{ id } = { id: 0 }] = await members();
  expect((await explainMembership(ctx, segmentSources, segmentId, id)).reason).toMatchObject({
    items: [{ valueKind: 'day', value: expect.stringMatching(/^2026-02-\d\d$/), holds: true }],
  });
  await sql`delete from customers.dates where customer_id = ${id}`.execute(ctx.db);
  await refreshDates(ctx, { customerIds: [id] });
  await refreshMemberships(ctx, segmentSources, { customerIds: [id] });
  expect(await members()).not.toContainEqual({ id });
  const later = onDay(ctx, '2026-03-12');
  await requestAll(later, 'night');
  await workOff(later, segmentSources);
  expect(await members()).toHaveLength(
    await countByHand(byDay('plan_end', sql`date '2026-02-26'`, sql`date '2026-03-11'`)),
  );
});

it('days by the moon that a migration left out follow at the first look of the schedule', async () => {
  const days = async () =>
    (
      await sql`select from customers.date_days d
    join customers.dates using (customer_id, date_id) where calendar = 'lunar'`.execute(ctx.db)
    ).rows.length;
  const before = await days();
  expect(before).toBeGreaterThan(0);
  await sql`delete from customers.date_days`.execute(ctx.db);
  await advanceDates(ctx);
  expect(await days()).toBe(before);
});

/** Rules about moves and about days that come, against SQL written by hand. */
import { sql, type RawBuilder } from 'kysely';
import { beforeAll, expect, it } from 'vitest';
import { insertCustomers } from '#test/factories.ts';
import { segmentSources } from '#test/segment-sources.ts';
import { testDatabase } from '#test/database.ts';
import type { Group, Node } from './contract.ts';
import { previewSegment } from './preview.ts';
import { listTemplates } from './templates.ts';

const { ctx } = await testDatabase(new Date('2026-03-01T12:00:00+08:00'));
const TODAY = '2026-03-01';
const CUSTOMERS = 240;

beforeAll(async () => {
  await insertCustomers(
    ctx,
    Array.from({ length: CUSTOMERS }, (_, n) => `M${n}`),
  );
  await sql`
    insert into scoring.changes (customer_id, changed_at, what, from_value, to_value, cause)
    select customer_id, timestamptz '2026-02-10 00:30+08' - make_interval(days => (customer_id % 40)::int), w.what, w.a, w.b, '{}'
    from customers.customers join (values ('class4', 'core', 'ordinary', 0), ('class4', 'potential', 'core', 1),
      ('stage', 'loyal', 'lost', 0), ('band', 'low', 'high', 1)) as w (what, a, b, half) on customer_id % 2 = w.half`.execute(
    ctx.db,
  );
  await sql`
    insert into customers.next_dates (customer_id, date_key, kind, next_on)
    select customer_id, 'd', case customer_id % 3 when 0 then 'plan_end' else 'anniversary' end,
      ${TODAY}::date + (customer_id % 60)::int from customers.customers`.execute(ctx.db);
  await sql`
    insert into interactions.days (customer_id, kind_id, on_day, times, inbound, seconds, last_at)
    select customer_id, kind_id, date '2025-12-20' + (customer_id % 30)::int, 1, 0, 0, ${ctx.now}
    from customers.customers, interactions.kinds k where k.code = 'login' and customer_id % 2 = 0`.execute(ctx.db);
});

const rule = (code: string, args: Record<string, unknown>, not = false): Node => ({ rule: code, args, not });
const all = (...items: Node[]): Group => ({ join: 'all', items });
const any = (...items: Node[]): Group => ({ join: 'any', items });
const last = (n: number, unit = 'day') => ({ kind: 'last', n, unit });

const moved = (what: string, which: RawBuilder<unknown>, from: string) => sql`
  select customer_id from scoring.changes where what = ${what} and ${which}
    and (changed_at at time zone 'Asia/Shanghai')::date >= ${from}`;

const cases: [name: string, definition: Group, byHand: RawBuilder<unknown>][] = [
  [
    'moved from core or potential to ordinary within 30 days',
    all(rule('scoring.movedClass', { window: last(30), from: ['core', 'potential'], to: ['ordinary'] })),
    moved('class4', sql`from_value in ('core', 'potential') and to_value = 'ordinary'`, '2026-01-31'),
  ],
  [
    'came into the core from anywhere in a period',
    all(
      rule('scoring.movedClass', {
        window: { kind: 'between', from: '2026-01-10', to: '2026-01-31' },
        from: ['*'],
        to: ['core'],
      }),
    ),
    moved(
      'class4',
      sql`to_value = 'core' and (changed_at at time zone 'Asia/Shanghai')::date <= '2026-01-31'`,
      '2026-01-10',
    ),
  ],
  [
    'left the loyal stage, or rose to a high risk, and did not come into the core of late',
    all(
      any(
        rule('scoring.movedStage', { window: last(45), from: ['loyal'], to: ['*'] }),
        rule('scoring.movedBand', { window: last(45), from: ['low', 'medium'], to: ['high'] }),
      ),
      rule('scoring.movedClass', { window: last(25), from: ['*'], to: ['core'] }, true),
    ),
    sql`(${moved('stage', sql`from_value = 'loyal'`, '2026-01-16')} union
      ${moved('band', sql`from_value in ('low', 'medium') and to_value = 'high'`, '2026-01-16')})
      except ${moved('class4', sql`to_value = 'core'`, '2026-02-05')}`,
  ],
  [
    'a plan ends within 30 days',
    all(rule('customers.dateComing', { kinds: ['plan_end'], days: 30 })),
    sql`select customer_id from customers.next_dates
      where kind = 'plan_end' and next_on between ${TODAY} and '2026-03-31'`,
  ],
];

const counted = async (definition: Group) => previewSegment(ctx, segmentSources, { definition, samples: 0 });

async function countByHand(byHand: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql`select distinct customer_id from (${byHand}) as t`.execute(ctx.db);
  return rows.length;
}

it.each(cases)('%s: as written by hand', async (_, definition, byHand) => {
  const { customers } = await counted(definition);
  expect(customers).toBe(await countByHand(byHand));
  expect(customers).toBeGreaterThan(0);
  expect(customers).toBeLessThan(CUSTOMERS);
});

it('连续 2 个月未登录，且套餐即将到期 is one click, and counts as written by hand', async () => {
  const template = (await listTemplates(ctx, segmentSources)).find(({ code }) => code === 'silent_login_plan_ends');
  if (!template) throw new Error('no such template');
  expect(template.sentence).toEqual({
    zh: '最近 2 个月内没有登录，且套餐到期在未来 30 天内',
    en: 'no Login in the last 2 months and Plan ends comes within 30 days',
  });
  const byHand = await countByHand(sql`
    select customer_id from customers.next_dates
      where kind = 'plan_end' and next_on between ${TODAY} and '2026-03-31'
    except select customer_id from interactions.days join interactions.kinds using (kind_id)
      where code = 'login' and on_day > '2026-01-01'`);
  expect(byHand).toBeGreaterThan(0);
  expect((await counted(template.definition)).customers).toBe(byHand);
});

it('moves read back as a sentence in both languages', async () => {
  const move = rule('scoring.movedClass', { window: last(30), from: ['core'], to: ['*'] });
  expect((await counted(all(move))).sentence).toEqual({
    zh: '最近 30 天内分类从核心客户变为任意',
    en: 'moved from class Core to anything in the last 30 days',
  });
});

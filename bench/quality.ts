/**
 * The nightly measurement of the archive's quality and the counts of rules that keep data fresh, beside the floor: reading
 * once each table that they read; and the pages that show the kept numbers, in milliseconds.
 */
import { sql } from 'kysely';
import { careModule, createFreshRule, keepFreshWhenJudged } from '#modules/care/index.ts';
import { customersModule } from '#modules/customers/index.ts';
import type { Ctx } from '#platform/context.ts';
import { fillProfiles } from './customer-data.ts';
import { startScratch } from './scratch.ts';

const archive = customersModule(() => ({ fields: [], timeline: [], ownedTables: [], fieldUses: [], handOvers: [] }));

const DEFAULT_CUSTOMERS = 1_000_000;
const PAGE_ROUNDS = 20;
const DAY_MS = 86_400_000;
const RULES = [
  { field: 'phone', class4: null, months: 12, askMissing: false },
  { field: 'phone', class4: 'core', months: 6, askMissing: true },
  { field: 'email', class4: null, months: 12, askMissing: true },
  { field: 'region', class4: null, months: 24, askMissing: false },
  { field: 'address', class4: 'core', months: 12, askMissing: true },
  { field: 'occupation', class4: 'potential', months: 12, askMissing: false },
  { field: 'custom.skin', class4: null, months: 12, askMissing: false },
  { field: 'custom.plate', class4: null, months: 12, askMissing: true },
];

export async function benchQuality(
  options: { customers: number | null },
  say: (line: string) => void,
): Promise<object> {
  const customers = options.customers ?? DEFAULT_CUSTOMERS;
  const scratch = await startScratch();
  try {
    const { ctx: asMade } = await scratch.create('quality');
    say(`making ${customers} customers`);
    await fillProfiles(asMade, customers);
    await fillAround(asMade);
    // By then everything has aged, but what somebody looked at since.
    const ctx: Ctx = { ...asMade, now: new Date(asMade.now.getTime() + 400 * DAY_MS) };
    await sql`update customers.field_checks set checked_at = ${ctx.now}`.execute(ctx.db);
    say('floor');
    const floor = await seconds(() => readOnce(ctx));
    say('measure');
    const measure = archive.jobs?.['customers.measure_quality'];
    if (!measure) throw new Error('nobody measures');
    const first = await seconds(() => measure(ctx, {} as never));
    const again = await seconds(() => measure(ctx, {} as never));
    say('rules');
    const saved: number[] = [];
    for (const rule of RULES) saved.push(await seconds(() => createFreshRule(ctx, { ...rule, active: true })));
    await sql`update care.fresh_rules set counted_at = null`.execute(ctx.db);
    const counted = await seconds(() => keepFreshWhenJudged(ctx));
    return {
      customers,
      floorSeconds: floor,
      measureSeconds: { first, again },
      rules: RULES.length,
      ruleSavedSeconds: Math.max(...saved),
      allRulesSeconds: counted,
      qualityPage: await page(ctx, '/api/customers/quality', archive.routes),
      rulesPage: await page(ctx, '/api/care/fresh-rules', careModule.routes),
    };
  } finally {
    await scratch.stop();
  }
}

/** Every fifth is judged, two sources, one added field of choices that most have, one with a pattern, and what people looked at since. */
async function fillAround(ctx: Ctx): Promise<void> {
  await sql`
    insert into scoring.scores (customer_id, class4, stage, stage_since, judged_at, changed_at)
    select customer_id, (array['core', 'potential', 'ordinary', 'dormant'])[1 + customer_id % 4], 'active', ${ctx.now}, ${ctx.now}, ${ctx.now}
    from customers.customers where customer_id % 5 = 0`.execute(ctx.db);
  await sql`
    insert into customers.identities (kind, namespace, value, customer_id, original, added_at)
    select 'external', 'pos', code, customer_id, code, created_at from customers.customers where customer_id % 3 = 0`.execute(
    ctx.db,
  );
  await sql`
    insert into customers.fields (code, name, type, place, choices, rules, created_at) values
      ('skin', '肤质', 'choice', 1, '[{"code":"dry","name":"干性"},{"code":"oily","name":"油性"}]', '{}', ${ctx.now}),
      ('plate', '车牌', 'text', 2, '[]', '{"pattern":"\\\\p{Script=Han}[A-Z]\\\\d{5}"}', ${ctx.now})`.execute(ctx.db);
  await sql`
    insert into customers.field_values (customer_id, field_id, text_value, changed_at)
    select customer_id, f.field_id, case field_code when 'skin' then (array['dry', 'oily', 'other'])[1 + customer_id % 3]
        else '沪' || chr(65 + (customer_id % 27)::int) || lpad((customer_id % 100000)::text, 5, '0') end, created_at
    from customers.customers c cross join (select field_id, code as field_code from customers.fields) as f
    where f.field_code = 'skin' or c.customer_id % 4 = 0`.execute(ctx.db);
  await sql`
    insert into customers.field_checks (customer_id, field, checked_at, how)
    select customer_id, field, ${ctx.now}, 'confirmed' from customers.customers, unnest(array['phone', 'region']) as field
    where customer_id % 10 = 0`.execute(ctx.db);
  await sql`vacuum analyze customers.customers, customers.identities, customers.field_values, customers.field_checks,
    scoring.scores`.execute(ctx.db);
}

async function readOnce(ctx: Ctx): Promise<void> {
  for (const table of ['customers', 'known_identities', 'field_values', 'field_checks'])
    await sql`select count(*), max(customer_id) from ${sql.table(`customers.${table}`)}`.execute(ctx.db);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((performance.now() - start) / 10) / 100;
}

type Routes = typeof archive.routes;

async function page(ctx: Ctx, path: string, routes: Routes): Promise<{ p50: number; p95: number }> {
  const route = routes.find(({ endpoint }) => endpoint.path === path && endpoint.method === 'GET');
  if (!route) throw new Error(`no page at ${path}`);
  const query = route.endpoint.query?.parse({}) ?? {};
  const taken: number[] = [];
  for (let round = 0; round <= PAGE_ROUNDS; round += 1) {
    const start = performance.now();
    await route.handle(ctx, { query, params: {}, body: undefined } as never);
    if (round > 0) taken.push(performance.now() - start);
  }
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.ceil(share * sorted.length) - 1] ?? 0) * 10) / 10;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Segments built in the console by hand: what the builder counts is what SQL over the raw facts counts, and what the API does. */
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createCustomField, createTag, tagCustomers, writeCustomValues } from '#modules/customers/index.ts';
import { DEMO_PASSWORD } from '#modules/demo/index.ts';
import { recordOrders } from '#modules/orders/index.ts';
import type { Group, Node, RuleKindRow } from '#modules/segments/contract.ts';
import { inTransaction, systemActor, type Ctx } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { dayOf } from '#shared/days.ts';
import { compareOps, momentOps, type Slot } from '#shared/rule-slots.ts';
import { whenAllIsDone } from './demo.ts';
import { openHouse, signIn, wordsOf } from './house.ts';
import { builderOn, type Builder, type Catalogue } from './segment-builder.ts';
import { casesOf, type Case, type Ids } from './segment-cases.ts';

const house = await openHouse({ demo: true });
const zh = await wordsOf('zh-CN');
const { db } = house.app.database;
const ctx: Ctx = { db, now: new Date(), actor: systemActor('test'), log: silentLog };
const LEAD = { email: 'lead@demo.example', password: DEMO_PASSWORD };

let page: Page;
let ids: Ids;
let catalogue: Catalogue;
let builder: Builder;
let fields: ReadonlySet<string>;
/** What the console asked for last. */
let asked: Group | null = null;

beforeAll(async () => {
  await addWhatTheBrandLacks();
  page = await house.open({ keep: true });
  await signIn(page, LEAD);
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/segments/preview')) return;
    asked = (JSON.parse(request.postData() ?? 'null') as { definition: Group } | null)?.definition ?? null;
  });
  ids = await knownIds();
  catalogue = await knownCatalogue();
  builder = builderOn(page, catalogue);
  await page.goto('/segments');
}, 600_000);

const column = async <Value>(query: ReturnType<typeof sql<{ value: Value }>>): Promise<Value[]> =>
  (await query.execute(db)).rows.map(({ value }) => value);

/** Orders nobody paid, a tag and a field of their own: the demo brand has none. */
async function addWhatTheBrandLacks(): Promise<void> {
  const customers = await column(sql<{
    value: number;
  }>`select customer_id as value from customers.customers where kind = 'person'
    order by customer_id`);
  const codes = await column(sql<{ value: string }>`select value from customers.known_identities
    where kind = 'external' and namespace = 'demo' order by customer_id limit 12`);
  await inTransaction(ctx, async (ctx) => {
    await recordOrders(
      ctx,
      codes.map((externalId, n) => ({
        source: 'demo',
        externalId: `unpaid-${n}`,
        customer: { externalId },
        placedAt: new Date(ctx.now.getTime() - (n + 1) * 86_400_000),
        status: 'open' as const,
        channel: null,
        store: null,
        returnOf: null,
        lines: [{ name: '试用装', quantity: 1, unitPriceCents: 9_900, discountCents: 0 }],
      })),
    );
    const { tagId } = await createTag(ctx, { name: '常客', groupId: null, color: null });
    await tagCustomers(ctx, { customerIds: customers.filter((id) => id % 6 === 0), add: [tagId], remove: [] });
    await createCustomField(ctx, { code: 'visits', name: '到店次数', type: 'number' });
    const visited = customers.filter((id) => id % 9 === 0);
    await writeCustomValues(
      ctx,
      visited.map((customerId) => ({ customerId, values: { visits: customerId % 5 } })),
    );
  });
  await whenAllIsDone(db);
}

async function knownIds(): Promise<Ids> {
  const [stores, sunscreens] = await Promise.all([
    column(sql<{ value: number }>`select store_id as value from orders.orders where store_id is not null
      group by 1 order by count(*) desc limit 2`),
    column(
      sql<{
        value: number;
      }>`select product_id as value from catalog.products where name like '%防晒%' order by 1 limit 2`,
    ),
  ]);
  const [masks = 0] = await column(
    sql<{ value: number }>`select category_id as value from catalog.categories where name = '面膜'`,
  );
  const [tag = 0] = await column(
    sql<{ value: number }>`select tag_id as value from customers.tags where name = '常客'`,
  );
  const family = await column(sql<{ value: number }>`select customer_id as value from customers.household_members
    union select customer_id from customers.relations where kind = 'spouse' order by 1 limit 20`);
  const made = await page.request.post('/api/segments', {
    data: { name: '家里人', kind: 'static', customerIds: family },
  });
  const { segmentId: chosen } = (await made.json()) as { segmentId: number };
  return {
    stores: [stores[0] ?? 0, stores[1] ?? 0],
    sunscreens: [sunscreens[0] ?? 0, sunscreens[1] ?? 0],
    masks,
    tag,
    chosen,
  };
}

async function knownCatalogue(): Promise<Catalogue> {
  const get = async <Body>(path: string) => (await (await page.request.get(path)).json()) as Body;
  const { rows } = await get<{ rows: RuleKindRow[] }>('/api/segments/rules');
  fields = new Set((await get<{ rows: { code: string }[] }>('/api/customers/fields')).rows.map(({ code }) => code));
  const vocabulary = await get<Record<string, { code: string; zh: string }[]>>('/api/scoring/vocabulary');
  const { rows: named } = await sql<{ of: string; id: string; name: string }>`
    select 'stores' as of, store_id::text as id, name from access.stores
    union all select 'segments', segment_id::text, name from segments.segments
    union all select 'product', product_id::text, name from catalog.products
    union all select 'category', category_id::text, name from catalog.categories
    union all select 'customers.tags', tag_id::text, name from customers.tags
    union all select 'interactions', code, name_zh from interactions.kinds`.execute(db);
  const names = new Map(named.map(({ of, id, name }) => [`${of} ${id}`, name]));
  const lists: Record<string, string> = {
    class4: 'scoring.class4',
    stages: 'scoring.stage',
    riskBands: 'scoring.riskBand',
  };
  for (const [list, field] of Object.entries(lists))
    for (const { code, zh: name } of vocabulary[list] ?? []) names.set(`${field} ${code}`, name);
  const labelOf = ({ of, field = '' }: Slot, value: string | number): string => {
    if (value === '*') return zh('segments:builder.anything');
    if (of === 'channels') return zh(`terms:channel.${value}`);
    if (of === 'relations') return zh(`terms:choice.customers.relation.${value}`);
    if (of === 'dates') return zh(`customers:date_kind.${value}`);
    const list = of && of !== 'choices' ? of : field === 'customers.store' ? 'stores' : field;
    return names.get(`${list} ${value}`) ?? zh(`terms:choice.${field}.${value}`);
  };
  return { kinds: new Map(rows.map((kind) => [kind.code, kind])), words: zh, labelOf };
}

const startAnew = async () => {
  await page
    .getByRole('link', { name: zh('segments:title'), exact: true })
    .first()
    .click();
  // What was built before is given up, after a question.
  const give = page.getByRole('button', { name: zh('shell:form.discard_ok') });
  const anew = page.getByRole('main').getByRole('link', { name: zh('segments:builder.new') });
  await give.or(anew).first().waitFor();
  if (await give.isVisible()) await give.click();
  await anew.first().click();
  await page.waitForURL('**/segments/new');
};

type Preview = { customers: number; of: number; sentence: { zh: string; en: string } };

async function byApi(definition: Group): Promise<Preview> {
  const answer = await page.request.post('/api/segments/preview', { data: { definition, samples: 0 } });
  if (!answer.ok()) throw new Error(await answer.text());
  return (await answer.json()) as Preview;
}

const leavesOf = (node: Node): Exclude<Node, Group>[] => ('join' in node ? node.items.flatMap(leavesOf) : [node]);

/** Cases are made of ids that only exist once the house does; their names and number do not. */
const NAMES = casesOf('2026-01-01', { stores: [1, 2], masks: 1, sunscreens: [1, 2], tag: 1, chosen: 1 }).map(
  (one) => one.name,
);

const today = () => dayOf(new Date(), 'Asia/Shanghai');

function caseOf(name: string, day: string): Case {
  const one = casesOf(day, ids).find((found) => found.name === name);
  if (!one) throw new Error(`There is no case ${name}.`);
  return one;
}

/** By the builder, by SQL, and by the API. */
async function countedThrice({ definition, byHand }: Case) {
  await startAnew();
  await builder.build(definition);
  const shown = await builder.counted();
  const [counted] = await column(
    sql<{ value: number }>`select count(distinct customer_id)::int as value from (${byHand}) as found`,
  );
  return { shown, byHand: counted, said: await byApi(definition) };
}

describe('a segment built in the console', () => {
  it.each(NAMES)('%s: counts what SQL by hand counts', async (name) => {
    let day: string;
    let one: Case;
    let counted: Awaited<ReturnType<typeof countedThrice>>;
    // Where midnight fell in between, each would speak of another day.
    do {
      day = today();
      one = caseOf(name, day);
      counted = await countedThrice(one);
    } while (today() !== day);
    const { shown, said, byHand } = counted;
    expect(asked).toEqual(one.definition);
    expect({ shown: shown.customers, said: said.customers }).toEqual({ shown: byHand, said: byHand });
    expect(byHand).toBeGreaterThan(0);
    expect(byHand).toBeLessThan(said.of);
    expect([shown.sentence, shown.sentence]).toEqual([said.sentence.zh, one.sentence ?? said.sentence.zh]);
  });

  it('leaves out no rule of the catalogue, no comparison, window or kind of goods', () => {
    const built = casesOf('2026-01-01', ids).flatMap(({ definition }) => leavesOf(definition));
    const codes = new Set(built.map(({ rule }) => rule));
    const missing = [...catalogue.kinds.keys()].filter((code) => !fields.has(code) && !codes.has(code));
    for (const language of ['zh', 'en'] as const) {
      const names = [...catalogue.kinds.values()].map(({ name }) => name[language]);
      expect(
        names.filter((name, n) => names.indexOf(name) < n),
        'names that stand twice in the list',
      ).toEqual([]);
    }
    expect(missing, 'rule kinds no test builds: add a case to segment-cases.ts').toEqual([]);
    const ways = new Set(
      built.flatMap(({ rule, args }) =>
        (catalogue.kinds.get(rule)?.slots ?? []).map((slot) => wayOf(slot, args?.[slot.name])),
      ),
    );
    const wanted = [
      ...compareOps.map((op) => `compare ${op}`),
      ...['known', 'empty'].map((op) => `compare ${op}`),
      ...momentOps.map((op) => `moment ${op}`),
      ...['is', 'not', 'known', 'empty'].flatMap((op) => [`choice ${op}`, `text ${op}`]),
      ...['contains', 'starts'].map((op) => `text ${op}`),
      ...['ever', 'last', 'earlier', 'between'].map((kind) => `window ${kind}`),
      ...['any', 'product', 'category', 'name'].map((by) => `goods ${by}`),
      ...['stores', 'segments', 'channels', 'interactions', 'relations', 'choices', 'dates'].map((of) => `pick ${of}`),
    ];
    expect(wanted.filter((way) => !ways.has(way))).toEqual([]);
  });

  it('can ask of every field whether it is known, and by API everybody either knows it or does not', async () => {
    for (const { code } of [...catalogue.kinds.values()].filter(({ code }) => fields.has(code))) {
      const ask = (op: string) => byApi({ join: 'all', items: [{ rule: code, args: { is: { op } } }] });
      const [known, empty] = [await ask('known'), await ask('empty')];
      expect([code, known.customers + empty.customers]).toEqual([code, known.of]);
    }
  });
});

function wayOf(slot: Slot, value: unknown): string {
  const { op, kind, by } = value as { op?: string; kind?: string; by?: string };
  return `${slot.type} ${slot.type === 'pick' ? slot.of : (op ?? kind ?? by)}`;
}

describe('the builder', () => {
  it('says what is not filled in yet, tells why somebody fits, copies a condition, and keeps what was built', async () => {
    await startAnew();
    const first: Group = {
      join: 'all',
      items: [{ rule: 'scoring.f', args: { is: { op: 'between', value: 5, to: 4 } } }],
    };
    await builder.build(first);
    const rule = page.getByRole('group', { name: 'F 分', exact: true });
    await rule.getByText(zh('segments:builder.missing', { names: 'F 分' })).waitFor();
    await page.getByText(zh('segments:preview.unfinished')).waitFor();
    await rule.getByRole('spinbutton', { name: 'F 分', exact: true }).fill('3');
    await rule.getByText(zh('segments:builder.missing', { names: 'F 分' })).waitFor({ state: 'detached' });
    const { customers } = await builder.counted();
    expect(customers).toBeGreaterThan(0);

    await page.getByTitle(zh('segments:why'), { exact: true }).first().click();
    const why = page.getByRole('dialog');
    await why.getByText(zh('segments:preview.fits'), { exact: true }).waitFor();
    expect(await why.innerText()).toContain('F 分在 3 分到 4 分之间');
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'hidden' });

    await rule.getByRole('button', { name: zh('segments:builder.copy_rule', { name: 'F 分' }) }).click();
    await rule
      .nth(1)
      .getByRole('button', { name: zh('segments:builder.not_rule', { name: 'F 分' }) })
      .click();
    expect((await builder.counted()).customers).toBe(0);
    await rule
      .nth(1)
      .getByRole('button', { name: zh('segments:builder.remove_rule', { name: 'F 分' }) })
      .click();
    expect((await builder.counted()).customers).toBe(customers);

    await page.getByLabel(zh('segments:name'), { exact: true }).fill('中频客户');
    await page.getByRole('button', { name: zh('shell:save'), exact: true }).click();
    await page.getByRole('heading', { level: 1, name: '中频客户' }).waitFor();
    const size = page.locator('#main').getByText(new Intl.NumberFormat('zh-CN').format(customers), { exact: true });
    await size.first().waitFor();
    await page.getByRole('tab', { name: zh('segments:tab.members') }).click();
    await page.getByRole('row').nth(1).waitFor();
  });
});

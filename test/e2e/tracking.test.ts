/** The snippet in pages of another site: what a visitor's browser really stores and sends. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';
import { recordCustomers } from '#modules/customers/index.ts';
import { createSite } from '#modules/interactions/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { launchChromium } from './chromium.ts';
import { openHouse } from './house.ts';

const house = await openHouse();
const ctx: Ctx = { db: house.app.database.db, now: new Date(), actor: systemActor('test'), log: silentLog };

const shop = createServer((request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.end(`<!doctype html><title>${request.url === '/cart' ? '购物车' : '春季新品'}</title>
    <script>window.liuke = window.liuke || function () { (liuke.q = liuke.q || []).push(arguments) };</script>
    <script async src="${house.url}/track.js" data-site="${site.key}"></script>`);
});
const address = await new Promise<string>((resolve) => {
  shop.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(shop.address() as AddressInfo).port}`));
});
const site = await createSite(
  ctx,
  { name: '商城', origins: [address], identify: 'signed', customerSource: 'shop' },
  house.app.auth.newId,
);
const { secret } = await ctx.db.selectFrom('interactions.sites').select('secret').executeTakeFirstOrThrow();
const [customer] = await recordCustomers(ctx, [{ source: 'shop', externalId: 'U-77', name: '林悦' }]);

const browser = await launchChromium();
afterAll(async () => {
  await browser.close();
  shop.close();
});

/** The stub has made way for the snippet itself. */
const loaded = (page: Page) =>
  page.waitForFunction(() => (globalThis as unknown as { liuke: { q?: unknown; name: string } }).liuke.name === 'run');

/** A page of a browser of its own that says it is an ordinary one, with what it sent to the house. */
async function visit(path = '/', before: (page: Page) => Promise<unknown> = async () => null) {
  const context = await browser.newContext({
    userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0.0.0 Safari/537.36',
  });
  const page = await context.newPage();
  const sent: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/api/track')) sent.push(response.status());
  });
  await before(page);
  await page.goto(address + path);
  await loaded(page);
  const tell = (...args: unknown[]) =>
    page.evaluate((told) => (globalThis as unknown as { liuke: (...all: unknown[]) => void }).liuke(...told), args);
  return { page, sent, tell, stored: () => page.evaluate(() => localStorage.length) };
}

async function waitingFor(title: string): Promise<void> {
  await expect.poll(() => waitingWith(title)).toBeGreaterThan(0);
}

async function waitingWith(title: string): Promise<number> {
  const { rows } = await sql`select from interactions.waiting where detail ->> 'title' = ${title}`.execute(ctx.db);
  return rows.length;
}

const interactionsOf = async () =>
  (
    await sql<{ kind: string; title: string | null; feature: string | null; seconds: number | null }>`
      select k.code as kind, detail ->> 'title' as title, detail ->> 'feature' as feature, seconds
      from interactions.interactions join interactions.kinds k using (kind_id)
      where customer_id = ${customer?.customerId ?? 0} order by happened_at`.execute(ctx.db)
  ).rows;

it('stores and sends nothing before consent, and everything of the page after it', async () => {
  const { page, sent, tell, stored } = await visit();
  await tell('feature', '搭配推荐');
  await page.waitForTimeout(300);
  expect([await stored(), await page.context().cookies(), sent]).toEqual([0, [], []]);
  await tell('consent', true);
  await waitingFor('春季新品');
  expect(await stored()).toBe(1);
  expect(await page.context().cookies()).toEqual([]);
  await expect.poll(() => sent).toEqual([200]);
  await tell('consent', false);
  expect(await stored()).toBe(0);
  await page.context().close();
});

it('gives what a visitor did to the customer they turn out to be, with the time in sight', async () => {
  const { page, tell } = await visit('/cart');
  await tell('consent', true);
  await waitingFor('购物车');
  await page.waitForTimeout(1_200);
  await tell('identify', 'U-77', 'not a signature');
  await page.waitForTimeout(300);
  expect(await interactionsOf()).toEqual([]);
  await tell('feature', '一键加购');
  await tell('identify', 'U-77', createHmac('sha256', secret).update('U-77').digest('hex'));
  await expect.poll(async () => (await interactionsOf()).length).toBe(2);
  const [view, feature] = await interactionsOf();
  expect(view).toMatchObject({ kind: 'page_view', title: '购物车' });
  expect(view?.seconds).toBeGreaterThanOrEqual(1);
  expect(feature).toMatchObject({ kind: 'feature_use', feature: '一键加购' });

  await page.goto(`${address}/`);
  await loaded(page);
  // The browser of the tests is not one that outlives its page: told that it is left, and asked before it is.
  await page.evaluate("dispatchEvent(new Event('pagehide'))");
  await expect.poll(async () => (await interactionsOf()).map(({ title }) => title)).toContain('春季新品');
  await page.context().close();
});

it('leaves alone who asks not to be tracked, whatever the page says', async () => {
  const { page, sent, tell, stored } = await visit('/', (page) =>
    page.addInitScript(() => Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })),
  );
  await tell('consent', true);
  await tell('feature', '搭配推荐');
  await page.reload();
  await page.waitForTimeout(300);
  expect([await stored(), sent]).toEqual([0, []]);
  await page.context().close();
});

it('takes nothing from pages of others, from robots, or in floods', async () => {
  const event = (n: number) => ({ id: `event-${n}-0000`, kind: 'page_view', at: new Date().toISOString() });
  const send = (headers: Record<string, string>, events = [event(1)]) =>
    fetch(`${house.url}/api/track`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'user-agent': 'Mozilla/5.0 Chrome/147', ...headers },
      body: JSON.stringify({ site: site.key, visitor: 'visitor-000001', sentAt: new Date().toISOString(), events }),
    });
  const foreign = await send({ origin: 'https://elsewhere.example' });
  expect([foreign.status, foreign.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  expect((await send({})).status).toBe(403);
  const robot = await send({ origin: address, 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' });
  expect(await robot.json()).toEqual({ taken: 0 });
  const own = await send({ origin: address });
  expect(own.headers.get('access-control-allow-origin')).toBe(address);
  expect(await own.json()).toEqual({ taken: 1 });
  const flood = Array.from({ length: 50 }, (_, n) => event(n + 2));
  const answers = await Promise.all(Array.from({ length: 14 }, () => send({ origin: address }, flood)));
  expect(answers.map(({ status }) => status)).toContain(429);
});

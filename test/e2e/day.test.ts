import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createPerson, saveOrganisation } from '#modules/access/index.ts';
import { scanEverybody } from '#modules/care/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { insertCustomers } from '#test/factories.ts';
import { openHouse, signIn, wordsOf } from './house.ts';

const house = await openHouse();
const zh = await wordsOf('zh-CN');
const { db } = house.app.database;
const ctx: Ctx = { db, now: new Date(), actor: systemActor('test'), log: silentLog };
const password = 'a long password';
const MANAGER = { email: 'manager@example.com', password };
const LEAD = { email: 'lead@example.com', password };
const CUSTOMERS = 10;

/** Ten customers of one manager, and two of another, whose risk rose today: as scoring would leave them. */
beforeAll(async () => {
  await saveOrganisation(ctx, { name: '小店', timeZone: 'Asia/Shanghai', currency: 'CNY' });
  const { auth } = house.app;
  const manager = await createPerson(ctx, auth, { name: '林经理', role: 'account_manager', ...MANAGER });
  await createPerson(ctx, auth, { name: '周主管', role: 'retention_lead', ...LEAD });
  const other = await createPerson(ctx, auth, {
    name: '何经理',
    role: 'account_manager',
    email: 'other@example.com',
    password,
  });
  const ids = await insertCustomers(
    ctx,
    Array.from({ length: CUSTOMERS + 2 }, (_, n) => `C${n}`),
  );
  for (const [n, customerId] of ids.entries()) {
    const owner = n < CUSTOMERS ? manager.id : other.id;
    await sql`update customers.customers set name = ${`客户${n}`}, phone = '+8613800138000', owner_id = ${owner}
      where customer_id = ${customerId}`.execute(db);
    await sql`
      insert into orders.rollups (customer_id, orders, gross_cents, discount_cents, returned_cents, net_cents, first_order_at,
        last_order_at, purchase_days, first_purchase_day, last_purchase_day, as_of)
      values (${customerId}, 6, 600000, 0, 0, 600000, '2020-01-01', ${ctx.now}, 6, '2020-01-01',
        (${ctx.now}::timestamptz at time zone 'Asia/Shanghai')::date - 60, ${ctx.now})`.execute(db);
    await sql`
      insert into scoring.scores (customer_id, stage, stage_since, class4, own_gap_days, expected_net_cents, current_net_cents,
        risk, risk_band, judged_at, changed_at)
      values (${customerId}, 'loyal', ${ctx.now}, 'potential', 31, ${100_000 * (n + 1)}, 90000, 80, 'high', ${ctx.now}, ${ctx.now})`.execute(
      db,
    );
    await sql`
      insert into scoring.changes (customer_id, changed_at, what, from_value, to_value, cause)
      values (${customerId}, ${ctx.now}, 'band', 'medium', 'high', '{"before": 50}')`.execute(db);
  }
  await scanEverybody(ctx);
}, 120_000);

describe('a day as an account manager', () => {
  it('begins with today’s customers, the most worth first, each with a reason in its own figures', async () => {
    const page = await house.open();
    await signIn(page, MANAGER);
    await page.goto('/');
    await page.waitForURL('**/day');
    const rows = page.locator('ol > li > button');
    await rows.first().waitFor();
    expect(await rows.count()).toBe(CUSTOMERS);
    const first = await rows.first().innerText();
    expect(first).toContain('客户9');
    expect(first).toMatch(/流失风险从 50 升到 80：上次购买在 \d{4} 年 \d+ 月 \d+ 日，平时每 31 天一次/);
    expect(await page.locator('body').innerText()).not.toContain('客户11');
  });

  it('is handled by click and by key, asks why when a customer is lost, and can be taken back', async () => {
    const page = await house.open();
    await signIn(page, MANAGER);
    await page.goto('/day');
    const rows = page.locator('ol > li > button');
    const detail = page.getByRole('region', { name: zh('care:day.detail') });
    const waitForRows = async (count: number) => {
      await rows.nth(count).waitFor({ state: 'detached' });
      await rows.nth(count - 1).waitFor();
    };
    await detail.getByRole('link', { name: '客户9' }).waitFor();
    // A double click is one ending.
    await detail.getByRole('button', { name: '已下单' }).dblclick();
    await waitForRows(CUSTOMERS - 1);
    const notices = page.locator('.ant-message').getByRole('button', { name: zh('care:log.undo') });
    await notices.waitFor();
    expect(await notices.count()).toBe(1);
    await notices.click();
    await waitForRows(CUSTOMERS);
    // Whoever was clicked is ended, however soon the key follows: before the address says whom.
    await rows.nth(2).evaluate((row) => {
      row.click();
      const key = Object.assign(new Event('keydown', { bubbles: true }), { key: '1' });
      setTimeout(() => row.dispatchEvent(key));
    });
    await waitForRows(CUSTOMERS - 1);
    expect((await rows.allInnerTexts()).filter((text) => /客户[78]/.test(text))).toHaveLength(1);
    await page.getByText(zh('care:log.done', { name: '客户7' })).waitFor();
    // Lost: the reason is asked for.
    await rows.first().click();
    await detail.getByLabel(zh('care:log.notes_label')).fill('说别家便宜');
    await detail.getByRole('button', { name: '暂无意向' }).click();
    await detail.getByRole('button', { name: '竞争对手' }).click();
    await waitForRows(CUSTOMERS - 2);
    for (let left = CUSTOMERS - 2; left > 0; left -= 1) {
      await rows.first().click();
      await page.keyboard.press('2');
      await (left > 1 ? waitForRows(left - 1) : page.getByText(zh('care:day.all_done'), { exact: true }).waitFor());
    }
    expect(await page.getByText(zh('care:day.done_list')).count()).toBe(1);
  });

  it('is seen by the lead: who did how much, how it ended, why customers leave', async () => {
    const page = await house.open();
    await signIn(page, LEAD);
    await page.goto('/care/team');
    const row = page.getByRole('row', { name: /^林经理/ });
    await row.waitFor();
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells.slice(1, 3)).toEqual(['0', '0']);
    expect(cells[4]).toBe(String(CUSTOMERS));
    await page.getByRole('row', { name: /说别家便宜/ }).waitFor();
    const body = await page.locator('#main').innerText();
    for (const words of ['已下单', '约好再来', '暂无意向', '竞争对手']) expect(body).toContain(words);
    // One by one: of one person, and of those only the orders.
    await row.getByRole('link', { name: '林经理' }).click();
    await page.waitForURL('**/care/team?*person=*');
    await page.goto(`${page.url()}&outcome=bought`);
    const ended = page.getByRole('row', { name: /已下单/ });
    await ended.first().waitFor();
    expect(await page.getByRole('row', { name: /说别家便宜/ }).count()).toBe(0);
  });
});

import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { encodeGb18030 } from '#test/gb18030.ts';
import { paths } from '../../console/src/paths.ts';
import { makeAdministrator, openHouse, signIn, wordsOf } from './house.ts';

const house = await openHouse();
const zh = await wordsOf('zh-CN');
const { db } = house.app.database;

const HEADERS = '订单编号,付款时间,客户姓名,手机号,商品名称,数量,金额';
const GOOD = [
  '1001,2024年1月5日 10:20,王小明,13800138001,焕颜精华液,1,"￥1,234.50"',
  '1001,2024年1月5日 10:20,王小明,13800138001,补水面膜,2,￥198.00',
  '1002,2024年2月9日 18:05,李芳,１３８００１３８００２,补水面膜,1,￥99.00',
  '1003,2024年3月1日 09:30,,,洁面乳,1,￥88.00',
];
const BROKEN = '1004,2024年2月30日 12:00,赵敏,13800138004,洁面乳,1,￥88.00';
const FILE = {
  name: '一月订单.csv',
  mimeType: 'text/csv',
  buffer: encodeGb18030([HEADERS, ...GOOD, BROKEN].join('\r\n')),
};

const counted = async (): Promise<unknown> => {
  const { rows } = await sql`
    select (select count(*)::int from customers.customers) as customers, (select count(*)::int from orders.orders) as orders,
      (select coalesce(sum(net_cents), 0)::float from orders.rollups) as cents, (select count(*)::int from orders.unmatched) as unmatched`.execute(
    db,
  );
  return rows[0];
};

describe('the import of a file', () => {
  it('leads from the file on the desk to customers, and says of each row left out why', async () => {
    const page = await house.open();
    await makeAdministrator(page);
    await signIn(page);
    await checkFile(page);
    // Nothing stands there before somebody agrees.
    expect(await counted()).toEqual({ customers: 0, orders: 0, cents: 0, unmatched: 0 });
    await page
      .getByRole('region', { name: zh('import:errors.title') })
      .getByText(/2024年2月30日/)
      .first()
      .waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: zh('import:errors.download') }).click();
    expect(await readFile(await (await download).path(), 'utf8')).toContain('1004');
    await page.getByRole('button', { name: zh('import:batch.apply') }).click();
    await page.getByText(zh('import:batch.done'), { exact: true }).waitFor();
    await expect.poll(counted).toEqual({ customers: 2, orders: 2, cents: 153_150, unmatched: 1 });
  });

  it('changes nothing the second time', async () => {
    const page = await house.open();
    await signIn(page);
    await checkFile(page);
    await page.getByRole('button', { name: zh('import:batch.apply') }).click();
    await page.getByText(zh('import:batch.done'), { exact: true }).waitFor();
    expect(await counted()).toEqual({ customers: 2, orders: 2, cents: 153_150, unmatched: 1 });
  });

  it('is taken back as a whole', async () => {
    const page = await house.open();
    await signIn(page);
    await page.goto(paths.imports());
    await page.getByRole('link', { name: FILE.name }).last().click();
    await page.getByRole('button', { name: zh('import:undo.title') }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: zh('import:undo.confirm') })
      .click();
    await page.getByText(zh('import:state.undone'), { exact: true }).first().waitFor();
    await expect.poll(counted).toEqual({ customers: 0, orders: 0, cents: 0, unmatched: 0 });
  });

  it('names what is wrong with a file that is none', async () => {
    const page = await house.open();
    await signIn(page);
    await page.goto(paths.importNew());
    await page.setInputFiles('input[type=file]', {
      name: 'photo.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([0xff, 0xd8, 0, 1, 2, 0]),
    });
    await page.getByRole('alert').first().waitFor();
    expect(await page.getByRole('alert').first().innerText()).toMatch(/\p{Script=Han}/u);
  });
});

/** From the file to what would come of it. */
async function checkFile(page: Page): Promise<void> {
  await page.goto(paths.importNew());
  await page.setInputFiles('input[type=file]', FILE);
  await page.getByRole('button', { name: zh('import:map.check') }).click();
  await page.getByText(zh('import:batch.foreseen'), { exact: true }).waitFor();
}

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMINISTRATOR, DEMO_PASSWORD, loadDemo } from '#modules/demo/index.ts';
import { systemActor } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { paths } from '../../console/src/paths.ts';
import { openHouse, signIn, wordsOf, type Look } from './house.ts';

const LOOKS: readonly Look[] = [
  { language: 'zh-CN', mode: 'light' },
  { language: 'zh-CN', mode: 'dark' },
  { language: 'en', mode: 'light' },
  { language: 'en', mode: 'dark' },
];

/** Every address that stands for itself; those of the entrance are for people who are not in yet. */
const outside = new Set([paths.signIn(), paths.firstRun()]);
const addresses = Object.values(paths)
  .filter((path) => path.length === 0)
  .map((path) => (path as () => string)())
  .filter((address) => !outside.has(address));

const house = await openHouse();
let customerId = 0;

beforeAll(async () => {
  const { db } = house.app.database;
  await loadDemo({ db, now: new Date(), actor: systemActor('test'), log: silentLog }, house.app.auth);
  const best = await db
    .selectFrom('orders.rollups')
    .select('customer_id')
    .orderBy('net_cents', 'desc')
    .executeTakeFirstOrThrow();
  customerId = best.customer_id;
}, 300_000);

describe.each(LOOKS)('in $language and $mode', (look) => {
  it.each([...addresses, 'a customer'])('%s is whole, and everybody can use it', async (address) => {
    const words = await wordsOf(look.language);
    const page = await house.open(look);
    await signIn(page, { email: DEMO_ADMINISTRATOR, password: DEMO_PASSWORD });
    await page.goto(address === 'a customer' ? paths.customer(customerId) : address);
    await page.locator('#main h1, #main h2').first().waitFor();
    await page.waitForLoadState('networkidle');
    const lost = [words('shell:not_found.title'), words('shell:broken.title')];
    expect(lost).not.toContain(await page.locator('h1').first().textContent());
    expect(await untranslated(page)).toEqual([]);
    expect(await barriers(page)).toEqual([]);
  });
});

/** Keys show as themselves where a translation is missing: `customers:list.title`. */
async function untranslated(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return text.match(/\b[a-z_]+:[a-z_]+(\.[a-z_]+)+\b/g) ?? [];
}

/** What axe calls serious or critical, one line each. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}`));
}

import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMINISTRATOR, DEMO_PASSWORD, loadDemo } from '#modules/demo/index.ts';
import { systemActor } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { paths } from '../../console/src/paths.ts';
import { openHouse, signIn, wordsOf, type Language, type Mode } from './house.ts';

/** Every address that stands for itself; those of the entrance are for people who are not in yet. */
const outside = new Set([paths.signIn(), paths.secondFactor(), paths.firstRun()]);
const addresses = Object.values(paths)
  .filter((path) => path.length === 0)
  .map((path) => (path as () => string)())
  .filter((address) => !outside.has(address));

const house = await openHouse();
let bestCustomer = 0;
let cookies: Awaited<ReturnType<ReturnType<Page['context']>['cookies']>> = [];

beforeAll(async () => {
  const { db } = house.app.database;
  await loadDemo({ db, now: new Date(), actor: systemActor('test'), log: silentLog }, house.app.auth);
  const best = await db
    .selectFrom('orders.rollups')
    .select('customer_id')
    .orderBy('net_cents', 'desc')
    .executeTakeFirstOrThrow();
  bestCustomer = best.customer_id;
  const page = await house.open();
  await signIn(page, { email: DEMO_ADMINISTRATOR, password: DEMO_PASSWORD });
  cookies = await page.context().cookies();
}, 300_000);

describe('in a house full of customers', () => {
  it.each([...addresses, 'a customer'])('%s is whole in both languages, light and dark', async (address) => {
    const place = address === 'a customer' ? paths.customer(bestCustomer) : address;
    expect(await look(place, 'zh-CN', ['light', 'dark'])).toEqual([]);
    expect(await look(place, 'en', ['dark', 'light'])).toEqual([]);
  });
});

/** What is wrong with a page. Its first mode is looked at as a whole; the other differs in colours alone. */
async function look(place: string, language: Language, [mode, other]: readonly [Mode, Mode]): Promise<string[]> {
  const page = await house.open({ language, mode });
  await page.context().addCookies(cookies);
  await page.goto(place);
  await page.locator('#main').getByRole('heading').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.addStyleTag({ content: '* { transition: none !important; animation: none !important }' });
  const first = await barriers(axeOn(page), mode);
  await page.emulateMedia({ colorScheme: other });
  await page.locator(`html[data-theme=${other}]`).waitFor();
  const second = await barriers(axeOn(page).withRules(['color-contrast']), other);
  const problems = [...(await lost(page, language)), ...(await untranslated(page)), ...first, ...second];
  await page.context().close();
  return problems;
}

/** A long table says the same again in each row, and every cell costs. */
const axeOn = (page: Page) => new AxeBuilder({ page }).exclude('tbody tr:nth-child(n+6)');

async function lost(page: Page, language: Language): Promise<string[]> {
  const words = await wordsOf(language);
  const title = (await page.locator('h1').first().textContent()) ?? '';
  return [words('shell:not_found.title'), words('shell:broken.title')].includes(title) ? [title] : [];
}

/** Keys show as themselves where a translation is missing: `customers:list.title`. */
async function untranslated(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  return text.match(/\b[a-z_]+:[a-z_]+(\.[a-z_]+)+\b/g) ?? [];
}

/** What axe calls serious or critical, one line each. */
async function barriers(axe: AxeBuilder, mode: Mode): Promise<string[]> {
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${mode}: ${id} at ${node.target.join(' ')}`));
}

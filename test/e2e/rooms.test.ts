import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DEMO_ADMINISTRATOR, DEMO_PASSWORD } from '#modules/demo/index.ts';
import { paths } from '../../console/src/paths.ts';
import { openHouse, signIn, wordsOf, type Language, type Mode } from './house.ts';

/** Every address that stands for itself; those of the entrance are for people who are not in yet. */
const outside = new Set([paths.signIn(), paths.secondFactor(), paths.firstRun()]);
const addresses = Object.values(paths)
  .filter((path) => path.length === 0)
  .map((path) => (path as () => string)())
  .filter((address) => !outside.has(address));

const house = await openHouse({ demo: true });
/** One for each language, side by side: an address is loaded anew in each, what it is made of comes from their stores. */
const pages = {
  zh: await house.open({ language: 'zh-CN', keep: true }),
  en: await house.open({ language: 'en', keep: true }),
};
let bestCustomer = 0;

beforeAll(async () => {
  const best = await house.app.database.db
    .selectFrom('orders.rollups')
    .select('customer_id')
    .orderBy('net_cents', 'desc')
    .orderBy('customer_id')
    .executeTakeFirstOrThrow();
  bestCustomer = best.customer_id;
  for (const page of [pages.zh, pages.en]) await signIn(page, { email: DEMO_ADMINISTRATOR, password: DEMO_PASSWORD });
});

describe('in a house full of customers', () => {
  it.each([...addresses, 'a customer'])('%s is whole in both languages, light and dark', async (address) => {
    const place = address === 'a customer' ? paths.customer(bestCustomer) : address;
    const problems = await Promise.all([
      look(pages.zh, place, 'zh-CN', ['light', 'dark']),
      look(pages.en, place, 'en', ['dark', 'light']),
    ]);
    expect(problems).toEqual([[], []]);
  });
});

/** What is wrong with a page. Its first mode is looked at as a whole; the other differs in colours alone. */
async function look(
  page: Page,
  place: string,
  language: Language,
  [mode, other]: readonly [Mode, Mode],
): Promise<string[]> {
  await page.emulateMedia({ colorScheme: mode });
  await page.goto(place);
  await page.locator('#main').getByRole('heading').first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.addStyleTag({ content: '* { transition: none !important; animation: none !important }' });
  const first = await barriers(axeOn(page), mode);
  await page.emulateMedia({ colorScheme: other });
  await page.locator(`html[data-theme=${other}]`).waitFor();
  const second = await barriers(axeOn(page).withRules(['color-contrast']), other);
  return [...(await lost(page, language)), ...(await untranslated(page)), ...first, ...second];
}

/**
 * A long table says the same again in each row, and every cell costs. There are no frames, so all is done in the page
 * itself, and nothing is told of what is well.
 */
const axeOn = (page: Page) =>
  new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .exclude('tbody tr:nth-child(n+6)');

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

/** Whoever is quicker than the machine is understood: what was chosen last counts, however slow the answer that belongs to it. */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { systemActor, type Ctx } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import { insertCustomers } from '#test/factories.ts';
import { makeAdministrator, openHouse, signIn, wordsOf } from './house.ts';

const house = await openHouse();
const zh = await wordsOf('zh-CN');
const ctx: Ctx = { db: house.app.database.db, now: new Date(), actor: systemActor('test'), log: silentLog };
const [first = 0, second = 0] = await insertCustomers(ctx, ['C1', 'C2']);
await makeAdministrator(await house.open({ keep: true }));

async function pageOf(path: string): Promise<Page> {
  const page = await house.open();
  await signIn(page);
  await page.goto(path);
  return page;
}

/** Answers to these questions come when they are let go. */
async function held(page: Page, questions: string): Promise<() => void> {
  let letGo = () => {};
  const waiting = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(questions, async (route) => {
    await waiting;
    await route.continue();
  });
  return letGo;
}

it('of two records the one that was chosen last stays, also when merging is pressed before the page has followed', async () => {
  const page = await pageOf(`/customers/merge?customers=${first},${second}`);
  const stays = page.getByRole('columnheader').filter({ hasText: 'C2' }).getByRole('radio');
  await stays.waitFor();
  const letGo = await held(page, '**/api/customers/merges/preview*');
  const merge = page.getByRole('button', { name: zh('merge:confirm', { count: '2' }) });
  expect(await merge.isEnabled()).toBe(true);
  await stays.click();
  expect(await merge.isEnabled()).toBe(false);
  letGo();
  await merge.click();
  await page.waitForURL(`**/customers/${second}`);
});

it('a file is checked with the source that was typed last', async () => {
  const page = await pageOf('/import');
  const data = Buffer.from('会员号,城市\nM1,上海\n');
  const sent = await page.request.post('/api/import/uploads?fileName=m.csv', {
    data,
    headers: { 'content-type': 'application/octet-stream' },
  });
  const { uploadId } = (await sent.json()) as { uploadId: number };
  await page.goto(`/import/files/${uploadId}?kind=customers`);
  const check = page.getByRole('button', { name: zh('import:map.check') });
  await check.waitFor();
  const letGo = await held(page, '**/inspection*');
  await page.getByRole('combobox', { name: zh('import:map.source') }).fill('till');
  await check.click();
  expect(await check.isEnabled()).toBe(false);
  letGo();
  await check.click();
  await page.waitForURL('**/import/batches/*');
  const made = await page.request.get('/api/import/batches');
  expect(((await made.json()) as { rows: { source: string }[] }).rows.map(({ source }) => source)).toEqual(['till']);
});

it('of two kinds pressed in one moment both are chosen', async () => {
  const page = await pageOf('/');
  for (const kind of ['note', 'call'])
    await page.request.post(`/api/customers/${second}/contacts`, { data: { kind, reference: kind, content: kind } });
  await page.goto(`/customers/${second}`);
  const kinds = page.getByRole('group', { name: zh('customers:timeline.kinds') });
  const chip = (kind: string) => kinds.getByRole('button', { name: zh(`customers:kind.interaction.${kind}`) });
  await chip('note').waitFor();
  await kinds.evaluate(
    async (group, names) => {
      for (const name of names) {
        [...group.querySelectorAll('button')].find((button) => button.textContent === name)?.click();
        await new Promise((resolve) => setTimeout(resolve));
      }
    },
    ['note', 'call'].map((kind) => zh(`customers:kind.interaction.${kind}`)),
  );
  await page.waitForURL('**kinds=**kinds=**');
  for (const kind of ['note', 'call']) await chip(kind).and(page.locator('[aria-pressed=true]')).waitFor();
  expect(new URL(page.url()).searchParams.getAll('kinds')).toEqual(['interaction.note', 'interaction.call']);
});

import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR, makeAdministrator, openHouse, signIn, wordsOf } from './house.ts';

const house = await openHouse();
const en = await wordsOf('en');
const zh = await wordsOf('zh-CN');

describe('the entrance', () => {
  it('leads whoever comes first to the first run, and makes the administrator', async () => {
    const page = await house.open({ language: 'en' });
    await page.goto('/');
    await page.waitForURL('**/start');
    await page.getByLabel(en('access:organisation.name')).fill('Shop');
    await page.getByLabel(en('access:your_name')).fill(ADMINISTRATOR.name);
    await page.getByLabel(en('access:email')).fill(ADMINISTRATOR.email);
    await page.getByLabel(en('access:password'), { exact: true }).fill('short');
    await page.getByRole('button', { name: en('access:first_run.submit') }).click();
    await page.locator('.ant-form-item-explain-error').getByText(en('access:password_rule')).waitFor();
    await page.getByLabel(en('access:password'), { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByRole('button', { name: en('access:first_run.submit') }).click();
    const menu = page.getByRole('button', { name: en('shell:user_menu', { name: ADMINISTRATOR.name }) });
    expect(await menu.innerText()).toContain(en('terms:role.administrator'));
  });

  it('is closed to strangers, who find the page they wanted after signing in', async () => {
    const page = await house.open({ language: 'en' });
    await page.goto('/settings/people');
    await page.waitForURL('**/sign-in?return=%2Fsettings%2Fpeople');
    await page.getByLabel(en('access:email')).fill(ADMINISTRATOR.email);
    await page.getByLabel(en('access:password'), { exact: true }).fill('not the password');
    await page.getByRole('button', { name: en('access:sign_in.submit') }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel(en('access:password'), { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByRole('button', { name: en('access:sign_in.submit') }).click();
    await page.waitForURL('**/settings/people');
    const listed = page.getByRole('main').getByText(ADMINISTRATOR.email);
    expect(await listed.innerText()).toBe(ADMINISTRATOR.email);
  });

  it('lets people out again, and what they saw is behind the door', async () => {
    const page = await house.open({ language: 'en' });
    await signIn(page);
    await page.goto('/settings/people');
    await page.getByRole('button', { name: en('shell:user_menu', { name: ADMINISTRATOR.name }) }).click();
    await page.getByRole('menuitem', { name: en('shell:sign_out') }).click();
    await page.waitForURL('**/sign-in');
    expect((await page.request.get('/api/people')).status()).toBe(401);
    await page.goBack();
    await page.waitForURL('**/sign-in**');
  });

  it('asks for the password over the page when the session ended, and loses nothing that was typed', async () => {
    const page = await house.open({ language: 'en' });
    await signIn(page);
    await page.goto('/settings/stores/new');
    const field = (name: string) => page.getByRole('textbox', { name, exact: true });
    await field(en('access:stores.name')).fill('Harbour');
    await field(en('access:stores.code')).fill('H1');
    await page.context().clearCookies();
    const save = page.locator('.ant-drawer-footer').getByRole('button').last();
    await save.click();
    const asked = page.getByRole('dialog', { name: en('access:ended.title') });
    await asked.locator('input[type=password]').fill('not the password');
    await asked.getByRole('button', { name: en('access:ended.submit') }).click();
    await asked.getByRole('alert').waitFor();
    await asked.locator('input[type=password]').fill(ADMINISTRATOR.password);
    await asked.getByRole('button', { name: en('access:ended.submit') }).click();
    await asked.waitFor({ state: 'hidden' });
    expect(await field(en('access:stores.name')).inputValue()).toBe('Harbour');
    await save.click();
    await page.getByRole('main').getByText('Harbour').waitFor();
  });

  it('asks before something typed is left behind, by whatever way', async () => {
    const page = await house.open({ language: 'en' });
    await signIn(page);
    await page.goto('/settings/people');
    await page.getByRole('button', { name: en('access:people.add') }).click();
    await page.getByRole('textbox', { name: en('access:name'), exact: true }).fill('Somebody');
    await page.goBack();
    await page.getByRole('button', { name: en('shell:form.keep') }).click();
    expect(await page.getByRole('textbox', { name: en('access:name'), exact: true }).inputValue()).toBe('Somebody');
    await page.goBack();
    await page.getByRole('button', { name: en('shell:form.discard_ok') }).click();
    await page.waitForURL('**/settings/people');
  });

  it('does not lead away from the house after signing in', async () => {
    const page = await house.open({ language: 'en' });
    await page.goto('/sign-in?return=%2F%2Fexample.com%2F');
    await page.getByLabel(en('access:email')).fill(ADMINISTRATOR.email);
    await page.getByLabel(en('access:password'), { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByRole('button', { name: en('access:sign_in.submit') }).click();
    await page.getByRole('button', { name: en('shell:user_menu', { name: ADMINISTRATOR.name }) }).waitFor();
    expect(new URL(page.url()).origin).toBe(house.url);
  });

  it('refuses a second first administrator', async () => {
    const page = await house.open();
    await expect(makeAdministrator(page)).rejects.toThrow('409');
  });
});

describe('every page', () => {
  it('changes its language in place and keeps it', async () => {
    const page = await house.open({ language: 'zh-CN' });
    await signIn(page);
    await page.goto('/settings/people');
    await page.getByRole('heading', { name: zh('access:people.title') }).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: en('access:people.title') }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: en('access:people.title') }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
  });

  it('follows the system between light and dark until somebody chooses, and keeps the choice', async () => {
    const page = await house.open({ language: 'en', mode: 'dark' });
    await signIn(page);
    await page.goto('/settings/people');
    const theme = page.locator('html');
    await page.getByRole('button', { name: en('shell:light') }).waitFor();
    expect(await theme.getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: en('shell:light') }).click();
    await page.reload();
    await page.getByRole('button', { name: en('shell:dark') }).waitFor();
    expect(await theme.getAttribute('data-theme')).toBe('light');
  });

  it('that does not exist says so', async () => {
    const page = await house.open({ language: 'en' });
    await signIn(page);
    await page.goto('/no-such-page');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe(en('shell:not_found.title'));
  });
});

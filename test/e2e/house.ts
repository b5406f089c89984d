/**
 * A whole house for browser tests: server and worker on a database of their own, the console as it is built, a browser
 * beside it. A page that throws, logs an error or is refused something by the content policy fails its test.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect, inject } from 'vitest';
import { silentLog } from '#platform/log.ts';
import { ensureTemplate, testDatabase } from '#test/database.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { createApp, createServer, startJobs, type App } from '../../server/app.ts';
import { launchChromium } from './chromium.ts';
import { demoTemplate } from './demo.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type Language = 'zh-CN' | 'en';
export type Mode = 'light' | 'dark';
export type Look = { language: Language; mode: Mode };

export type House = {
  url: string;
  app: App;
  /** A page of a browser of its own, where nobody has been before; closed after the test unless it is kept for the next. */
  open: (look?: Partial<Look> & { keep?: boolean }) => Promise<Page>;
};

export const ADMINISTRATOR = { name: 'Administrator', email: 'administrator@example.com', password: 'a long password' };

/** Opens a house for the calling test file, empty or with the demo brand in it, and closes it when the file is through. */
export async function openHouse({ demo = false } = {}): Promise<House> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'liuke-house-'));
  const consoleDir = await builtConsole(dataDir);
  const database = await testDatabase(new Date(), demo ? demoTemplate : ensureTemplate);
  const app = await createApp({
    database,
    connectionString: database.url,
    log: silentLog,
    version: packageJson.version,
    dataDir,
    publicUrl: null,
  });
  const server = await createServer(app, consoleDir);
  const worker = await startJobs(app, 2);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  const browser = await launchChromium();
  afterAll(async () => {
    await browser.close();
    await server.close();
    await worker.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return { url, app, open: pages(browser, url) };
}

/**
 * A copy, so that somebody who builds it meanwhile does not take the files from under the browser. Two test files that
 * start at once build it one after the other; the second finds nothing to do.
 */
async function builtConsole(dataDir: string): Promise<string> {
  const client = new pg.Client({ connectionString: inject('testServerUrl') });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(4211)');
    // As people get it: built for tests, the library gives all its lists one id.
    const env = { ...process.env, NODE_ENV: 'production' };
    await promisify(execFile)(process.execPath, [path.join(ROOT, 'scripts/build-console.ts')], { env });
    const copy = path.join(dataDir, 'console');
    await cp(path.join(ROOT, 'console/dist'), copy, { recursive: true });
    return copy;
  } finally {
    await client.end();
  }
}

function pages(browser: Browser, url: string): House['open'] {
  const problems: string[] = [];
  const contexts: BrowserContext[] = [];
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(problems.splice(0), 'the browser had something to complain about').toEqual([]);
  });
  return async ({ language = 'zh-CN', mode = 'light', keep = false } = {}) => {
    const context = await browser.newContext({
      baseURL: url,
      locale: language,
      colorScheme: mode,
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1280, height: 800 },
      reducedMotion: 'reduce',
    });
    if (!keep) contexts.push(context);
    // Never waited for in vain where all is well: a machine with ten others at work is slow.
    context.setDefaultTimeout(60_000);
    await context.addInitScript((chosen) => {
      if (!localStorage.getItem('liuke.language')) localStorage.setItem('liuke.language', chosen);
    }, language);
    const page = await context.newPage();
    page.on('pageerror', (error) => problems.push(`${page.url()} threw ${error.message}`));
    page.on('console', (message) => {
      const expected = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !expected) problems.push(`${page.url()} logged ${message.text()}`);
    });
    return page;
  };
}

/** Makes the first administrator by the API, when a test is about something else. */
export async function makeAdministrator(page: Page): Promise<void> {
  const organisation = { name: 'Shop', timeZone: 'Asia/Shanghai', currency: 'CNY' };
  await post(page, '/api/start/administrator', { organisation, ...ADMINISTRATOR });
}

/** Signs the page's browser in by the API. */
export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string } = ADMINISTRATOR,
): Promise<void> {
  await post(page, '/api/auth/sign-in/email', { email, password });
}

async function post(page: Page, path: string, data: object): Promise<void> {
  const response = await page.request.post(path, { data });
  if (!response.ok()) throw new Error(`${path} answered ${response.status()}: ${await response.text()}`);
}

/** What a key of the locale files says, so that tests find controls by their words and survive better wording. */
export async function wordsOf(language: Language): Promise<(key: string, values?: Record<string, string>) => string> {
  const folder = path.join(ROOT, 'console/src/locales', language);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const rooms = new Map(files.map((file, n) => [path.basename(file, '.json'), JSON.parse(texts[n] ?? '') as unknown]));
  return (key, values = {}) => {
    const [room = '', names = ''] = key.split(':');
    const text = names.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], rooms.get(room));
    if (typeof text !== 'string') throw new Error(`${language} has no words for ${key}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
  };
}

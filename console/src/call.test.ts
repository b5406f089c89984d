import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createPerson, getStart, listAudit, saveStore } from '#modules/access/contract.ts';
import { exportCustomers, listCustomers } from '#modules/customers/contract.ts';
import { call, urlOf } from './call.ts';
import { CallError, type Problem } from './problem.ts';

let answer: RequestListener = (_request, response) => response.end('{}');
const server = createServer((request, response) => answer(request, response));
let base = '';

beforeEach(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const realFetch = globalThis.fetch;
  vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } });
  vi.stubGlobal('fetch', (url: string, init: RequestInit) => realFetch(new URL(url, base), init));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => void server.close(resolve));
});

async function problemOf(calling: Promise<unknown>): Promise<Problem> {
  const error = await calling.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof CallError)) throw new Error(`expected a CallError, got ${String(error)}`);
  return error.problem;
}

test('parameters are put into the path, escaped', () => {
  expect(urlOf(saveStore, { params: { code: 'A/1' } })).toBe('/api/stores/A%2F1');
});

test('a missing parameter is a mistake of ours, not a request', () => {
  expect(() => urlOf(saveStore)).toThrow('needs code');
});

test('lists repeat their name, and what is unknown or empty is left out', () => {
  const query = { filter: ['a:is:b', 'c:min:1'], search: '', after: undefined, limit: 20 };
  expect(urlOf(listCustomers, { query })).toBe('/api/customers?filter=a%3Ais%3Ab&filter=c%3Amin%3A1&limit=20');
});

test('a call sends its body as JSON and says which language it reads', async () => {
  let seen = {};
  answer = (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen = {
        method: request.method,
        language: request.headers['accept-language'],
        body: JSON.parse(body) as unknown,
      };
      response.end('{"id":"1"}');
    });
  };
  const draft = { name: '甲', email: 'a@example.com', password: 'long enough 1', role: 'analyst' as const };
  expect(await call(createPerson, { body: draft })).toEqual({ id: '1' });
  expect(seen).toEqual({ method: 'POST', language: 'zh-CN', body: draft });
});

test('a file comes as bytes', async () => {
  answer = (_request, response) => response.end('a,b');
  const file = await call(exportCustomers, { query: { reason: 'a test' } });
  expect(await file.text()).toBe('a,b');
});

test('a problem keeps its code and its fields', async () => {
  answer = (_request, response) => {
    const fields = [{ path: 'email', code: 'invalid_format', message: '邮箱不对' }];
    response.writeHead(422, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ status: 422, code: 'request.invalid', detail: 'email', fields }));
  };
  expect(await problemOf(call(listAudit))).toMatchObject({
    status: 422,
    code: 'request.invalid',
    fields: [{ path: 'email', message: '邮箱不对' }],
  });
});

test('an error page that is no JSON still is a problem with a code', async () => {
  answer = (_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>');
  expect(await problemOf(call(getStart))).toEqual({ status: 502, code: 'http.502', fields: [] });
});

test('no answer at all is told apart', async () => {
  answer = (request) => request.socket.destroy();
  expect(await problemOf(call(getStart))).toMatchObject({ status: 0, code: 'network.unreachable' });
});

test('a call that is given up is no problem to tell', async () => {
  answer = () => undefined;
  const giveUp = new AbortController();
  const calling = call(getStart, { signal: giveUp.signal });
  giveUp.abort();
  await expect(calling).rejects.toThrow('aborted');
});

/**
 * The permission matrix: every route × every role, asked over HTTP. Who does not have what the contract asks for is
 * refused before the input is looked at; who has it is not. Rights over everybody are not for those who know some only.
 */
import { expect, test } from 'vitest';
import type { Actor, Scope } from '#platform/context.ts';
import { createHttp } from '#platform/http.ts';
import { silentLog } from '#platform/log.ts';
import { testDatabase } from '#test/database.ts';
import { createApp } from '../../server/app.ts';

const database = await testDatabase();
const outside = { connectionString: database.url, version: '0', dataDir: 'data/none', publicUrl: null };
const app = await createApp({ database, log: silentLog, ...outside });
const { modules, rights } = app.house;
const permissions = new Map(modules.flatMap((module) => module.permissions.map((right) => [right.code, right])));

let actor: Actor | null = null;
const http = await createHttp({
  database,
  log: silentLog,
  modules,
  authenticate: async () => actor,
  allows: rights.allows,
  version: '0',
});

const ROLES = ['administrator', 'retention_lead', 'account_manager', 'service_lead', 'analyst'];
const SCOPES: Scope[] = [
  { kind: 'all' },
  { kind: 'own', userId: 'somebody', storeIds: [1] },
  { kind: 'stores', userId: 'somebody', storeIds: [1] },
  { kind: 'team', userId: 'somebody', storeIds: [1], memberIds: ['somebody', 'else'] },
];
const routes = modules.flatMap((module) => module.routes.map(({ endpoint }) => endpoint));

async function answer({ method, path }: (typeof routes)[number]): Promise<{ status: number; code: string | null }> {
  const response = await http.inject({ method, url: path.replaceAll(/:\w+/g, '1') });
  const isProblem = response.headers['content-type']?.startsWith('application/problem+json');
  return { status: response.statusCode, code: isProblem ? response.json<{ code: string }>().code : null };
}

type Right = (typeof routes)[number];
const named = ({ method, path }: Right): string => `${method} ${path}`;

test('nobody who is not signed in gets further than what is public', async () => {
  actor = null;
  const open: string[] = [];
  for (const endpoint of routes.filter(({ permission }) => permission !== 'public')) {
    const { status, code } = await answer(endpoint);
    if (status !== 401 || code !== 'access.not_signed_in') open.push(`${named(endpoint)} answers ${status} ${code}`);
  }
  expect(open).toEqual([]);
});

const declares = (role: string, scope: Scope, { permission }: Right): boolean => {
  const right = permissions.get(permission);
  if (!right) return true;
  return (role === 'administrator' || right.roles.includes(role)) && (!right.overEverybody || scope.kind === 'all');
};

/** What a role has is only asked where asking changes nothing. */
const harmless = ({ method, response }: Right): boolean => method === 'GET' && response !== 'file';

test('each role may do what the modules give it and nothing else, in each scope', async () => {
  const wrong: string[] = [];
  let refused = 0;
  for (const [role, scope] of ROLES.flatMap((role) => SCOPES.map((scope) => [role, scope] as const))) {
    if (role === 'administrator' && scope.kind !== 'all') continue;
    actor = { kind: 'user', id: 'somebody', name: role, role, scope };
    for (const endpoint of routes) {
      const may = declares(role, scope, endpoint);
      if (may && !harmless(endpoint)) continue;
      const { status, code } = await answer(endpoint);
      const isRefused = status === 403 && code === 'access.not_permitted';
      refused += Number(isRefused);
      if (isRefused === may) wrong.push(`${role} (${scope.kind}): ${named(endpoint)} answers ${status} ${code}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(refused).toBeGreaterThan(200);
});

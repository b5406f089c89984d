import { globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';
import { MODULE_ORDER } from '../../server/modules.ts';
import { checkContracts, endpointsOf, type Contract } from './contracts.ts';
import { told } from './offence.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

const contracts: Contract[] = await Promise.all(
  globSync(['server/modules/*/contract.ts', 'server/modules/*/*-contract.ts'], { cwd: ROOT }).map(async (file) => ({
    file,
    exported: (await import(path.join(ROOT, file))) as Record<string, unknown>,
  })),
);
const { house, close } = houseWithoutDatabase();
await close();

describe('the contracts', () => {
  it('name a permission, a scope and what a repeated write does, and every endpoint is served', () => {
    const permissions = new Set(house.modules.flatMap((module) => module.permissions.map(({ code }) => code)));
    const mounted = new Set<unknown>(house.modules.flatMap((module) => module.routes.map((route) => route.endpoint)));
    expect(told(checkContracts(contracts, { permissions, mounted }))).toBe('');
  });

  it('hold every route that is served', () => {
    const promised = new Set(endpointsOf(contracts).map(({ endpoint }) => endpoint));
    const secret = house.modules.flatMap((module) => module.routes.filter(({ endpoint }) => !promised.has(endpoint)));
    expect(secret.map(({ endpoint }) => `${endpoint.method} ${endpoint.path}`)).toEqual([]);
  });

  it('belong to modules in the order of the list', () => {
    const names = house.modules.map(({ name }) => name);
    expect(names).toEqual(MODULE_ORDER.filter((name) => names.includes(name)));
  });

  it('were all looked at', () => {
    expect(contracts.length).toBeGreaterThanOrEqual(MODULE_ORDER.length - 1);
    expect(endpointsOf(contracts).length).toBeGreaterThan(40);
  });
});

import { describe, expect, it } from 'vitest';
import { testDatabase } from '#test/database.ts';
import { MODULE_ORDER } from '../../server/modules.ts';
import { told } from './offence.ts';
import { readSources } from './source.ts';
import { checkTables, kindsDeclared, readTables } from './tables.ts';

const { db } = await testDatabase();
const declared = kindsDeclared(readSources());
const tables = await readTables(db as never);

describe('the tables', () => {
  it('are of one of four kinds and keep its rules', () => {
    expect(told(checkTables(tables, declared, MODULE_ORDER))).toBe('');
  });

  it('were all looked at', () => {
    const names = new Set(tables.map(({ name }) => name));
    expect([...declared.keys()].filter((name) => !names.has(name))).toEqual([]);
    expect(tables.filter(({ primaryKey }) => primaryKey[0] === 'customer_id').length).toBeGreaterThanOrEqual(5);
    expect(tables.length).toBeGreaterThan(20);
  });
});

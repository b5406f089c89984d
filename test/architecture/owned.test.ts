import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { OwnedTable } from '#platform/owned-tables.ts';
import { testDatabase } from '#test/database.ts';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';
import { told } from './offence.ts';
import { checkOwned, describedBy, readWordy } from './owned.ts';
import { readSources } from './source.ts';
import { kindsDeclared, readTables } from './tables.ts';

const { db } = await testDatabase();
const { house, close } = houseWithoutDatabase();
await close();

describe('what modules tell of their tables of single customers', () => {
  it('is complete and true, column by column', async () => {
    const described = describedBy(house.modules);
    const tables = await readTables(db as never);
    const wordy = await readWordy(db as never);
    expect(told(checkOwned(described, tables, wordy, kindsDeclared(readSources())))).toBe('');
    expect(described.length).toBeGreaterThanOrEqual(8);
    expect(wordy.get('customers.customers')).toContain('name');
  });
});

describe('the check', () => {
  const MIGRATION = `
-- Customer-owned: notes.
create table sole.notes (customer_id bigint, note_id bigint, kind text, said text, primary key (customer_id, note_id));
-- Customer-owned: their words.
create table sole.words (customer_id bigint, note_id bigint, no int, word text[], primary key (customer_id, note_id, no));
-- Control: jobs.
create table sole.jobs (job_id int primary key, said text);`;

  const NOTES: OwnedTable = {
    table: 'sole.notes',
    key: ['note_id'],
    onMerge: 'move',
    personal: [{ column: 'said', erase: 'null' }],
    impersonal: ['kind'],
  };
  const WORDS: OwnedTable = {
    table: 'sole.words',
    key: ['note_id', 'no'],
    onMerge: 'move',
    partOf: { table: 'sole.notes', by: ['note_id'] },
    personal: [{ column: 'word', erase: 'row' }],
  };

  async function check(ownedTables: readonly OwnedTable[], name = 'sole'): Promise<string> {
    const declared = kindsDeclared([{ path: 'db/migrations/0001_sole.sql', text: MIGRATION }]);
    return await db.transaction().execute(async (transaction) => {
      await sql.raw(`create schema sole; ${MIGRATION}`).execute(transaction);
      const tables = (await readTables(transaction as never)).filter((table) => table.name.startsWith('sole.'));
      const wordy = await readWordy(transaction as never);
      await sql`drop schema sole cascade`.execute(transaction);
      return told(checkOwned(describedBy([{ name, ownedTables }]), tables, wordy, declared));
    });
  }

  it('passes a sound description', async () => {
    expect(await check([NOTES, WORDS])).toBe('');
  });

  it.each<[string, OwnedTable[], string]>([
    ['a table nobody describes', [NOTES], 'sole.words is described 0 times'],
    ['a table described twice', [NOTES, NOTES, WORDS], 'sole.notes is described 2 times'],
    [
      'a table of another kind',
      [NOTES, WORDS, { ...NOTES, table: 'sole.jobs' }],
      'sole.jobs is described and is Control',
    ],
    ['a table that is not there', [NOTES, WORDS, { ...NOTES, table: 'sole.gone' }], 'does not exist'],
    [
      'a column that is not there',
      [{ ...NOTES, namedBy: { column: 'said_by', recordedAt: 'said' } }, WORDS],
      'has no column said_by',
    ],
    ['another customer that is not there', [{ ...NOTES, refersTo: 'other_id' }, WORDS], 'has no column other_id'],
    ['a wrong key', [{ ...NOTES, key: [] }, WORDS], 'has the key (note_id)'],
    ['a forgotten column', [{ ...NOTES, impersonal: [] }, WORDS], 'does not say whether kind is personal'],
    ['a forgotten list of words', [NOTES, { ...WORDS, personal: [] }], 'does not say whether word is personal'],
    ['both at once', [{ ...NOTES, impersonal: ['kind', 'said'] }, WORDS], 'calls said personal and impersonal'],
    [
      'a part of what does not move',
      [{ ...NOTES, onMerge: 'unite' }, WORDS],
      'is part of sole.notes, which does not move by itself',
    ],
    [
      'a part joined by nothing',
      [NOTES, { ...WORDS, partOf: { table: 'sole.notes', by: ['no'] } }],
      'sole.notes has no no',
    ],
    ['a rule for the wrong kind', [{ ...NOTES, resolve: (row) => row }, WORDS], 'is of kind move'],
  ])('bites on %s', async (_offence, ownedTables, says) => {
    expect(await check(ownedTables)).toContain(says);
  });

  it('bites on a table of another module', async () => {
    expect(await check([NOTES, WORDS], 'other')).toContain('is described by other');
  });
});

/** Lists made apart from the engine, by other hands (`test/twins/`): see docs/benchmarks.md for all of them over three seeds. */
import { describe, expect, it } from 'vitest';
import { TWIN_LISTS, twinList } from '#test/twins/lists.ts';
import { qualityOf } from './link-file.ts';
import { linkPersons } from './link.ts';
import { preparePerson } from './person.ts';

/** With id numbers and birthdays the lists in the manner of Febrl say less of the engine: the bench measures them. */
const lists = TWIN_LISTS.filter((name) => !name.startsWith('febrl') || name.includes('without'));

describe('people who stand in a list more than once', () => {
  it.each(lists)('are found: %s', (name) => {
    const rows = twinList(name, 1, 1_500);
    const { pairs } = linkPersons(rows.map(preparePerson));
    const named = pairs.map(({ a, b }) => ({ a: rows[a]?.recId ?? '', b: rows[b]?.recId ?? '' }));
    const { f1 } = qualityOf(
      rows.map((row) => row.recId),
      named,
    );
    expect(f1).toBeGreaterThanOrEqual(0.95);
  });
});

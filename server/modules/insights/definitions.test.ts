import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DEFINITIONS } from './definitions.ts';

it('says the same as docs/metrics.md, key by key', async () => {
  const page = await readFile(path.resolve(import.meta.dirname, '../../../docs/metrics.md'), 'utf8');
  const sections = new Map(
    page
      .split('\n### ')
      .slice(1)
      .map((section) => [section.split('\n')[0], section]),
  );
  expect([...sections.keys()].toSorted()).toEqual(DEFINITIONS.map(({ key }) => key).toSorted());
  for (const { key, zh, en } of DEFINITIONS) expect(sections.get(key)).toContain(`\n- ${zh}\n- ${en}\n`);
});

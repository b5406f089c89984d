import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { importFile, readTable, templateOf } from '#modules/ingest/index.ts';
import { testDatabase } from '#test/database.ts';
import { refusalOf } from './files.ts';
import { deps, importers, importText } from './undoing.ts';

const { ctx } = await testDatabase();

const kinds = importers.map(({ kind }) => kind);
const bytesOf = (kind: string, language: 'zh-CN' | 'en', format: 'xlsx' | 'csv') => {
  const importer = importers.find((one) => one.kind === kind);
  if (!importer) throw new Error('no such kind');
  return templateOf(importer, language, format).body as string | Buffer;
};

test.each(kinds)('the template of %s is recognised as it is, in both languages and formats', async (kind) => {
  for (const language of ['zh-CN', 'en'] as const)
    for (const format of ['xlsx', 'csv'] as const) {
      const file = path.join(deps.dataDir, `${kind}-${language}.${format}`);
      await writeFile(file, bytesOf(kind, language, format));
      expect(await refusalOf(importFile(ctx, deps, { kind, path: file }))).toBe('ingest.no_rows');
      const { names } = await readTable(file, []);
      expect(names.length).toBeGreaterThan(3);
    }
});

test('the example row is never imported, wherever it stands', async () => {
  const template = String(bytesOf('customers', 'zh-CN', 'csv'));
  const [head = '', example = ''] = template.split('\r\n');
  const own = head.split(',').map((name, place) => (place === 0 ? 'T-1' : name === '姓名' ? '王芳' : ''));
  const { counts } = await importText(ctx, 'customers', `${head}\r\n${own.join(',')}\r\n${example}\r\n`);
  expect(counts).toMatchObject({ rows: 1, created: 1, invalid: 0 });
});

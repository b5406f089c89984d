import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
type Tree = { [name: string]: string | Tree };

const files = globSync('server/**/*.ts', { cwd: ROOT }).filter((file) => !file.includes('.test.'));
const server = files.map((file) => readFileSync(path.join(ROOT, file), 'utf8')).join('\n');
/** `NotFoundError('orders.not_found'` and `new ProblemError(413, 'ingest.file_too_big'`. */
const thrown = server.matchAll(
  /(?:NotFound|Conflict|Used|Invalid|Forbidden|Problem)Error\(\s*(?:\d+,\s*)?'([a-z_0-9]+\.[a-z_0-9]+)'/g,
);
const codes = [...new Set([...thrown].map((match) => match[1] ?? ''))].sort();

const sentences = (language: string): Tree =>
  JSON.parse(readFileSync(path.join(ROOT, `console/src/locales/${language}/problems.json`), 'utf8')) as Tree;

function has(tree: Tree, code: string): boolean {
  const found = code
    .split('.')
    .reduce<string | Tree | undefined>((at, name) => (typeof at === 'object' ? at[name] : undefined), tree);
  return typeof found === 'string';
}

test('the server refuses in many ways', () => {
  expect(codes.length).toBeGreaterThan(30);
});

test.each(['zh-CN', 'en'])('every refusal of the server has a sentence in %s', (language) => {
  const known = sentences(language);
  expect(
    codes.filter((code) => !has(known, code)),
    'add them to problems.json',
  ).toEqual([]);
});

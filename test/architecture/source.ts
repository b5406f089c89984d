/**
 * The source as the checks see it: plain text, parsed by the parser that Vite brings (it needs no TypeScript compiler).
 * A check is a function from files to offences, so that it runs over the tree and over planted offences alike.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync, Visitor, type ESTree } from 'vite';

export type SourceFile = { path: string; text: string };

export type Import = { from: string; line: number };

/** A string or a template of the file; interpolations of a template are `?`. `tag` is the name before the backtick. */
export type Text = { value: string; line: number; tag: string | null };

export type Parsed = { imports: Import[]; texts: Text[]; program: ESTree.Program; lineAt: (offset: number) => number };

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Everything people wrote here: no packages, no build results, no data, nothing generated. */
const WRITTEN = [
  '{analytics,server,shared,db,test,bench,scripts,portal}/**/*.{ts,tsx,mjs,js,sql}',
  'console/{src,public}/**/*.{ts,tsx,mjs,js,css}',
  'console/*.ts',
  '*.{ts,mjs,js}',
];
const GENERATED = new Set(['db/types.ts']);

export function readSources(): SourceFile[] {
  return globSync(WRITTEN, { cwd: ROOT })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => !GENERATED.has(file))
    .toSorted()
    .map((file) => ({ path: file, text: readFileSync(path.join(ROOT, file), 'utf8') }));
}

export const isCode = (file: SourceFile): boolean => /\.(ts|tsx|mjs|js)$/.test(file.path);

/**
 * Tests, all of `test/`, and what only tests use: files that bring Vitest with them, directly or by way of another such
 * file, and that nothing but tests imports.
 */
export function testsAmong(files: readonly SourceFile[]): Set<string> {
  const code = files.filter(isCode);
  const targets = new Map(code.map((file) => [file.path, parse(file).imports.map((entry) => targetOf(file, entry))]));
  const isPlainTest = (file: string) => /\.test\.tsx?$|^test\//.test(file);
  const found = new Set(code.filter(bringsVitest).map((file) => file.path));
  growWhile(found, (file) => targets.get(file)?.some((target) => target && found.has(target)) ?? false, [
    ...targets.keys(),
  ]);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const file of found) {
      const users = [...targets].filter(([, reached]) => reached.includes(file)).map(([user]) => user);
      const onlyTests = users.length > 0 && users.every((user) => found.has(user) || isPlainTest(user));
      if (!onlyTests && !isPlainTest(file)) found.delete(file);
    }
  }
  for (const file of targets.keys()) if (isPlainTest(file)) found.add(file);
  return found;
}

const bringsVitest = (file: SourceFile): boolean => parse(file).imports.some(({ from }) => from === 'vitest');

function growWhile(found: Set<string>, belongs: (file: string) => boolean, candidates: readonly string[]): void {
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const file of candidates) if (belongs(file)) found.add(file);
  }
}

const parsed = new WeakMap<SourceFile, Parsed>();

export function parse(file: SourceFile): Parsed {
  const known = parsed.get(file);
  if (known) return known;
  const { program, module, errors } = parseSync(file.path, file.text);
  if (errors[0]) throw new Error(`${file.path} cannot be parsed: ${errors[0].message}`);
  const lineAt = lineFinder(file.text);
  const imports: Import[] = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    ...module.staticExports.flatMap(({ entries }) => entries.slice(0, 1).map(({ moduleRequest }) => moduleRequest)),
  ].flatMap((request) => (request ? [{ from: request.value, line: lineAt(request.start) }] : []));
  const texts: Text[] = [];
  new Visitor({
    ImportExpression: ({ source, start }) => {
      if (source.type === 'Literal' && typeof source.value === 'string')
        imports.push({ from: source.value, line: lineAt(start) });
    },
    TSImportType: ({ source, start }) => {
      imports.push({ from: source.value, line: lineAt(start) });
    },
    Literal: ({ value, start }) => {
      if (typeof value === 'string') texts.push({ value, line: lineAt(start), tag: null });
    },
    TaggedTemplateExpression: ({ tag, quasi }) => {
      texts.push(textOf(quasi, lineAt, file.text.slice(tag.start, tag.end).replace(/<.*$/s, '')));
    },
    TemplateLiteral: (node) => {
      texts.push(textOf(node, lineAt, null));
    },
  }).visit(program);
  const result = { imports, texts, program, lineAt };
  parsed.set(file, result);
  return result;
}

function textOf(node: ESTree.TemplateLiteral, lineAt: Parsed['lineAt'], tag: string | null): Text {
  return { value: node.quasis.map((part) => part.value.cooked ?? '').join('?'), line: lineAt(node.start), tag };
}

function lineFinder(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\n/g)].map((match) => match.index);
  return (offset) => {
    const after = ends.findIndex((end) => end >= offset);
    return (after < 0 ? ends.length : after) + 1;
  };
}

/** The name of the module a file belongs to, or null. */
export const moduleOf = (file: string): string | null => /^server\/modules\/([^/]+)\//.exec(file)?.[1] ?? null;

const ALIASES: Readonly<Record<string, string>> = {
  '#analytics/': 'analytics/',
  '#shared/': 'shared/',
  '#platform/': 'server/platform/',
  '#modules/': 'server/modules/',
  '#db/': 'db/',
  '#test/': 'test/',
};

/** Where an import leads: a path in the repository, or null for a package. */
export function targetOf(file: SourceFile, { from }: Import): string | null {
  const alias = Object.entries(ALIASES).find(([prefix]) => from.startsWith(prefix));
  if (alias) return alias[1] + from.slice(alias[0].length);
  if (from.startsWith('.')) return path.posix.join(path.posix.dirname(file.path), from);
  return null;
}

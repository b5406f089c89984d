import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/**
 * Holds the languages against each other and against the source. A key is written as one literal, `room:a.b`, or as one
 * template, `room:a.${b}`; whatever stands like that in the source counts as used, by `t` or by handing it on.
 */
const SOURCE = import.meta.dirname;
const LANGUAGES = ['zh-CN', 'en'] as const;
const PLURAL = /_(zero|one|two|few|many|other)$/;

type Tree = { [name: string]: string | Tree };

const rooms = (language: string): string[] =>
  readdirSync(path.join(SOURCE, 'locales', language))
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));

function leaves(tree: Tree, prefix: string): [string, string][] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'string' ? [[`${prefix}${name}`, value] as [string, string]] : leaves(value, `${prefix}${name}.`),
  );
}

/** Key without its plural form → all its texts. */
function textsOf(language: string): Map<string, string[]> {
  const texts = new Map<string, string[]>();
  for (const room of rooms(language)) {
    const tree = JSON.parse(readFileSync(path.join(SOURCE, 'locales', language, `${room}.json`), 'utf8')) as Tree;
    for (const [key, text] of leaves(tree, `${room}:`)) {
      const base = key.replace(PLURAL, '');
      texts.set(base, [...(texts.get(base) ?? []), text]);
    }
  }
  return texts;
}

const sourceFiles = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/.test(file) && !file.includes('.test.'),
);
const source = sourceFiles.map((file) => readFileSync(path.join(SOURCE, file), 'utf8')).join('\n');

const [chinese, english] = LANGUAGES.map(textsOf) as [Map<string, string[]>, Map<string, string[]>];
const known = new Set([...chinese.keys(), ...english.keys()]);
const anyRoom = rooms('zh-CN').join('|');
const literals = new Set(
  [...source.matchAll(new RegExp(`['"\`]((?:${anyRoom}):[\\w.]+)['"\`]`, 'g'))].map((m) => m[1] ?? ''),
);
const templates = [...source.matchAll(new RegExp(`\`((?:${anyRoom}):[^\`]*\\$\\{[^\`]*)\``, 'g'))].map(
  (m) => m[1] ?? '',
);
const patterns = templates.map((template) => ({ template, pattern: patternOf(template) }));

/** What stands in `${…}` may be anything, dots included. */
function patternOf(template: string): RegExp {
  const fixed = template.split(/\$\{[^}]*\}/).map((part) => part.replaceAll('.', '\\.'));
  return new RegExp(`^${fixed.join('.+')}$`);
}

const variables = (texts: readonly string[] = []): string[] =>
  [...new Set(texts.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '')))]
    .filter((name) => name !== 'count')
    .sort();

test('there is something to look at', () => {
  expect(sourceFiles.length).toBeGreaterThan(40);
  expect(known.size).toBeGreaterThan(200);
  expect(literals.size).toBeGreaterThan(100);
});

test('every key exists in both languages', () => {
  expect(
    [...known].filter((key) => !english.has(key)),
    'missing in en',
  ).toEqual([]);
  expect(
    [...known].filter((key) => !chinese.has(key)),
    'missing in zh-CN',
  ).toEqual([]);
});

test('every key that is used exists', () => {
  expect([...literals].filter((key) => !known.has(key))).toEqual([]);
  const dead = patterns.filter(({ pattern }) => ![...known].some((key) => pattern.test(key)));
  expect(dead.map(({ template }) => template)).toEqual([]);
});

test('every key that exists is used', () => {
  const unused = [...known].filter((key) => !literals.has(key) && !patterns.some(({ pattern }) => pattern.test(key)));
  expect(unused).toEqual([]);
});

test('both languages fill in the same values', () => {
  const differing = [...known].filter(
    (key) => String(variables(chinese.get(key))) !== String(variables(english.get(key))),
  );
  expect(differing).toEqual([]);
});

test('English says one and many', () => {
  const counted = [...english].filter(([, texts]) => texts.some((text) => text.includes('{{count}}')));
  expect(counted.filter(([, texts]) => texts.length < 2).map(([key]) => key)).toEqual([]);
});

test('nothing is left empty', () => {
  const empty = [...chinese, ...english].filter(([, texts]) => texts.some((text) => text.trim() === ''));
  expect(empty.map(([key]) => key)).toEqual([]);
});

/** What SQL and Kysely strings say: which tables a file mentions, which relations the migrations make. */
import { isCode, parse, type SourceFile, type Text } from './source.ts';

export type Mention = { relation: string; line: number };

const MADE =
  /create\s+(?:or\s+replace\s+)?(?:unlogged\s+)?(?:table|view|materialized\s+view|sequence|function|procedure|type|domain)\s+(?:if\s+not\s+exists\s+)?(\w+\.\w+)/gi;

/** Every table, view, sequence, function and type of the migrations, as `schema.name`. */
export function relationsMadeIn(files: readonly SourceFile[]): Set<string> {
  const migrations = files.filter((file) => file.path.startsWith('db/migrations/'));
  return new Set(migrations.flatMap(({ text }) => [...text.matchAll(MADE)].map((match) => match[1] ?? '')));
}

/**
 * The relations a file mentions in any of its strings. Only known relations count, because event names, permissions
 * and error codes look alike (`orders.recorded`). `withSchema('orders')` mentions the whole schema.
 */
export function relationsIn(file: SourceFile, known: ReadonlySet<string>, schemas: readonly string[]): Mention[] {
  if (!isCode(file)) return [];
  const qualified = new RegExp(String.raw`(?<![\w./#-])"?\b(${schemas.join('|')})"?\s*\.\s*"?(\w+)"?`, 'g');
  const named = parse(file).texts.flatMap(({ value, line }) =>
    [...value.matchAll(qualified)].flatMap((match) => {
      const relation = `${match[1]}.${match[2]}`;
      return known.has(relation) ? [{ relation, line: line + linesBefore(value, match.index) }] : [];
    }),
  );
  const bound = [
    ...file.text.matchAll(/\bwithSchema\(\s*['"`](\w+)['"`]|\bsql\.(?:id|table|ref)\(\s*['"`](\w+)['"`]\s*,/g),
  ];
  return [
    ...named,
    ...bound.map((match) => ({
      relation: `${match[1] ?? match[2]}.*`,
      line: 1 + linesBefore(file.text, match.index),
    })),
  ];
}

const linesBefore = (text: string, offset: number) => text.slice(0, offset).split('\n').length - 1;

/** The SQL statements of a file. */
export const statementsIn = (file: SourceFile): Text[] =>
  isCode(file) ? parse(file).texts.filter(({ tag }) => tag !== null && /(^|\.)sql$/.test(tag)) : [];

/**
 * Inputs for any endpoint, made from its own schemas: nothing here knows of single endpoints, so that a new one is asked
 * the same questions as the old. Every value that may point at a customer is given, one after the other.
 */
import { z } from 'zod';
import type { Endpoint } from '#shared/endpoint.ts';

/** What an endpoint is asked with. `words` are values for texts that filter or find; ids stand where a name ends in "Id". */
export type Probe = {
  customerIds: readonly number[];
  otherIds: readonly number[];
  words: Words;
  /** What customers are recognised by, each given as a whole: somebody hidden, somebody who comes later, nobody. */
  identifiers: readonly Readonly<Record<string, string>>[];
};
export type Words = Readonly<Record<string, readonly string[]>>;

export type Asked = { params: object; query: object; body: unknown };

type Schema = {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  minLength?: number;
  pattern?: string;
};

const IS_CUSTOMER = /customerIds?$/i;
const IS_ID = /(^id|Ids?)$/;

/** Every question about one endpoint, as it goes over the wire; the schemas themselves say which are well formed. */
export function* questionsOf(endpoint: Endpoint, probe: Probe): Generator<Asked> {
  const params = schemaOf(endpoint.params);
  const query = schemaOf(endpoint.query);
  const body = endpoint.body === 'stream' ? null : schemaOf(endpoint.body);
  for (const chosen of choicesOf(params, probe))
    for (const asked of queriesOf(query, probe))
      for (const sent of bodiesOf(body, probe)) yield { params: chosen, query: asked, body: sent };
}

function schemaOf(schema: unknown): Schema | null {
  if (!(schema instanceof z.ZodType)) return null;
  const written = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema & { $defs?: Defs };
  return unfolded(written, written.$defs ?? {}, 0);
}

type Defs = Record<string, Schema>;
/** A schema that holds itself is written out this often. */
const DEEPEST = 3;

function unfolded(schema: Schema, defs: Defs, depth: number): Schema {
  const name = schema.$ref?.split('/').at(-1);
  if (name !== undefined) return depth < DEEPEST ? unfolded(defs[name] ?? {}, defs, depth + 1) : {};
  const every = (list: Schema[] | undefined) => list && list.map((one) => unfolded(one, defs, depth));
  return {
    ...schema,
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([key, one]) => [key, unfolded(one, defs, depth)]),
      ),
    }),
    ...(schema.items && { items: unfolded(schema.items, defs, depth) }),
    ...(schema.anyOf && { anyOf: every(schema.anyOf) }),
    ...(schema.oneOf && { oneOf: every(schema.oneOf) }),
    ...(schema.allOf && { allOf: every(schema.allOf) }),
  };
}

/** All values of each parameter, one parameter at a time. */
function choicesOf(schema: Schema | null, probe: Probe): object[] {
  if (!schema) return [{}];
  const base = sampleOf(schema, '', { ...probe, identifiers: [] }) as Record<string, unknown>;
  const names = Object.keys(schema.properties ?? {});
  const varied = names.flatMap((name) => idsFor(name, probe).map((id) => ({ ...base, [name]: id })));
  return varied.length > 0 ? varied : [base];
}

const idsFor = (name: string, probe: Probe): readonly number[] =>
  IS_CUSTOMER.test(name) ? probe.customerIds : IS_ID.test(name) ? probe.otherIds : [];

/** As little as may be asked, and then one thing more at a time. */
function queriesOf(schema: Schema | null, probe: Probe): object[] {
  if (!schema) return [{}];
  const base = sampleOf(schema, '', { ...probe, words: {}, identifiers: [] }) as Record<string, unknown>;
  const varied = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    valuesFor(name, property, probe).map((value) => ({ ...base, [name]: value })),
  );
  return [base, ...varied];
}

function valuesFor(name: string, schema: Schema, probe: Probe): readonly unknown[] {
  if (probe.words[name]) return probe.words[name];
  const ids = idsFor(name, probe);
  if (ids.length > 0) return ids;
  if (name === 'limit') return [1];
  const options = [schema, ...(schema.anyOf ?? [])].find((one) => one.enum);
  return options?.enum ?? [];
}

/** One body per customer it may name, and one per way to recognise somebody. */
function bodiesOf(schema: Schema | null, probe: Probe): unknown[] {
  if (!schema) return [undefined];
  const written = JSON.stringify(schema);
  const ids = /"\w*customerIds?"/i.test(written) ? probe.customerIds : probe.customerIds.slice(0, 1);
  const known = probe.identifiers.filter((one) => Object.keys(one).some((name) => written.includes(`"${name}":`)));
  return [
    ...ids.map((id) => sampleOf(schema, '', { ...probe, customerIds: [id], identifiers: [] })),
    ...known.map((one) => sampleOf(schema, '', { ...probe, customerIds: [], identifiers: [one] })),
  ];
}

/** The least that fits; beyond it whatever names a customer, and texts by which one is found. */
function sampleOf(schema: Schema, name: string, probe: Probe): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (first) return sampleOf(first, name, probe);
  if (IS_CUSTOMER.test(name) && schema.type !== 'array' && schema.type !== 'object') return probe.customerIds[0];
  if (IS_ID.test(name) && schema.type === 'integer') return probe.otherIds[0];
  if (schema.type === 'object') return objectOf(schema, probe);
  if (schema.type === 'array') {
    const wanted = Math.max(schema.minItems ?? 0, IS_ID.test(name) ? 1 : 0);
    return Array.from({ length: wanted }, () => sampleOf(schema.items ?? {}, name.replace(/s$/, ''), probe));
  }
  if (schema.type === 'string') return textOf(schema, name, probe);
  if (schema.type === 'integer' || schema.type === 'number')
    return Math.max(schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
  if (schema.type === 'boolean') return true;
  return null;
}

function objectOf(schema: Schema, probe: Probe): object {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name]) =>
      schema.required?.includes(name) ||
      (IS_CUSTOMER.test(name) && probe.customerIds.length > 0) ||
      name in probe.words ||
      isIdentifier(name, probe) ||
      name === 'customer',
  );
  return Object.fromEntries(wanted.map(([name, property]) => [name, sampleOf(property, name, probe)]));
}

const isIdentifier = (name: string, { identifiers: [one = {}] }: Probe): boolean => name in one;

function textOf(schema: Schema, name: string, probe: Probe): string {
  const [word = probe.identifiers[0]?.[name]] = probe.words[name] ?? [];
  if (word !== undefined) return word;
  if (schema.format === 'date') return '2026-02-01';
  if (schema.format === 'date-time') return '2026-02-01T10:00:00+08:00';
  if (schema.format === 'email') return 'nobody@example.com';
  if (schema.format === 'uuid') return '6f6f1a52-52a0-4a39-a3f0-7d2c0f4a1b11';
  if (schema.format === 'uri') return 'https://example.com/';
  const fits = new RegExp(schema.pattern ?? '');
  const text = WRITTEN.find((one) => fits.test(one)) ?? 'sample';
  return text.padEnd(schema.minLength ?? 0, text);
}

const WRITTEN = ['sample', 'CNY', '1', '1.5', '10:00', '2026-02', 'sample.code', '#336699'];

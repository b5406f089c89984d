/**
 * The operations of the client package, printed from the contracts: `client/operations.js` says where each is called,
 * `client/operations.d.ts` what goes in and comes out, as it goes over the wire. Written and checked with OpenAPI
 * (`scripts/openapi.ts`).
 */
import { globSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Endpoint } from '#shared/endpoint.ts';
import { printType } from './print-type.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const TARGET = path.join(ROOT, 'client');

type Named = { module: string; name: string; endpoint: Endpoint };

export async function clientFiles(): Promise<{ file: string; text: string }[]> {
  const modules = [...Map.groupBy(await readEndpoints(), ({ module }) => module)];
  return [
    { file: path.join(TARGET, 'operations.js'), text: printCalls(modules) },
    { file: path.join(TARGET, 'operations.d.ts'), text: printTypes(modules) },
  ];
}

async function readEndpoints(): Promise<Named[]> {
  const files = globSync('server/modules/**/*contract.ts', { cwd: ROOT }).toSorted();
  const found: Named[] = [];
  for (const file of files) {
    const module = file.split(path.sep)[2] ?? '';
    const exported = (await import(path.join(ROOT, file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(exported))
      if (isEndpoint(value)) found.push({ module, name, endpoint: value });
  }
  const known = new Set<string>();
  for (const { module, name } of found) {
    if (known.has(`${module}.${name}`)) throw new Error(`two endpoints of ${module} are called ${name}`);
    known.add(`${module}.${name}`);
  }
  return found.toSorted((a, b) => (`${a.module}.${a.name}` < `${b.module}.${b.name}` ? -1 : 1));
}

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value;

type Modules = [string, Named[]][];

const HEAD = '// Generated from the contracts by `npm run openapi`; not edited by hand.\n';

function printCalls(modules: Modules): string {
  const one = ({ name, endpoint: { method, path, body, response } }: Named) => {
    const kind = body === undefined ? '' : `, body: '${body === 'stream' ? 'stream' : 'json'}'`;
    return `    ${name}: { method: '${method}', path: '${path}'${kind}, answer: '${response === 'file' ? 'file' : 'json'}' },\n`;
  };
  const all = modules.map(([module, own]) => `  ${module}: {\n${own.map(one).join('')}  },\n`);
  return `${HEAD}export const operations = {\n${all.join('')}};\n`;
}

function printTypes(modules: Modules): string {
  const aliases: string[] = [];
  const all = modules.map(([module, own]) => {
    const operations = own.map((one) => {
      const { input, answer } = typesOf(one, aliases);
      const { summary, permission } = one.endpoint;
      return `    /** ${summary}. Permission: \`${permission}\`. */\n    ${one.name}: { input: ${input}; answer: ${answer} };\n`;
    });
    return `  ${module}: {\n${operations.join('')}  };\n`;
  });
  return `${HEAD}export interface Operations {\n${all.join('')}}\n${aliases.map((alias) => `\n${alias}\n`).join('')}`;
}

function typesOf({ module, name, endpoint }: Named, aliases: string[]): { input: string; answer: string } {
  const { params, query, body, response } = endpoint;
  const label = (part: string) => `${capital(module)}${capital(name)}${part}`;
  const typed = (schema: unknown, part: string) =>
    printType(z.toJSONSchema(schema as z.ZodType, { io: 'input', unrepresentable: 'any' }), label(part), aliases);
  const parts = [
    params && `params: ${typed(params, 'Params')}`,
    query && `query?: ${typed(query, 'Query')}`,
    body === 'stream' && 'body: Blob | ArrayBuffer | Uint8Array | ReadableStream | string',
    body && body !== 'stream' && `body: ${typed(body, 'Body')}`,
  ].filter(Boolean);
  return {
    input: parts.length > 0 ? `{ ${parts.join('; ')} }` : 'object',
    answer: response === 'file' ? 'Blob' : typed(response, 'Answer'),
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

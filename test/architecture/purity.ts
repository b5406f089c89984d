/** What lies below the edge: `analytics/` computes and does nothing else; modules get moment, chance and settings handed in. */
import { Visitor, type ESTree } from 'vite';
import type { Offence } from './offence.ts';
import { isCode, parse, targetOf, testsAmong, type SourceFile } from './source.ts';
import { statementsIn } from './sql.ts';

const ANALYTICS =
  'analytics/ is pure: it imports only itself and @stdlib and does no input or output. Read in the module and pass the numbers in.';
const SHARED = 'shared/ is loaded by the browser and the server alike: it imports only itself and zod.';

/** Below the edge, where nothing may ask the world. The edge is app.ts, main.ts, web.ts, platform/ and the CLI. */
const BELOW_THE_EDGE = /^(server\/modules\/|server\/(flow|modules)\.ts|analytics\/|shared\/|db\/demo\/)/;

export function checkPurity(files: readonly SourceFile[]): Offence[] {
  const tests = testsAmong(files);
  const below = files.filter((file) => isCode(file) && BELOW_THE_EDGE.test(file.path) && !tests.has(file.path));
  return [
    ...below.flatMap((file) => foreignImports(file, tests)),
    ...below.flatMap(asksTheWorld),
    ...below.flatMap(asksTheDatabaseClock),
  ];
}

function foreignImports(file: SourceFile, tests: ReadonlySet<string>): Offence[] {
  const analytics = file.path.startsWith('analytics/');
  if (!analytics && !file.path.startsWith('shared/')) return [];
  const [ownFolder, ownPackage, remedy] = analytics
    ? (['analytics/', /^@stdlib\//, ANALYTICS] as const)
    : (['shared/', /^zod(\/|$)/, SHARED] as const);
  return parse(file).imports.flatMap((entry) => {
    const target = targetOf(file, entry);
    const allowed = target === null ? ownPackage.test(entry.from) : target.startsWith(ownFolder) && !tests.has(target);
    return allowed ? [] : [{ file: file.path, line: entry.line, what: `imports ${entry.from}`, remedy }];
  });
}

const CLOCK = 'Take the moment from ctx.now or an argument, so that any day can be replayed.';
const CHANCE =
  'Take numbers from a seeded generator (#analytics/random.ts) that is handed in, so that a run can be repeated.';
const SETTINGS = 'Read the environment in server/platform/config.ts and hand the value in.';
const LOG = 'Use ctx.log, which joins lines by request and holds nothing personal.';
const REACH = 'Only the edge and the outbound gates talk to the world; hand the answer in.';

const ASKING: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Date: { now: CLOCK },
  performance: { '*': CLOCK },
  Temporal: { Now: CLOCK },
  Math: { random: CHANCE },
  process: { env: SETTINGS, argv: SETTINGS, hrtime: CLOCK, stdout: LOG, stderr: LOG, uptime: CLOCK },
  console: { '*': LOG },
};
const ASKING_MODULES: Readonly<Record<string, string>> = {
  'node:process': SETTINGS,
  process: SETTINGS,
  'node:console': LOG,
  'node:perf_hooks': CLOCK,
};

/** `new Date()`, `Date.now`, `Math.random`, `process.env`, `console.log` and their kin, however they are written. */
function asksTheWorld(file: SourceFile): Offence[] {
  const { program, imports, lineAt } = parse(file);
  const offences: Offence[] = imports.flatMap(({ from, line }) =>
    ASKING_MODULES[from] ? [{ file: file.path, line, what: `imports ${from}`, remedy: ASKING_MODULES[from] }] : [],
  );
  const add = (node: ESTree.Span, remedy: string) =>
    offences.push({
      file: file.path,
      line: lineAt(node.start),
      what: `says ${file.text.slice(node.start, node.end).split('\n')[0]}`,
      remedy,
    });
  new Visitor({
    NewExpression: (node) => {
      if (nameOf(node.callee) === 'Date' && node.arguments.length === 0) add(node, CLOCK);
    },
    CallExpression: (node) => {
      const callee = nameOf(node.callee);
      if (callee === 'Date') add(node, CLOCK);
      if (callee === 'fetch' && file.path.startsWith('analytics/')) add(node, REACH);
    },
    MemberExpression: (node) => {
      const asked = ASKING[nameOf(node.object) ?? ''];
      const remedy = asked?.[propertyOf(node) ?? ''] ?? asked?.['*'];
      if (remedy) add(node, remedy);
    },
    VariableDeclarator: (node) => {
      const asked = ASKING[(node.init && nameOf(node.init)) ?? ''];
      if (!asked || node.id.type !== 'ObjectPattern') return;
      for (const property of node.id.properties) {
        const key = property.type === 'Property' && property.key.type === 'Identifier' ? property.key.name : '*';
        const remedy = asked[key] ?? asked['*'];
        if (remedy) add(node, remedy);
      }
    },
  }).visit(program);
  return offences;
}

/** `Date`, also when written `globalThis.Date`. */
function nameOf(node: ESTree.Node): string | null {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression' && nameOf(node.object) === 'globalThis') return propertyOf(node);
  return null;
}

function propertyOf(node: ESTree.MemberExpression): string | null {
  if (node.property.type === 'Identifier' && !node.computed) return node.property.name;
  return node.property.type === 'Literal' ? String(node.property.value) : null;
}

const DATABASE_CLOCK =
  /\b(now|random|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid)\s*\(\s*\)|\bcurrent_(date|time|timestamp)\b|\blocaltime(stamp)?\b/i;

function asksTheDatabaseClock(file: SourceFile): Offence[] {
  return statementsIn(file).flatMap(({ value, line }) => {
    const match = DATABASE_CLOCK.exec(value.replaceAll(/'[^']*'/g, "''"));
    if (!match) return [];
    const what = `has SQL that says ${match[0]}`;
    return [
      { file: file.path, line, what, remedy: /random/i.test(match[0]) ? CHANCE : `${CLOCK} In SQL too: \${ctx.now}.` },
    ];
  });
}

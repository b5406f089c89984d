/** No two files import each other, however long the way round. Types count: a knot of names is still a knot. */
import type { Offence } from './offence.ts';
import { isCode, parse, targetOf, type SourceFile } from './source.ts';

const REMEDY =
  'Move what both need into a file of its own below them, or pass it in as an argument; a loop cannot be read from top to bottom.';

export function checkLoops(files: readonly SourceFile[]): Offence[] {
  const graph = new Map(files.filter(isCode).map((file) => [file.path, targetsOf(file)]));
  return knots(graph).map((knot) => {
    const way = wayRound(graph, knot);
    return { file: way[0] ?? '', what: `imports itself in a loop: ${way.join(' → ')}`, remedy: REMEDY };
  });
}

const EXTENSIONS = ['', '.ts', '.tsx', '/index.ts', '/index.tsx'];

function targetsOf(file: SourceFile): string[] {
  const targets = parse(file).imports.flatMap((entry) => targetOf(file, entry) ?? []);
  return targets.flatMap((target) => EXTENSIONS.map((extension) => target + extension));
}

/** Strongly connected files, by Tarjan's algorithm: each knot of more than one file, or a file that imports itself. */
function knots(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (node: string) => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const knot = stack.splice(stack.indexOf(node));
    if (knot.length > 1 || graph.get(node)?.includes(node)) found.push(knot);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** One shortest way through a knot and back to its first file. */
function wayRound(graph: ReadonlyMap<string, readonly string[]>, knot: readonly string[]): string[] {
  const start = knot.toSorted()[0] ?? '';
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start];
      if (!knot.includes(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return [start];
}

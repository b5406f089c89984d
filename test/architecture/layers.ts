/** A module imports, and reads the tables of, only modules above it in the list; the ground floor knows no module. */
import type { Offence } from './offence.ts';
import { isCode, moduleOf, parse, targetOf, type SourceFile } from './source.ts';
import { relationsIn, relationsMadeIn } from './sql.ts';

const REMEDY =
  'Three remedies. React to an event in server/flow.ts; move the concept up to the earlier module; or invert: export a ' +
  'description that server/modules.ts hands to the earlier module (as importers, customerFields and timeline do).';
const GROUND_REMEDY =
  'The ground floor serves every module and knows none: hand it what it needs as an argument, or move the code into the module.';

export function checkLayers(files: readonly SourceFile[], order: readonly string[]): Offence[] {
  const relations = relationsMadeIn(files);
  const code = files.filter(isCode);
  return [
    ...code.flatMap((file) => upwardImports(file, order)),
    ...code.flatMap((file) => upwardQueries(file, order, relations)),
  ];
}

/** A later module's place in the list, seen from `file`; files of the ground floor stand above the whole list. */
function standingOf(file: string, order: readonly string[]): { place: number; remedy: string; name: string } | null {
  const module = moduleOf(file);
  if (module && !order.includes(module)) return null;
  if (module) return { place: order.indexOf(module), remedy: REMEDY, name: module };
  const ground = /^(server\/platform|shared|analytics)\//.exec(file);
  return ground ? { place: -1, remedy: GROUND_REMEDY, name: ground[1] ?? '' } : null;
}

function upwardImports(file: SourceFile, order: readonly string[]): Offence[] {
  const own = standingOf(file.path, order);
  if (!own) return [];
  return parse(file).imports.flatMap((entry) => {
    const other = moduleOf(targetOf(file, entry) ?? '');
    if (!other || order.indexOf(other) <= own.place) return [];
    const what = `(${own.name}) imports the module "${other}", which stands below it in the list`;
    return [{ file: file.path, line: entry.line, what, remedy: own.remedy }];
  });
}

function upwardQueries(file: SourceFile, order: readonly string[], relations: ReadonlySet<string>): Offence[] {
  const own = standingOf(file.path, order);
  if (!own) return [];
  return relationsIn(file, relations, order).flatMap(({ relation, line }) => {
    const schema = relation.split('.')[0] ?? '';
    if (!order.includes(schema) || order.indexOf(schema) <= own.place) return [];
    const what = `(${own.name}) queries ${relation}, which belongs to a module below it in the list`;
    return [{ file: file.path, line, what, remedy: own.remedy }];
  });
}

/** The list and the folders say the same. */
export function checkList(files: readonly SourceFile[], order: readonly string[]): Offence[] {
  const folders = new Set(files.flatMap(({ path }) => moduleOf(path) ?? []));
  const unlisted = [...folders].filter((name) => !order.includes(name));
  const missing = order.filter((name) => !folders.has(name));
  return [
    ...unlisted.map((name) => ({
      file: `server/modules/${name}/`,
      what: 'is not in the list',
      remedy: 'Put it into MODULE_ORDER of server/modules.ts, below everything it reads.',
    })),
    ...missing.map((name) => ({
      file: 'server/modules.ts',
      what: `lists "${name}", which has no files under server/modules`,
      remedy: 'Take it out of MODULE_ORDER, or make it with `npm run new:module`.',
    })),
  ];
}

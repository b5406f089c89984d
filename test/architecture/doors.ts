/** A module is entered by its index.ts; its contract is the one other door, for the browser and for later contracts. */
import path from 'node:path';
import type { Offence } from './offence.ts';
import { isCode, moduleOf, parse, targetOf, type SourceFile } from './source.ts';

const INDEX = "Import it from the module's index.ts, and export it there if it is meant for others.";
const CONTRACT =
  'The browser imports a contract: what it reaches may import only zod, shared/, analytics/ and other contracts. Move the ' +
  'value the contract needs into a file of its own that imports nothing of the server.';
const CONSOLE =
  'The console is a client: it imports #shared/*, #analytics/* and #modules/*/contract.ts, and asks the API for the rest.';
/** `contract.ts`, or `<subject>-contract.ts` where a module has more to say than fits one file. */
const IS_CONTRACT = /^server\/modules\/[^/]+\/([a-z-]+-)?contract\.ts$/;
const FLOORS = ['ui', 'components', 'pages', 'routes'];
const FLOORS_REMEDY = `The console is built ${FLOORS.join(' → ')}: move what both need down, or pass it in as a prop.`;

export function checkDoors(files: readonly SourceFile[]): Offence[] {
  const code = files.filter(isCode);
  return [
    ...code.flatMap(entersByIndex),
    ...contractsAreLight(code),
    ...code.filter(({ path }) => path.startsWith('console/')).flatMap(consoleIsAClient),
    ...code.filter(({ path }) => path.startsWith('console/src/')).flatMap(consoleFloors),
  ];
}

function entersByIndex(file: SourceFile): Offence[] {
  if (file.path.startsWith('console/')) return [];
  const own = moduleOf(file.path);
  // Contracts speak to contracts, and tests of the API are its clients.
  const mayReadContracts = IS_CONTRACT.test(file.path) || file.path.startsWith('test/');
  return importsOf(file).flatMap(({ target, line }) => {
    const other = moduleOf(target ?? '');
    if (!other || other === own || target === `server/modules/${other}/index.ts`) return [];
    if (mayReadContracts && target && IS_CONTRACT.test(target)) return [];
    return [{ file: file.path, line, what: `reaches past the door of "${other}" to ${target}`, remedy: INDEX }];
  });
}

/** Follows every contract through its imports. */
function contractsAreLight(code: readonly SourceFile[]): Offence[] {
  const byPath = new Map(code.map((file) => [file.path, file]));
  const reached = new Set(code.filter(({ path }) => IS_CONTRACT.test(path)));
  const offences: Offence[] = [];
  for (const file of reached) {
    for (const { from, target, line } of importsOf(file)) {
      const allowed = target === null ? /^zod(\/|$)/.test(from) : /^(shared|analytics|server\/modules)\//.test(target);
      const isIndex = target !== null && path.basename(target) === 'index.ts';
      if (!allowed || isIndex)
        offences.push({ file: file.path, line, what: `is part of a contract and imports ${from}`, remedy: CONTRACT });
      const next = target?.startsWith('server/modules/') ? byPath.get(target) : undefined;
      if (next) reached.add(next);
    }
  }
  return offences;
}

function consoleIsAClient(file: SourceFile): Offence[] {
  return importsOf(file).flatMap(({ target, from, line }) => {
    if (target === null || /^(console|shared|analytics)\//.test(target)) return [];
    if (IS_CONTRACT.test(target)) return [];
    return [{ file: file.path, line, what: `imports ${from}`, remedy: CONSOLE }];
  });
}

function consoleFloors(file: SourceFile): Offence[] {
  const own = FLOORS.indexOf(floorOf(file.path));
  if (own < 0) return [];
  return importsOf(file).flatMap(({ target, line }) => {
    const floor = floorOf(target ?? '');
    if (FLOORS.indexOf(floor) <= own) return [];
    return [{ file: file.path, line, what: `(${FLOORS[own]}) imports from ${floor}`, remedy: FLOORS_REMEDY }];
  });
}

const floorOf = (file: string) => /^console\/src\/(\w+)/.exec(file)?.[1] ?? '';

const importsOf = (file: SourceFile) =>
  parse(file).imports.map((entry) => ({ ...entry, target: targetOf(file, entry) }));

import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULE_ORDER } from '../../server/modules.ts';
import { checkDoors } from './doors.ts';
import { checkLayers, checkList } from './layers.ts';
import { checkLoops } from './loops.ts';
import { told } from './offence.ts';
import { checkPurity } from './purity.ts';
import { isCode, moduleOf, parse, readSources, targetOf } from './source.ts';
import { relationsIn, relationsMadeIn, statementsIn } from './sql.ts';
import { checkTidy } from './tidy.ts';

const files = readSources();
const inModules = files.filter((file) => isCode(file) && moduleOf(file.path) !== null);

describe('the house', () => {
  it('lists every module once, and only modules that exist', () => {
    expect(told(checkList(files, MODULE_ORDER))).toBe('');
    expect(new Set(MODULE_ORDER).size).toBe(MODULE_ORDER.length);
  });

  it('is imported and queried downwards only: a module knows only modules above it in the list', () => {
    expect(told(checkLayers(files, MODULE_ORDER))).toBe('');
  });

  it('enters a module by its index.ts, the console by contracts alone', () => {
    expect(told(checkDoors(files))).toBe('');
  });

  it('has no two files that import each other', () => {
    expect(told(checkLoops(files))).toBe('');
  });

  it('asks clock, chance, environment and console only at the edge, and computes in analytics/ only', () => {
    expect(told(checkPurity(files))).toBe('');
  });

  it('has short files with telling names', () => {
    expect(told(checkTidy(files))).toBe('');
  });
});

describe('the checks looked', () => {
  it('at every file there is', () => {
    const seen = new Set(files.map((file) => file.path));
    const there = ['analytics', 'server', 'shared', 'db', 'test', 'scripts', 'console/src'].flatMap(codeUnder);
    expect(there.filter((file) => !seen.has(file) && file !== 'db/types.ts')).toEqual([]);
    expect(there.length).toBeGreaterThan(200);
  });

  it('at imports that lead to files: every one inside the house does', () => {
    const seen = new Set(files.map((file) => file.path));
    const imports = files.filter(isCode).flatMap((file) => parse(file).imports.map((entry) => targetOf(file, entry)));
    const inside = imports.filter((target) => target !== null).filter((target) => /\.tsx?$/.test(target));
    expect(inside.filter((target) => !seen.has(target) && target !== 'db/types.ts')).toEqual([]);
    expect(inside.length).toBeGreaterThan(400);
  });

  it('at every table: each one the migrations make is mentioned by the code of its module', () => {
    const made = relationsMadeIn(files);
    const code = inModules.filter((file) => !file.path.endsWith('.test.ts'));
    const own = code.flatMap((file) =>
      relationsIn(file, made, MODULE_ORDER).filter(({ relation }) => relation.startsWith(`${moduleOf(file.path)}.`)),
    );
    const mentioned = new Set(own.map(({ relation }) => relation));
    const unused = [...made].filter(
      (relation) =>
        !relation.startsWith('platform.') && !mentioned.has(relation) && !mentioned.has(relation.replace(/\..*/, '.*')),
    );
    expect(unused, 'a table nobody uses, or one the check cannot see').toEqual([]);
    expect(made.size).toBeGreaterThan(20);
  });

  it('at the SQL of the modules', () => {
    expect(inModules.flatMap(statementsIn).length).toBeGreaterThan(50);
  });
});

function codeUnder(folder: string): string[] {
  const root = path.resolve(import.meta.dirname, '../..');
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|mjs|sql)$/.test(file))
    .map((file) => path.posix.join(folder, file.split(path.sep).join('/')));
}

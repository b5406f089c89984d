import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODULE_ORDER } from '../server/modules.ts';
import { checkDoors } from '../test/architecture/doors.ts';
import { checkLayers, checkList } from '../test/architecture/layers.ts';
import { checkLoops } from '../test/architecture/loops.ts';
import { told } from '../test/architecture/offence.ts';
import { checkPurity } from '../test/architecture/purity.ts';
import { readSources } from '../test/architecture/source.ts';
import { checkTidy } from '../test/architecture/tidy.ts';
import { moduleFiles } from './new-module.ts';

const list = readFileSync(path.resolve(import.meta.dirname, '../server/modules.ts'), 'utf8');

describe('a new module', () => {
  const made = moduleFiles('novelties', 'demo', list);

  it('keeps the rules of the house from its first minute', () => {
    const before = readSources().filter(({ path }) => !(path in made));
    const files = [...before, ...Object.entries(made).map(([path, text]) => ({ path, text }))];
    const order = MODULE_ORDER.flatMap((name) => (name === 'demo' ? ['novelties', name] : [name]));
    const checks = [
      checkList(files, order),
      checkLayers(files, order),
      checkDoors(files),
      checkLoops(files),
      checkPurity(files),
      checkTidy(files),
    ];
    expect(told(checks.flat().filter(({ file }) => file in made))).toBe('');
  });

  it('stands in the list and in the house, before the module that was named', () => {
    const text = made['server/modules.ts'];
    expect(text).toMatch(/'novelties',\n\s+'demo',/);
    expect(text).toMatch(/noveltiesModule,\n\s+demoModule/);
    expect(text).toContain("from '#modules/novelties/index.ts'");
  });

  it('is refused a name that is no word, and a place that is none', () => {
    expect(() => moduleFiles('my-things', 'demo', list)).toThrow('one word');
    expect(() => moduleFiles('novelties', 'nowhere', list)).toThrow('no module "nowhere"');
  });
});

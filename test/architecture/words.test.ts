import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { houseWithoutDatabase } from '../../scripts/openapi.ts';

const LOCALES = path.resolve(import.meta.dirname, '../../console/src/locales');
const { house, close } = houseWithoutDatabase();
await close();

/** A permission or a field without words would show its code to the reader. */
it.each(['zh-CN', 'en'])('%s has words for every permission and every field of customers', (language) => {
  const [terms, fields] = ['terms', 'fields'].map((name) => wordsOf(language, name));
  const permissions = house.modules.flatMap((module) => module.permissions.map(({ code }) => code));
  const codes = house.modules.flatMap((module) => (module.customerFields ?? []).flatMap((source) => source.fields));
  const unnamed = codes.filter(({ name }) => name === undefined).map(({ code }) => code);
  expect(permissions.filter((code) => typeof at(terms?.permission, code) !== 'string')).toEqual([]);
  expect(unnamed.filter((code) => typeof at(fields, code) !== 'string')).toEqual([]);
});

type Words = { [key: string]: Words | string };

const wordsOf = (language: string, name: string): Words =>
  JSON.parse(readFileSync(path.join(LOCALES, language, `${name}.json`), 'utf8')) as Words;

const at = (words: Words | string | undefined, code: string): unknown =>
  code.split('.').reduce<Words | string | undefined>((one, key) => (typeof one === 'object' ? one[key] : one), words);

import { expect, test } from 'vitest';
import {
  effectiveMapping,
  missingGroups,
  readChoice,
  withChoice,
  writeChoice,
  type Kind,
  type Mapped,
} from './mapping.ts';

const mapped = (column: number, field: string, part: Partial<Mapped> = {}): Mapped => ({
  column,
  field,
  dateOrder: null,
  decimalMark: null,
  ...part,
});

const fields = (mapping: ReadonlyMap<number, Mapped>) =>
  Object.fromEntries([...mapping].map(([column, { field }]) => [column, field]));

const field = (code: string, required = false) => ({
  code,
  type: 'text' as const,
  required,
  choices: null,
  shareable: false,
  headers: [],
});

const kind: Kind = {
  kind: 'orders',
  fields: [field('orderRef', true), field('placedAt', true), field('amount'), field('paid')],
  needsOneOf: [['amount', 'paid']],
  policies: [],
  presets: [],
  takesNewFields: false,
  matchKeys: [],
};

test('a choice survives its way through the link', () => {
  const choice = mapped(3, 'placedAt', { dateOrder: 'dmy', decimalMark: ',' });
  expect(readChoice(writeChoice(choice))).toEqual(choice);
  expect(readChoice(writeChoice(mapped(0, '')))).toEqual(mapped(0, ''));
});

test('what is no choice is left alone', () => {
  expect(readChoice('')).toBeNull();
  expect(readChoice('x:placedAt')).toBeNull();
  expect(readChoice('1:placedAt:sideways:;')).toEqual(mapped(1, 'placedAt'));
});

test('suggestions hold until somebody chooses otherwise', () => {
  const suggested = [mapped(0, 'orderRef'), mapped(1, 'placedAt')];
  expect(fields(effectiveMapping(suggested, []))).toEqual({ 0: 'orderRef', 1: 'placedAt' });
  expect(fields(effectiveMapping(suggested, ['1:paid::']))).toEqual({ 0: 'orderRef', 1: 'paid' });
});

test('a column can be left out', () => {
  expect(fields(effectiveMapping([mapped(0, 'orderRef')], ['0:::']))).toEqual({});
});

test('a field given to another column leaves the one it was suggested for', () => {
  expect(fields(effectiveMapping([mapped(0, 'orderRef')], ['2:orderRef::']))).toEqual({ 2: 'orderRef' });
});

test('of two choices for a column or a field the later counts', () => {
  const once = withChoice([], mapped(0, 'amount'));
  const twice = withChoice(once, mapped(0, 'paid'));
  expect(twice).toEqual(['0:paid::']);
  expect(withChoice(twice, mapped(4, 'paid'))).toEqual(['4:paid::']);
});

test('several columns can be left out at once', () => {
  expect(withChoice(['0:::'], mapped(1, ''))).toEqual(['0:::', '1:::']);
});

test('what is needed and lacks a column is named, group by group', () => {
  expect(missingGroups(kind, new Map())).toEqual([['orderRef'], ['placedAt'], ['amount', 'paid']]);
  const mapping = new Map(
    [mapped(0, 'orderRef'), mapped(1, 'placedAt'), mapped(2, 'paid')].map((one) => [one.column, one]),
  );
  expect(missingGroups(kind, mapping)).toEqual([]);
});

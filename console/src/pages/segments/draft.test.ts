import { expect, test } from 'vitest';
import type { Group } from '#modules/segments/contract.ts';
import { definitionOf, definitionOfFilters, draftOf } from './draft.ts';

test('a definition survives being edited without a change', () => {
  const definition: Group = {
    join: 'all',
    items: [
      { rule: 'orders.none', args: { window: { kind: 'ever' } }, not: true },
      { join: 'any', not: true, items: [{ rule: 'scoring.r', args: { is: { op: 'ge', value: 4 } } }] },
    ],
  };
  expect(definitionOf(draftOf(definition))).toEqual(definition);
});

test('the filters of a list become conditions', () => {
  const types = new Map([
    ['scoring.stage', 'choice'],
    ['orders.netCents', 'compare'],
    ['customers.birthday', 'moment'],
  ]);
  const filters = [
    'scoring.stage:is:lost,new',
    'orders.netCents:min:100',
    'orders.netCents:max:900',
    'customers.birthday:empty:no',
    'gone.field:is:a',
  ];
  expect(definitionOfFilters(filters, types).items).toEqual([
    { rule: 'scoring.stage', args: { is: { op: 'is', values: ['lost', 'new'] } } },
    { rule: 'orders.netCents', args: { is: { op: 'between', value: 100, to: 900 } } },
    { rule: 'customers.birthday', args: { is: { op: 'known' } } },
  ]);
});

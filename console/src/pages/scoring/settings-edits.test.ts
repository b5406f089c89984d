import { expect, test } from 'vitest';
import {
  freshCode,
  isEverybody,
  withBox,
  withCell,
  withNewRow,
  withRange,
  withRowUp,
  withoutRow,
  type TierRule,
} from './settings-edits.ts';

const rule: TierRule = {
  rows: [
    { code: 'core', anyOf: [{ value: { min: 9 } }, { r: { min: 5 } }] },
    { code: 'dormant', anyOf: [{ daysSinceLast: { min: 180 } }] },
    { code: 'ordinary', anyOf: [{}] },
  ],
  classes: [{ code: 'core', zh: '核心', en: 'Core' }],
};

const codes = ({ rows }: TierRule) => rows.map(({ code }) => code);

test('a new name takes a code nobody has', () => {
  const names = [{ code: 'segment_1', zh: '', en: '' }];
  expect(freshCode(names, 'segment')).toBe('segment_2');
  expect(freshCode([], 'class')).toBe('class_1');
});

test('a cell is given another segment, and the rest stays', () => {
  const map = { segments: [], cells: { '55': 'champions', '11': 'hibernating' } };
  expect(withCell(map, '11', 'new').cells).toEqual({ '55': 'champions', '11': 'new' });
});

test('the rule for everybody else stays last', () => {
  expect(isEverybody(rule.rows[2]!)).toBe(true);
  expect(codes(withNewRow(rule))).toEqual(['core', 'dormant', 'core', 'ordinary']);
});

test('rules move up, and the first cannot', () => {
  expect(codes(withRowUp(rule, 1))).toEqual(['dormant', 'core', 'ordinary']);
  expect(withRowUp(rule, 0)).toBe(rule);
  expect(codes(withoutRow(rule, 0))).toEqual(['dormant', 'ordinary']);
});

test('alternatives and conditions come and go', () => {
  const [first] = rule.rows;
  expect(withBox(first!, 0, null).anyOf).toEqual([{ r: { min: 5 } }]);
  expect(withRange({ r: { min: 5 } }, 'f', { max: 2 })).toEqual({ r: { min: 5 }, f: { max: 2 } });
  expect(withRange({ r: { min: 5 }, f: { max: 2 } }, 'r', null)).toEqual({ f: { max: 2 } });
});

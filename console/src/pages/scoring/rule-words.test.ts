import type { TFunction } from 'i18next';
import { expect, test } from 'vitest';
import { makeFormat } from '../../format.ts';
import { ruleText } from './rule-words.ts';

const format = makeFormat('en', 'CNY', 'Asia/Shanghai');
/** Shows which text is asked for and what it is filled with. */
const t = ((key: string, values: object = {}) => [key, ...Object.values(values)].join(' ')) as unknown as TFunction;

test('a rule names its threshold and where the margin lets go', () => {
  const rule = {
    code: 'silent',
    stage: 'lost',
    when: [{ measure: 'silenceRatio' as const, is: 'at_least' as const, threshold: 3, margin: 0.3 }],
  };
  expect(ruleText(rule, t, format)).toBe('scoring:rule.silenceRatio ≥ 3scoring:rule.held < 2.7');
});

test('a rule below a threshold is left above it', () => {
  const rule = {
    code: 'few',
    stage: 'new',
    when: [{ measure: 'orders' as const, is: 'below' as const, threshold: 2, margin: 1 }],
  };
  expect(ruleText(rule, t, format)).toBe('scoring:rule.orders < 2scoring:rule.held ≥ 3');
});

test('a rule without conditions is for everybody else', () => {
  expect(ruleText({ code: 'rest', stage: 'new', when: [] }, t, format)).toBe('scoring:rule.everybody_else');
});

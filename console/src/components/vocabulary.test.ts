import { expect, test } from 'vitest';
import { fillFigures, vocabularyColor } from './vocabulary.ts';

test('a reason is told with the customer’s own figures, days whole and ratios to one place', () => {
  const sentence = '已 {daysSinceLast} 天未购买，是自己通常间隔 {ownGapDays} 天的 {silenceRatio} 倍';
  const figures = { daysSinceLast: 94, ownGapDays: 30.7, silenceRatio: 3.0619 };
  expect(fillFigures(sentence, figures, 'zh-CN')).toBe('已 94 天未购买，是自己通常间隔 31 天的 3.1 倍');
});

test('a figure that is not known is left open', () => {
  expect(fillFigures('{orders} orders in {daysSinceFirst} days', { orders: 2, daysSinceFirst: null }, 'en')).toBe(
    '2 orders in – days',
  );
});

test('a high risk is red though a high value is jade', () => {
  expect(vocabularyColor('riskBands', 'high')).not.toBe(vocabularyColor('class4', 'high'));
});

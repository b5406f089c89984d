/** Lifecycle rules in words. */
import type { TFunction } from 'i18next';
import type { z } from 'zod';
import type { lifecycleDefinition, stageCondition } from '#modules/scoring/contract.ts';
import type { Format } from '../../format.ts';

type Condition = z.input<typeof stageCondition>;
export type Rule = z.input<typeof lifecycleDefinition>['rules'][number];

/** All conditions of a rule, joined; a rule without any holds for everybody left. */
export function ruleText({ when }: Rule, t: TFunction, format: Format): string {
  if (when.length === 0) return t('scoring:rule.everybody_else');
  return when.map((condition) => conditionText(condition, t, format)).join(t('scoring:rule.and'));
}

function conditionText(condition: Condition, t: TFunction, format: Format): string {
  if (condition.is === 'unknown') return t(`scoring:rule.unknown_${condition.measure}`);
  const { measure, is, threshold, margin } = condition;
  const bound = t(`scoring:rule.${measure}`, { sign: is === 'at_least' ? '≥' : '<', value: format.number(threshold) });
  if (margin === 0) return bound;
  const back = is === 'at_least' ? threshold - margin : threshold + margin;
  return `${bound}${t('scoring:rule.held', { sign: is === 'at_least' ? '<' : '≥', value: format.number(back) })}`;
}

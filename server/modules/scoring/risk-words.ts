/** Names of what risk and health can say, in both languages and in display order. */
import type { Named } from './contract.ts';

export const RISK_BANDS = [
  { code: 'low', zh: '低风险', en: 'Low risk' },
  { code: 'medium', zh: '中风险', en: 'Medium risk' },
  { code: 'high', zh: '高风险', en: 'High risk' },
  { code: 'left', zh: '已流失', en: 'Gone' },
] as const satisfies readonly Named[];
export type RiskBand = (typeof RISK_BANDS)[number]['code'];

/** What a risk leans on. Warning rules and the model's features speak for one of these each. */
export const RISK_REASONS = [
  { code: 'silence', zh: '久未购买', en: 'Silent for long' },
  { code: 'few_purchases', zh: '购买次数少', en: 'Few purchases' },
  { code: 'frequency', zh: '购买变少', en: 'Buying less often' },
  { code: 'spend', zh: '消费变低', en: 'Spending less' },
  { code: 'returns', zh: '退货增多', en: 'Returns piling up' },
  { code: 'logins', zh: '久未登录', en: 'Not logging in' },
  { code: 'use', zh: '使用变少', en: 'Using it less' },
  { code: 'complaints', zh: '近期投诉', en: 'Complaints lately' },
  { code: 'plan', zh: '套餐到期', en: 'Plan ending' },
] as const satisfies readonly Named[];
export type RiskReasonCode = (typeof RISK_REASONS)[number]['code'];

export const HEALTH_BANDS = [
  { code: 'good', zh: '良好', en: 'Good' },
  { code: 'fair', zh: '一般', en: 'Fair' },
  { code: 'poor', zh: '较差', en: 'Poor' },
] as const satisfies readonly Named[];
export type HealthBand = (typeof HEALTH_BANDS)[number]['code'];

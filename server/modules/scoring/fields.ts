import type { CustomerFieldSource } from '#platform/fields.ts';
import { linkFields } from './link-fields.ts';
import { RISK_BANDS, RISK_REASONS } from './risk-words.ts';

const FIFTHS = { unit: 'score', range: [1, 5] } as const;
const HUNDREDS = { unit: 'score', range: [0, 100] } as const;

/** Scores as the customer list and page show, filter and sort them. Names of the codes: `getVocabulary`. */
export const scoreFields: CustomerFieldSource = {
  table: 'scoring.scores',
  sortedCopies: [
    { of: 'orders.lastOrderAt', column: 'last_order_at', leads: ['rfm_segment', 'class4', 'stage', 'r'] },
    { of: 'orders.netCents', column: 'total_net_cents', leads: ['rfm_segment', 'class4', 'stage', 'risk_band', 'r'] },
  ],
  fields: [
    { code: 'scoring.r', column: 'r', type: 'number', filterable: true, ...FIFTHS },
    { code: 'scoring.f', column: 'f', type: 'number', filterable: true, ...FIFTHS },
    { code: 'scoring.m', column: 'm', type: 'number', filterable: true, ...FIFTHS },
    { code: 'scoring.rfmSegment', column: 'rfm_segment', type: 'choice', filterable: true },
    { code: 'scoring.rfmClass8', column: 'rfm_class8', type: 'choice', filterable: true },
    { code: 'scoring.class4', column: 'class4', type: 'choice', filterable: true },
    { code: 'scoring.stage', column: 'stage', type: 'choice', filterable: true },
    { code: 'scoring.stageSince', column: 'stage_since', type: 'instant', sortable: true, filterable: true },
    { code: 'scoring.ownGapDays', column: 'own_gap_days', type: 'number', filterable: true },
    { code: 'scoring.risk', column: 'risk', type: 'number', sortable: true, filterable: true, ...HUNDREDS },
    {
      code: 'scoring.riskBand',
      column: 'risk_band',
      type: 'choice',
      filterable: true,
      choices: RISK_BANDS.map(({ code }) => code),
    },
    { code: 'scoring.riskSince', column: 'risk_since', type: 'instant', filterable: true },
    {
      code: 'scoring.riskReason',
      column: 'risk_reason',
      type: 'choice',
      filterable: true,
      choices: RISK_REASONS.map(({ code }) => code),
    },
    { code: 'scoring.probAlive', column: 'prob_alive', type: 'number', filterable: true },
    { code: 'scoring.expectedOrders', column: 'expected_orders', type: 'number', filterable: true },
    { code: 'scoring.expectedNetCents', column: 'expected_net_cents', type: 'money', sortable: true, filterable: true },
    { code: 'scoring.currentNetCents', column: 'current_net_cents', type: 'money', filterable: true },
    { code: 'scoring.valueDecile', column: 'value_decile', type: 'number', filterable: true, range: [1, 10] },
    { code: 'scoring.health', column: 'health', type: 'number', filterable: true, ...HUNDREDS },
    ...linkFields,
  ],
};

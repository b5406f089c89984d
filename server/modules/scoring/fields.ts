import type { CustomerFieldSource } from '#platform/fields.ts';

/** Scores as the customer list and page show, filter and sort them. Names of the codes: `getVocabulary`. */
export const scoreFields: CustomerFieldSource = {
  table: 'scoring.scores',
  fields: [
    { code: 'scoring.r', column: 'r', type: 'number', filterable: true },
    { code: 'scoring.f', column: 'f', type: 'number', filterable: true },
    { code: 'scoring.m', column: 'm', type: 'number', filterable: true },
    { code: 'scoring.rfmSegment', column: 'rfm_segment', type: 'choice', filterable: true },
    { code: 'scoring.rfmClass8', column: 'rfm_class8', type: 'choice', filterable: true },
    { code: 'scoring.class4', column: 'class4', type: 'choice', filterable: true },
    { code: 'scoring.stage', column: 'stage', type: 'choice', filterable: true },
    { code: 'scoring.stageSince', column: 'stage_since', type: 'instant', sortable: true, filterable: true },
    { code: 'scoring.ownGapDays', column: 'own_gap_days', type: 'number', filterable: true },
  ],
};

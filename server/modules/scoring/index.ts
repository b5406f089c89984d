/**
 * scoring 评分: what the totals say of each customer: RFM scores, segment, classes, lifecycle stage, and the outlook:
 * value of the next twelve months, risk to leave, health. And which products go together.
 *
 * Owns the schema `scoring`: thresholds and models with a version, today's judgement of everybody, every move with its cause.
 * Comes in: totals of customers (`orders.rollups`), the passing of days, settings. Goes out: fields and timeline entries
 * for lists and pages, the moment the house is looked at from.
 * Always holds: the sweep over everybody and the refresh of one customer call the same function with the same
 * thresholds; a row is written only when its judgement changed; a day lived again comes out the same.
 */
export type { Named } from './contract.ts';
export { refreshAffinity } from './affinity-tables.ts';
export { OUTLOOK_DEFINITIONS } from './definitions.ts';
export { exportScores } from './export.ts';
export { describeModel } from './models.ts';
export { scoringModule } from './module.ts';
export { refreshScores } from './refresh.ts';
export { getRfmSettings, saveRfmSettings } from './rfm-settings.ts';
export { findLastRun, judgedMoment } from './runs.ts';
export { sweep, sweepWhenDayTurned, type SweepReport } from './sweep.ts';
export { getVocabulary } from './vocabulary.ts';

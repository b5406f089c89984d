/**
 * insights 洞察: the pictures over everybody: overview, retention, RFM.
 *
 * Owns the schema `insights`: answers that took long, kept to be shown again. Comes in: orders, totals, scores. Goes
 * out: numbers with their definition, their time and, where a list can show them, the customers behind them.
 * Always holds: what lies after the moment looked at does not exist; a future month is blank, never zero.
 */
export { renewAnswers } from './answers.ts';
export { exportCohorts } from './cohorts.ts';
export { insightsModule } from './module.ts';

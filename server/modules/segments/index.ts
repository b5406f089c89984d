/**
 * segments 分群: customers chosen by conditions, once and for all, or by hand.
 *
 * Owns the schema `segments`: definitions with their versions, who is in, who came and went, sizes by day. Comes in:
 * rule kinds that other modules declare and every field of customers, touched customers, the turning of days. Goes
 * out: who is in, `segments.entered` and `segments.left`.
 * Always holds: membership is what a recompute by the definition would say; the statement that counts a preview is the
 * one that decides who is in and why; a segment is evaluated after those it names.
 */
export type { Group, Segment } from './contract.ts';
export { catalogueOf, parseDefinition, type Sources } from './catalogue.ts';
export { SEGMENT_DEFINITIONS } from './definitions.ts';
export { refreshMemberships, touchMemberships } from './membership.ts';
export { segmentsModule } from './module.ts';
export { countFitting } from './choosing.ts';
export { previewSegment } from './preview.ts';
export { requestSizes } from './sizes.ts';
export { changeMembers, createSegment, deleteSegment, updateSegment } from './segments.ts';
export { evaluate, requestAll, requestEvaluations, requestWhenDayTurned, resumeEvaluations, workOff } from './work.ts';

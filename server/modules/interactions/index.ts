/**
 * interactions 互动: what happens with a customer beside buying. Behaviour, messages, calls, visits, notes.
 *
 * Owns the schema `interactions`: the registry of kinds, the interactions, their sums by day, the figures of behaviour per
 * customer, and what unknown visitors did. Comes in: events by API, browser and file, what people write down, and what
 * later modules record as done. Goes out: `interactions.recorded` with the customers concerned; the timeline; figures.
 * Always holds: an event of a source is recorded once per customer, whatever arrives how often; sums equal a count of
 * what is stored, and outlive it when its kind's time is up.
 */
export type { InteractionDraft, InteractionInput } from './contract.ts';
export { deleteContact, recordContact } from './contacts.ts';
export { recountBehaviour, recountEverybody, refreshBehaviour } from './days.ts';
export { BEHAVIOUR_DEFINITIONS } from './definitions.ts';
export { interactionsModule } from './module.ts';
export { createSite } from './sites.ts';
export { measureEverybody } from './portrait.ts';
export { recordInteractions, type RecordedInteractions } from './record.ts';
export { dropOldInteractions } from './retention.ts';
export { turnDay } from './rollups.ts';

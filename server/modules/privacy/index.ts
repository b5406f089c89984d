/**
 * privacy 隐私: what customers agreed to, and what they may ask for.
 *
 * Owns the schema `privacy`: consents per purpose and channel with their evidence, consent texts, links to confirm, and
 * requests to see, copy, correct or erase. Comes in: answers by form, API, file and link; requests. Goes out: `mayContact`
 * and `whoRefuses` for every module that reaches or judges people; the copy and the erasure of everything the modules
 * declare as a customer's.
 * Always holds: an answer is appended, never changed; of two merged records the stricter answer counts; whoever was
 * erased is found nowhere in the database, and no amount or report changes by it.
 */
export { recordConsents } from './consents.ts';
export { makeCopy } from './copy.ts';
export { eraseCustomers, type Erased, type Household } from './erase.ts';
export { listProfilingRefusers, mayContact, refusesProfiling, whoRefuses, type Permitted } from './may-contact.ts';
export { privacyModule } from './module.ts';
export { refreshPreferences } from './preferences.ts';
export { countReachable, REACH_CHANNELS } from './reach.ts';
export { requestRemoval } from './retention.ts';
export { findLeft } from './sweep.ts';

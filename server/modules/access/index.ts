/**
 * access 权限: who works here, in which role, in which stores, and what they changed.
 *
 * Owns the schema `access`: people and their sessions (kept by better-auth), stores, teams, the audit trail. First of the
 * list, so every module may ask it for the organisation's time zone and currency and write to its trail.
 * Comes in: sign-ins, changes to people, stores and the organisation. Goes out: the actor of each request.
 * Always holds: at least one active administrator; whoever loses access is signed out at once; the trail only grows,
 * but for values of people who asked to be forgotten.
 */
export { forgetInAudit, recordAudit, removeOldAudit, type AuditEntry } from './audit.ts';
export { createAuth, type Auth } from './auth.ts';
export type { Organisation, Person, Store } from './contract.ts';
export { createKey, listKeys, revokeKey } from './keys.ts';
export type { KeyDraft } from './keys-contract.ts';
export {
  closeExport,
  DEFAULT_EXPORT_LIMITS,
  getExportLimits,
  openExport,
  saveExportLimits,
  type ExportLimits,
  type OpenExport,
} from './exports.ts';
export { accessModule } from './module.ts';
export { getOrganisation, saveOrganisation } from './organisation.ts';
export { createPerson, hasPeople, listPeople, type PersonDraft, removeEndedSessions } from './people.ts';
export { rightsFrom, type Rights } from './permissions.ts';
export { ROLES, type Role } from './roles.ts';
export { findActor, saveRoleScopes } from './scopes.ts';
export { noteSecondFactor } from './second-factor.ts';
export { ensureStores, listStores, saveStores, type StoreDraft } from './stores.ts';
export { createTeam, listTeams } from './teams.ts';

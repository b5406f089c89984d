/**
 * customers 客户: one record per customer, and everything they may be recognised by.
 *
 * Owns the schema `customers`: profiles, the directory of identities, relations and households, the quality of it all by
 * day. Comes in: customers by API and file, mentions of customers in orders. Goes out: customer ids for every later
 * module, `customers.recorded`, and the lists, pages and exports that show what later modules know, by the fields and
 * timeline sources they hand down.
 * Always holds: an identifier belongs to one customer; whoever may not know of a customer finds nobody.
 */
export { normalizeEmail, normalizePhone } from '#platform/contacts.ts';
export type { Customer, CustomerDraft } from './contract.ts';
export { listFieldChecks, noteConfirmed } from './quality/checks.ts';
export { flawOf, listAgingFields } from './quality/source.ts';
export { measureQuality, measureWhenDayTurned } from './quality/measure.ts';
export { CUSTOMER_DEFINITIONS } from './definitions.ts';
export { getCustomer, readCustomers, updateCustomer } from './customers.ts';
export { settleClaims } from './contacts.ts';
export { listDuplicates } from './duplicates/groups.ts';
export { mergeExact } from './duplicates/merge-exact.ts';
export { saveDuplicateSettings } from './duplicates/settings.ts';
export { linkPersons } from './duplicates/link.ts';
export { preparePerson, type PersonRecord } from './duplicates/person.ts';
export { linkFile, qualityByTruth, qualityOf, type FileLinkage, type LinkFileOptions } from './duplicates/link-file.ts';
export { PERSON_FIELDS, type PersonField } from './duplicates/person-columns.ts';
export { scanDuplicates } from './duplicates/scan.ts';
export { requestScanWhenDue } from './duplicates/scans.ts';
export { refreshDuplicates, refreshNewDuplicates } from './duplicates/suggest.ts';
export { exportCustomers } from './export.ts';
export { fieldsOf, knownFields, type Fields, type PlacedField } from './fields.ts';
export { advanceDates, refreshDates } from './dates.ts';
export { listCustomers } from './list.ts';
export { createTag, tagCustomers } from './tags.ts';
export { addDate, changeDate } from './dates.ts';
export { createCustomField, deleteCustomField } from './custom-fields.ts';
export { writeCustomValues } from './custom-values.ts';
export { forgetProfiles, isErased, isForgotten, liftSuppressions, refuseForgotten } from './forgotten.ts';
export { foreseeCustomers, matchCustomers } from './matching.ts';
export { customersModule } from './module.ts';
export { giveOwners } from './give-owners.ts';
export { assignOwner } from './owners.ts';
export { alone, holdCustomers } from './holding.ts';
export { listMerges, mergeTimeline } from './merge-list.ts';
export { saveMergeRules } from './merge-rules.ts';
export { mergeCustomers, previewMerge } from './merge.ts';
export { recordCustomers } from './record.ts';
export { fillSearchKeys, FILL_JOB, refreshSearchKeys } from './search-keys.ts';
export { findCandidates } from './search.ts';
export { joinHousehold } from './households.ts';
export { saveRelationKind } from './relation-kinds.ts';
export { removeRelation, saveRelation } from './relations.ts';
export { relatedRows } from './segment-rules.ts';
export { requireCustomer, visibleCustomers } from './scope.ts';
export { findLiving, findLivingOf, livingIn } from './tombstones.ts';
export { undoMerge } from './undo.ts';

/**
 * ingest 接入: files of customers, products and orders come in here.
 *
 * Owns the schema `ingest`: sources and when they were last heard, uploads, remembered mappings, batches, refused rows. Knows no kind of record by
 * itself: later modules hand down importers, and it reads files into their staging tables and has them apply.
 * Comes in: files, by upload or from the command line. Goes out: staged rows, and the refused ones with their reasons.
 * Always holds: a batch is applied whole or not at all, also across a kill; a row is stored or comes back with a
 * reason; the same file again changes nothing; memory in use does not grow with the file.
 */
export { minorUnitsOfProduct } from './decimals.ts';
export { forgetInFiles, type ForgottenFiles } from './forget.ts';
export {
  importFile,
  undoImport,
  type BatchResult,
  type ImportFileOptions,
  type ImportWarning,
  type MappingByHeader,
} from './import-file.ts';
export { labelOf } from './labels.ts';
export { removeOldFiles, removeOldRowErrors } from './retention.ts';
export { ingestModule } from './module.ts';
export { resumeBatches } from './resume.ts';
export { hearSources, saveSource } from './source-register.ts';
export { foreseeUndo, requestUndo, type Undoing } from './undo.ts';
export { templateOf } from './template.ts';
export { ensureSources, type Source } from './sources.ts';
export { readTable, type TableFile } from './table-file.ts';

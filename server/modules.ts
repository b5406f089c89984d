/**
 * THE LIST: the modules in dependency order. A module imports, and reads the tables of, only modules above it. Each is
 * handed what later modules describe (importers, fields, timeline sources) by the house that is built here.
 */
import { accessModule, rightsFrom, type Auth, type Rights } from '#modules/access/index.ts';
import { careModule } from '#modules/care/index.ts';
import { catalogModule } from '#modules/catalog/index.ts';
import { customersModule } from '#modules/customers/index.ts';
import { demoModule } from '#modules/demo/index.ts';
import { ingestModule, type Undoing } from '#modules/ingest/index.ts';
import { insightsModule } from '#modules/insights/index.ts';
import { interactionsModule } from '#modules/interactions/index.ts';
import { ordersModule } from '#modules/orders/index.ts';
import { privacyModule } from '#modules/privacy/index.ts';
import { scoringModule } from '#modules/scoring/index.ts';
import { tasksModule } from '#modules/tasks/index.ts';
import { segmentsModule, type Sources } from '#modules/segments/index.ts';
import { webhooksModule } from '#modules/webhooks/index.ts';
import type { Module } from '#platform/module.ts';
import { choiceWords, fieldWords } from './field-words.ts';

/** The order of the list; `test/architecture` holds every import and every SQL statement against it. */
export const MODULE_ORDER = [
  'access',
  'ingest',
  'customers',
  'privacy',
  'catalog',
  'orders',
  'interactions',
  'tasks',
  'scoring',
  'segments',
  'webhooks',
  'care',
  'insights',
  'demo',
] as const;

export type House = { modules: readonly Module[]; rights: Rights; segmentSources: Sources };

export type HouseOptions = { auth: Auth; version: string; dataDir: string };

/** The latest module first: each finds gone what stood on its rows. */
export const undoingOf = (modules: readonly Module[]): Undoing => ({
  undos: modules.flatMap((module) => module.batchUndo ?? []).toReversed(),
  ownedTables: modules.flatMap((module) => module.ownedTables ?? []),
});

export function buildHouse(options: HouseOptions): House {
  const modules: Module[] = [];
  // Rights are made from all modules' permissions, and the first module serves them: asked late, not early.
  let rights: Rights | null = null;
  const laterRights = () => (rights ??= rightsFrom(modules.flatMap((module) => module.permissions)));
  const segmentSources: Sources = () => ({
    rules: modules.flatMap((module) => module.segmentRules ?? []),
    fields: modules.flatMap((module) => module.customerFields ?? []),
    fieldWords,
    choiceWords,
    uses: modules.flatMap((module) => module.fieldUses ?? []),
  });
  modules.push(
    accessModule(options.auth, laterRights, options.version),
    ingestModule({
      dataDir: options.dataDir,
      importers: () => modules.flatMap((module) => module.importers ?? []),
      allows: (actor, permission) => laterRights().allows(actor, permission),
      undoing: () => undoingOf(modules),
    }),
    customersModule(() => ({
      fields: modules.flatMap((module) => module.customerFields ?? []),
      timeline: modules.flatMap((module) => module.timeline ?? []),
      ownedTables: modules.flatMap((module) => module.ownedTables ?? []),
      fieldUses: modules.flatMap((module) => module.fieldUses ?? []),
      handOvers: modules.flatMap((module) => module.handOvers ?? []),
    })),
    privacyModule({
      dataDir: options.dataDir,
      ownedTables: () => modules.flatMap((module) => module.ownedTables ?? []),
      importers: () => modules.flatMap((module) => module.importers ?? []),
    }),
    catalogModule,
    ordersModule,
    interactionsModule({
      allows: (actor, permission) => laterRights().allows(actor, permission),
      newSecret: options.auth.newId,
    }),
    tasksModule(options.auth.newId),
    scoringModule,
    segmentsModule(segmentSources),
    webhooksModule,
    careModule,
    insightsModule,
    demoModule({ auth: options.auth, sources: segmentSources }),
  );
  return { modules, rights: laterRights(), segmentSources };
}

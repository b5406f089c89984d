/** For tests and benches: what segments can choose by, as the whole house declares it. */
import { catalogModule } from '#modules/catalog/index.ts';
import { customersModule } from '#modules/customers/index.ts';
import { interactionsModule } from '#modules/interactions/index.ts';
import { ordersModule } from '#modules/orders/index.ts';
import { privacyModule } from '#modules/privacy/index.ts';
import { scoringModule } from '#modules/scoring/index.ts';
import type { Sources } from '#modules/segments/index.ts';
import { choiceWords, fieldWords } from '../server/field-words.ts';

const nothing = { fields: [], timeline: [], ownedTables: [], fieldUses: [], handOvers: [] };

const modules = [
  customersModule(() => nothing),
  privacyModule({ dataDir: '', ownedTables: () => [], importers: () => [] }),
  catalogModule,
  ordersModule,
  interactionsModule({ allows: () => true, newSecret: () => 'unused' }),
  scoringModule,
];

export const segmentSources: Sources = () => ({
  rules: modules.flatMap((module) => module.segmentRules ?? []),
  fields: modules.flatMap((module) => module.customerFields ?? []),
  fieldWords,
  choiceWords,
  uses: [],
});

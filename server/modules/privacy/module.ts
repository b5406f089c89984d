import type { Ctx } from '#platform/context.ts';
import type { Module } from '#platform/module.ts';
import type { Household } from './erase.ts';
import { eraseForRequest } from './erasure-job.ts';
import { consentsImporter } from './importer.ts';
import { ownedTables } from './owned-tables.ts';
import { preferenceFields } from './preferences.ts';
import { ERASE_JOB } from './requests.ts';
import { RETENTION_JOB, removeOutdated } from './retention.ts';
import { privacyRoutes } from './routes.ts';

export const privacyModule = (house: Household): Module => ({
  name: 'privacy',
  permissions: [
    { code: 'privacy.consent', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'privacy.requests', roles: ['retention_lead', 'service_lead'] },
    { code: 'privacy.reveal', roles: ['retention_lead', 'account_manager', 'service_lead'] },
    { code: 'privacy.erase', roles: [] },
    { code: 'privacy.settings', roles: [] },
  ],
  routes: privacyRoutes(house),
  jobs: {
    [RETENTION_JOB]: (ctx: Ctx) => removeOutdated(ctx, house.dataDir),
    [ERASE_JOB]: (ctx: Ctx, { requestId }: { requestId: number }) => eraseForRequest(ctx, house, requestId),
  },
  importers: [consentsImporter],
  customerFields: [preferenceFields],
  ownedTables,
});

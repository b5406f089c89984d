import { dayOf } from '#shared/days.ts';
import { getOrganisation } from '#modules/access/index.ts';
import { started } from '#platform/file-pieces.ts';
import { route, type Route } from '#platform/module.ts';
import * as contract from './contract.ts';
import { getCustomer, updateCustomer } from './customers.ts';
import { exportCustomers } from './export.ts';
import { customRoutes } from './custom-routes.ts';
import { CUSTOMERS_TABLE, describeFields, fieldsOf, knownFields, type LaterSources } from './fields.ts';
import { listCustomers } from './list.ts';
import { mergeTimeline } from './merge-list.ts';
import { ownerTimeline } from './owner-timeline.ts';
import { assignOwner, listOwners } from './owners.ts';
import { readTags } from './tags.ts';
import { relationTimeline } from './relation-timeline.ts';
import { recordCustomers } from './record.ts';
import { readRows } from './rows.ts';
import { searchCustomers } from './search-contract.ts';
import { answerSearch } from './search-page.ts';
import { listTimeline, ownTimeline } from './timeline.ts';

export function customersRoutes(sources: LaterSources): Route[] {
  return [
    ...customRoutes(sources),
    route(contract.recordCustomers, async (ctx, { body }) => ({ rows: await recordCustomers(ctx, body.customers) })),

    route(contract.getCustomer, async (ctx, { params }) => {
      const customer = await getCustomer(ctx, params.customerId);
      const known = [...fieldsOf(sources().fields).values()].filter((field) => field.table !== CUSTOMERS_TABLE);
      const [row] = await readRows(ctx, [params.customerId], known);
      const tags = (await readTags(ctx, [params.customerId])).get(params.customerId) ?? [];
      return { ...customer, tags, facts: row?.values ?? {}, asOf: ctx.now };
    }),

    route(contract.updateCustomer, (ctx, { params, body }) => updateCustomer(ctx, params.customerId, body)),
    route(contract.assignOwner, (ctx, { body }) => assignOwner(ctx, body)),
    route(contract.listOwners, async (ctx) => ({ rows: await listOwners(ctx) })),
    route(contract.listFields, async (ctx) => ({ rows: describeFields(await knownFields(ctx, sources().fields)) })),
    route(contract.listCustomers, async (ctx, { query }) =>
      listCustomers(ctx, await knownFields(ctx, sources().fields), query),
    ),

    route(searchCustomers, (ctx, { query }) => answerSearch(ctx, query)),

    route(contract.exportCustomers, async (ctx, { query }) => ({
      fileName: `customers-${dayOf(ctx.now, (await getOrganisation(ctx)).timeZone)}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: await started(exportCustomers(ctx, sources().fields, query)),
    })),

    route(contract.listTimeline, (ctx, { params, query }) =>
      listTimeline(
        ctx,
        [ownTimeline, ownerTimeline, relationTimeline, mergeTimeline, ...sources().timeline],
        params.customerId,
        query,
      ),
    ),
  ];
}

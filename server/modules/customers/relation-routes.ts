import { route, type Route } from '#platform/module.ts';
import { fieldsOf, type LaterSources, type PlacedField } from './fields.ts';
import { listHouseholds } from './household-list.ts';
import { joinHousehold, leaveHousehold, readHouseholds } from './households.ts';
import { listRelationKinds, saveRelationKind } from './relation-kinds.ts';
import * as contract from './relations-contract.ts';
import { addCompanyContact, readRelations, removeRelation, saveRelation } from './relations.ts';
import { requireCustomer } from './scope.ts';

/** What says something of several customers together. */
const ofSeveral = (sources: LaterSources): PlacedField[] =>
  [...fieldsOf(sources().fields).values()].filter((field) => field.adds || field.latest);

export const relationRoutes = (sources: LaterSources): Route[] => [
  route(contract.listRelationKinds, async (ctx) => ({ rows: await listRelationKinds(ctx) })),
  route(contract.saveRelationKind, (ctx, { params, body }) => saveRelationKind(ctx, params.code, body)),
  route(contract.listRelations, async (ctx, { params: { customerId } }) => {
    await requireCustomer(ctx, customerId);
    return {
      relations: await readRelations(ctx, customerId),
      households: await readHouseholds(ctx, customerId, ofSeveral(sources)),
    };
  }),
  route(contract.listHouseholds, (ctx, { query }) => listHouseholds(ctx, ofSeveral(sources), query)),
  route(contract.saveRelation, (ctx, { params, body }) => saveRelation(ctx, params, body)),
  route(contract.removeRelation, async (ctx, { params }) => {
    await removeRelation(ctx, params);
    return { done: true };
  }),
  route(contract.addCompanyContact, (ctx, { params, body }) => addCompanyContact(ctx, params.customerId, body)),
  route(contract.joinHousehold, (ctx, { params }) => joinHousehold(ctx, params.customerId, params.otherCustomerId)),
  route(contract.leaveHousehold, async (ctx, { params }) => {
    await leaveHousehold(ctx, params.customerId, params.householdId);
    return { done: true };
  }),
];

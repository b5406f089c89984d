import { route, type Route } from '#platform/module.ts';
import { fieldsOf, type LaterSources } from './fields.ts';
import { joinHousehold, leaveHousehold, readHouseholds } from './households.ts';
import { listRelationKinds, saveRelationKind } from './relation-kinds.ts';
import * as contract from './relations-contract.ts';
import { addCompanyContact, readRelations, removeRelation, saveRelation } from './relations.ts';
import { requireCustomer } from './scope.ts';

export const relationRoutes = (sources: LaterSources): Route[] => [
  route(contract.listRelationKinds, async (ctx) => ({ rows: await listRelationKinds(ctx) })),
  route(contract.saveRelationKind, (ctx, { params, body }) => saveRelationKind(ctx, params.code, body)),
  route(contract.listRelations, async (ctx, { params: { customerId } }) => {
    await requireCustomer(ctx, customerId);
    const adding = [...fieldsOf(sources().fields).values()].filter((field) => field.adds);
    return {
      relations: await readRelations(ctx, customerId),
      households: await readHouseholds(ctx, customerId, adding),
    };
  }),
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

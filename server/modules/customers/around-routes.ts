/** Routes of what stands around the profile: tags, dates worth remembering, hand-over. */
import { route, type Route } from '#platform/module.ts';
import * as datesContract from './dates-contract.ts';
import { addDate, changeDate, listDateKinds, listDates, listUpcoming, removeDate, saveDateKind } from './dates.ts';
import { removeTerm } from './terms.ts';
import type { LaterSources } from './fields.ts';
import { handOver, previewHandOver } from './hand-over.ts';
import * as ownersContract from './owners-contract.ts';
import * as tagsContract from './tags-contract.ts';
import {
  createTag,
  deleteTag,
  deleteTagGroup,
  listTags,
  mergeTags,
  saveTagGroup,
  tagCustomers,
  updateTag,
} from './tags.ts';

export const aroundRoutes = (sources: LaterSources): Route[] => [
  route(tagsContract.listTags, (ctx) => listTags(ctx)),
  route(tagsContract.createTag, (ctx, { body }) => createTag(ctx, body)),
  route(tagsContract.updateTag, (ctx, { params, body }) => updateTag(ctx, params.tagId, body)),
  route(tagsContract.mergeTags, (ctx, { params, body }) => mergeTags(ctx, params.tagId, body.intoId)),
  route(tagsContract.deleteTag, async (ctx, { params }) => {
    await deleteTag(ctx, params.tagId, sources().fieldUses);
    return { done: true };
  }),
  route(tagsContract.saveTagGroup, (ctx, { body }) => saveTagGroup(ctx, body)),
  route(tagsContract.deleteTagGroup, async (ctx, { params }) => {
    await deleteTagGroup(ctx, params.groupId);
    return { done: true };
  }),
  route(tagsContract.tagCustomers, (ctx, { body }) => tagCustomers(ctx, body)),

  route(datesContract.listDates, async (ctx, { params }) => ({ rows: await listDates(ctx, params.customerId) })),
  route(datesContract.addDate, (ctx, { params, body }) => addDate(ctx, params.customerId, body)),
  route(datesContract.changeDate, (ctx, { params, body }) => changeDate(ctx, params.customerId, params.dateId, body)),
  route(datesContract.removeTerm, async (ctx, { params }) => {
    await removeTerm(ctx, params.customerId, params.termId);
    return { done: true };
  }),
  route(datesContract.removeDate, async (ctx, { params }) => {
    await removeDate(ctx, params.customerId, params.dateId);
    return { done: true };
  }),
  route(datesContract.listUpcoming, (ctx, { query }) => listUpcoming(ctx, query)),
  route(datesContract.listDateKinds, async (ctx) => ({ rows: await listDateKinds(ctx) })),
  route(datesContract.saveDateKind, (ctx, { params, body }) => saveDateKind(ctx, params.code, body)),

  route(ownersContract.previewHandOver, (ctx, { query }) => previewHandOver(ctx, query.fromId, sources().handOvers)),
  route(ownersContract.handOver, (ctx, { body }) => handOver(ctx, body, sources().handOvers)),
];

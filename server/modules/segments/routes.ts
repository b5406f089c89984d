import { getOrganisation } from '#modules/access/index.ts';
import { started } from '#platform/file-pieces.ts';
import { route, type Route } from '#platform/module.ts';
import { dayOf } from '#shared/days.ts';
import { catalogueOf, describeRules, type Sources } from './catalogue.ts';
import { listChoices } from './choices.ts';
import * as contract from './contract.ts';
import { compareSegments, getHistory } from './history.ts';
import * as historyContract from './history-contract.ts';
import { exportMembers, listMembers } from './members.ts';
import * as membersContract from './members-contract.ts';
import { previewSegment } from './preview.ts';
import { getSegment, listSegments } from './reading.ts';
import { changeMembers, createSegment, deleteSegment, requireSegment, updateSegment } from './segments.ts';
import { listTemplates } from './templates.ts';
import { getSummary, previewSummary } from './summary.ts';
import * as summaryContract from './summary-contract.ts';
import { explainMembership, explainPreview, listCustomerSegments } from './why.ts';
import { requestEvaluations } from './work.ts';

export const segmentsRoutes = (sources: Sources): Route[] => [
  route(contract.listRules, async (ctx) => ({ rows: describeRules(await catalogueOf(ctx, sources)) })),
  route(contract.listTemplates, async (ctx) => ({ rows: await listTemplates(ctx, sources) })),
  route(contract.listChoices, async (ctx, { query }) => ({ rows: await listChoices(ctx, sources, query.of) })),
  route(contract.previewSegment, (ctx, { body }) => previewSegment(ctx, sources, body)),
  route(membersContract.explainPreview, (ctx, { body }) => explainPreview(ctx, sources, body)),

  route(summaryContract.previewSummary, (ctx, { body }) => previewSummary(ctx, sources, body)),
  route(summaryContract.getSummary, (ctx, { params }) => getSummary(ctx, params.segmentId)),

  route(contract.listSegments, async (ctx) => ({ rows: await listSegments(ctx, sources) })),
  route(contract.getSegment, (ctx, { params }) => getSegment(ctx, sources, params.segmentId)),
  route(contract.createSegment, (ctx, { body }) => createSegment(ctx, sources, body)),
  route(contract.updateSegment, (ctx, { params, body }) => updateSegment(ctx, sources, params.segmentId, body)),
  route(contract.deleteSegment, (ctx, { params }) => deleteSegment(ctx, sources, params.segmentId)),
  route(contract.evaluateSegment, async (ctx, { params }) => {
    await requireSegment(ctx, params.segmentId);
    await requestEvaluations(ctx, [params.segmentId], 'hand');
    return { done: true };
  }),
  route(membersContract.changeMembers, (ctx, { params, body }) => changeMembers(ctx, params.segmentId, body)),

  route(membersContract.listMembers, (ctx, { params, query }) => listMembers(ctx, params.segmentId, query)),
  route(membersContract.exportMembers, async (ctx, { params: { segmentId }, query }) => {
    const today = dayOf(ctx.now, (await getOrganisation(ctx)).timeZone);
    return {
      fileName: `segment-${segmentId}-${today}.csv`,
      contentType: 'text/csv; charset=utf-8',
      body: await started(await exportMembers(ctx, sources, segmentId, query.reason)),
    };
  }),
  route(membersContract.explainMembership, (ctx, { params }) =>
    explainMembership(ctx, sources, params.segmentId, params.customerId),
  ),
  route(membersContract.listCustomerSegments, (ctx, { params }) =>
    listCustomerSegments(ctx, sources, params.customerId),
  ),
  route(historyContract.getHistory, (ctx, { params }) => getHistory(ctx, sources, params.segmentId)),
  route(historyContract.compareSegments, (ctx, { params }) => compareSegments(ctx, params.segmentId, params.otherId)),
];

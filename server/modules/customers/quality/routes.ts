import type { Ctx } from '#platform/context.ts';
import { route, type Route } from '#platform/module.ts';
import * as contract from '../quality-contract.ts';
import { confirmFields, listFieldChecks } from './checks.ts';
import { requestMeasure } from './measure.ts';
import { getQuality } from './read.ts';
import { saveQualitySettings } from './settings.ts';

export const qualityRoutes: readonly Route[] = [
  route(contract.getQuality, (ctx: Ctx, { query }) => getQuality(ctx, query)),
  route(contract.measureQuality, async (ctx: Ctx) => {
    await requestMeasure(ctx);
    return { waiting: true };
  }),
  route(contract.saveQualitySettings, (ctx, { body }) => saveQualitySettings(ctx, body)),
  route(contract.listFieldChecks, (ctx, { params }) => listFieldChecks(ctx, params.customerId)),
  route(contract.confirmFields, async (ctx, { params, body }) => ({
    confirmed: await confirmFields(ctx, params.customerId, body.fields),
  })),
];

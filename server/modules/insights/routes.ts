import { describeModel } from '#modules/scoring/index.ts';
import { route, type Route } from '#platform/module.ts';
import { answer } from './answers.ts';
import * as contract from './contract.ts';
import { DEFINITIONS } from './definitions.ts';
import { overview } from './overview.ts';
import { retention } from './retention.ts';
import { rfmPicture } from './rfm.ts';

export const routes: Route[] = [
  route(contract.listDefinitions, async () => ({ rows: [...DEFINITIONS] })),
  route(contract.getOverview, (ctx, { query }) => answer(ctx, overview, query)),
  route(contract.getRetention, (ctx, { query }) => answer(ctx, retention, query)),
  route(contract.getRfmPicture, async (ctx) => ({
    ...(await answer(ctx, rfmPicture, {})),
    model: await describeModel(ctx),
  })),
];

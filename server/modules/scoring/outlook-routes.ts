import { route, type Route } from '#platform/module.ts';
import * as affinity from './affinity-contract.ts';
import { getAffinity } from './affinity-page.ts';
import { listAtRisk } from './at-risk.ts';
import * as churn from './churn-contract.ts';
import * as churnSettings from './churn-settings-contract.ts';
import { getChurn, getHealth } from './churn-page.ts';
import { describeChurnSettings } from './churn-choices.ts';
import { saveChurnSettings, saveHealthSettings } from './churn-settings.ts';
import { getOutlook } from './customer-outlook.ts';
import { listTerms } from './customer-terms.ts';
import { listModelVersions } from './model-versions.ts';
import * as portfolio from './portfolio-contract.ts';
import { getFlow, getPortfolio } from './portfolio.ts';
import { previewChurn } from './preview-churn.ts';
import { getRecommendations, recommendForBasket } from './recommendations.ts';
import { judgedMoment } from './runs.ts';
import * as value from './value-contract.ts';
import { getModelReport, getValue } from './value-page.ts';

/** Value, churn, health, portfolio and affinity. */
export const outlookRoutes: Route[] = [
  route(value.getValue, (ctx) => getValue(ctx)),
  route(value.getModelReport, (ctx) => getModelReport(ctx)),
  route(value.listModelVersions, (ctx, { query }) => listModelVersions(ctx, query)),

  route(churnSettings.getChurnSettings, (ctx) => describeChurnSettings(ctx)),
  route(churnSettings.saveChurnSettings, (ctx, { body }) => saveChurnSettings(ctx, body)),
  route(churnSettings.previewChurn, (ctx, { body }) => previewChurn(ctx, body)),
  route(churn.getChurn, (ctx, { query }) => getChurn(ctx, query.months)),
  route(churn.listAtRisk, (ctx, { query }) => listAtRisk(ctx, query)),
  route(churn.getHealth, (ctx) => getHealth(ctx)),
  route(churn.saveHealthSettings, (ctx, { body }) => saveHealthSettings(ctx, body)),
  route(churn.listTerms, (ctx, { params }) => listTerms(ctx, params.customerId)),
  route(churn.getOutlook, (ctx, { params }) => getOutlook(ctx, params.customerId)),

  route(portfolio.getFlow, (ctx, { query }) => getFlow(ctx, query)),
  route(portfolio.getPortfolio, (ctx, { query }) => getPortfolio(ctx, query)),

  route(affinity.getAffinity, (ctx, { query }) => getAffinity(ctx, query)),
  route(affinity.getRecommendations, (ctx, { params, query }) => getRecommendations(ctx, params.customerId, query)),
  route(affinity.recommendForBasket, async (ctx, { query }) => {
    const asOf = await judgedMoment(ctx);
    return { asOf, rows: await recommendForBasket({ ...ctx, now: asOf }, query.products ?? [], query.limit) };
  }),
];

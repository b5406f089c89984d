import { liftSuppressions, requireCustomer } from '#modules/customers/index.ts';
import { recordAudit } from '#modules/access/index.ts';
import { route, type Route } from '#platform/module.ts';
import { answerConfirmation, getConfirmation } from './confirmations.ts';
import { getConsents } from './consent-page.ts';
import { recordConsents } from './consents.ts';
import * as contract from './contract.ts';
import { downloadCopy } from './copy.ts';
import type { Household } from './erase.ts';
import * as asked from './requests-contract.ts';
import { changeRequest, closeRequest, getRequest, listRequests, openRequest, startErasure } from './requests.ts';
import { listRemovals } from './retention.ts';
import { reveal } from './reveal.ts';
import * as settings from './settings-contract.ts';
import { DEFAULT_SETTINGS, getPrivacySettings, savePrivacySettings } from './settings.ts';
import { listTexts, publishText } from './texts.ts';

export function privacyRoutes(house: Household): Route[] {
  return [
    route(contract.recordConsents, (ctx, { body }) => recordConsents(ctx, body.consents)),
    route(contract.getConsents, (ctx, { params }) => getConsents(ctx, params.customerId)),
    route(contract.listConsentTexts, async (ctx) => ({ rows: await listTexts(ctx) })),
    route(contract.publishConsentText, (ctx, { body }) => publishText(ctx, body)),
    route(contract.getConfirmation, (ctx, { params }) => getConfirmation(ctx, params.token)),
    route(contract.answerConfirmation, async (ctx, { params, body }) => {
      await answerConfirmation(ctx, params.token, body.answer, null);
      return { done: true };
    }),

    route(asked.listRequests, (ctx, { query }) => listRequests(ctx, query)),
    route(asked.openRequest, (ctx, { body }) => openRequest(ctx, body)),
    route(asked.getRequest, (ctx, { params }) => getRequest(ctx, params.requestId)),
    route(asked.changeRequest, (ctx, { params, body }) => changeRequest(ctx, params.requestId, body)),
    route(asked.closeRequest, (ctx, { params, body }) => closeRequest(ctx, params.requestId, body)),
    route(asked.startErasure, (ctx, { params, body }) => startErasure(ctx, params.requestId, body)),
    route(asked.downloadCopy, (ctx, { params, query }) => downloadCopy(ctx, house, params.requestId, query)),
    route(asked.liftSuppression, async (ctx, { params, body }) => {
      await requireCustomer(ctx, params.customerId);
      const freed = await liftSuppressions(ctx, params.customerId);
      await recordAudit(ctx, [
        {
          action: 'customers.suppression_lifted',
          subjectType: 'customer',
          subjectId: params.customerId,
          after: { freed, reason: body.reason },
        },
      ]);
      return { freed };
    }),

    route(settings.getSettings, async (ctx) => ({
      settings: await getPrivacySettings(ctx),
      defaults: DEFAULT_SETTINGS,
    })),
    route(settings.listRemovals, (ctx, { query }) => listRemovals(ctx, query)),
    route(settings.revealValue, (ctx, { params, body }) => reveal(ctx, params.customerId, body)),
    route(settings.saveSettings, (ctx, { body }) => savePrivacySettings(ctx, body)),
  ];
}

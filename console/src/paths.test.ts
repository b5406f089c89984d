import { expect, test } from 'vitest';
import { paths, withState } from './paths.ts';

test('addresses stay what people have bookmarked', () => {
  const made = Object.entries(paths).map(([name, make]) => [
    name,
    (make as (...values: unknown[]) => string)(7, '门店/1'),
  ]);
  expect(Object.fromEntries(made)).toMatchInlineSnapshot(`
    {
      "account": "/settings/account",
      "adviceRule": "/settings/alerts/advice/7",
      "affinity": "/insights/affinity",
      "alertRule": "/settings/alerts/rules/7",
      "alertSettings": "/settings/alerts",
      "alerts": "/care/alerts",
      "audit": "/settings/audit",
      "careSettings": "/settings/alerts/care",
      "careStages": "/care/stages",
      "churn": "/insights/churn",
      "churnSettings": "/settings/churn",
      "consent": "/consent/7",
      "consentTextNew": "/settings/consent-texts/new",
      "consentTexts": "/settings/consent-texts",
      "contact": "/customers/7/contacts/%E9%97%A8%E5%BA%97%2F1",
      "contactNew": "/customers/7/contacts/new?kind=%E9%97%A8%E5%BA%97%2F1",
      "customer": "/customers/7",
      "customerDateNew": "/customers/7/dates/new",
      "customerEdit": "/customers/7/edit",
      "customerField": "/settings/fields/7",
      "customerFieldNew": "/settings/fields/new",
      "customerFields": "/settings/fields",
      "customerInterview": "/customers/7/interview",
      "customerNew": "/customers/new",
      "customerTask": "/customers/7/task",
      "customers": "/customers",
      "duplicateSettings": "/customers/duplicates/settings",
      "duplicates": "/customers/duplicates",
      "exports": "/settings/exports",
      "firstData": "/start/data",
      "firstRun": "/start",
      "handOver": "/care/team/hand-over",
      "health": "/insights/health",
      "home": "/",
      "importBatch": "/import/batches/7",
      "importFile": "/import/files/7",
      "importNew": "/import/new",
      "imports": "/import",
      "interactionKind": "/settings/interactions/7",
      "interactionKindNew": "/settings/interactions/new",
      "interactionKinds": "/settings/interactions",
      "keyNew": "/settings/keys/new",
      "keys": "/settings/keys",
      "lifecycle": "/insights/lifecycle",
      "lifecycleSettings": "/settings/lifecycle",
      "merge": "/customers/merge",
      "merges": "/customers/merges",
      "models": "/insights/models",
      "myDay": "/day",
      "organisation": "/settings/organisation",
      "overview": "/insights/overview",
      "people": "/settings/people",
      "person": "/settings/people/7",
      "personHandOver": "/settings/people/7/hand-over",
      "personNew": "/settings/people/new",
      "playbook": "/care/playbooks/7",
      "playbookNew": "/care/playbooks/new",
      "playbooks": "/care/playbooks",
      "policies": "/care/policies",
      "policy": "/care/policies/7",
      "portfolio": "/insights/portfolio",
      "privacyRequest": "/privacy/requests/7",
      "privacyRequestNew": "/privacy/requests/new",
      "privacyRequests": "/privacy/requests",
      "privacySettings": "/settings/privacy",
      "retention": "/insights/retention",
      "rfm": "/insights/rfm",
      "rfmSettings": "/settings/rfm",
      "roles": "/settings/roles",
      "segment": "/segments/7",
      "segmentEdit": "/segments/7/edit",
      "segmentNew": "/segments/new",
      "segments": "/segments",
      "settings": "/settings",
      "signIn": "/sign-in?return=7",
      "site": "/settings/sites/7",
      "siteNew": "/settings/sites/new",
      "sites": "/settings/sites",
      "store": "/settings/stores/7",
      "storeNew": "/settings/stores/new",
      "stores": "/settings/stores",
      "tag": "/settings/tags/7",
      "tagNew": "/settings/tags/new",
      "tags": "/settings/tags",
      "taskSettings": "/settings/tasks",
      "taskTemplate": "/settings/tasks/7",
      "team": "/settings/teams/7",
      "teamBoard": "/care/team",
      "teamNew": "/settings/teams/new",
      "teams": "/settings/teams",
      "unmatchedOrder": "/orders/unmatched/7/%E9%97%A8%E5%BA%97%2F1",
      "unmatchedOrders": "/orders/unmatched",
      "upcomingDates": "/dates",
      "value": "/insights/value",
      "webhook": "/settings/webhooks/7",
      "webhookEdit": "/settings/webhooks/7/edit",
      "webhookNew": "/settings/webhooks/new",
      "webhooks": "/settings/webhooks",
      "winBack": "/care/win-back",
      "winBackNew": "/care/win-back/new",
      "winBackPlan": "/care/win-back/7",
    }
  `);
});

test('a store code may hold a slash', () => {
  expect(paths.store('A/1')).toBe('/settings/stores/A%2F1');
});

test('signing in leads back to where one was', () => {
  expect(paths.signIn('/customers?search=a')).toBe('/sign-in?return=%2Fcustomers%3Fsearch%3Da');
  expect(paths.signIn('/')).toBe('/sign-in');
});

test('lists repeat their name in a link', () => {
  expect(withState('/customers', { filter: ['a:is:b', 'c:min:1'], search: undefined })).toBe(
    '/customers?filter=a%3Ais%3Ab&filter=c%3Amin%3A1',
  );
  expect(withState('/customers', {})).toBe('/customers');
});

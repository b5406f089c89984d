import { redirect, type LoaderFunctionArgs, type RouteObject } from 'react-router';
import { getMyDay } from '#modules/care/contract.ts';
import { getOverview } from '#modules/insights/contract.ts';
import { paths } from '../paths.ts';
import { loadStart } from '../session.ts';
import { RouteProblem } from './route-problem.tsx';
import { NotFound } from '../components/not-found.tsx';

/**
 * One line per page; its file exports what the router takes: `loader`, `handle`, `Component`. Forms are routes below
 * the page they open over. Each page is a file of its own in the build, fetched when it is first visited.
 */
export const routes: RouteObject[] = [
  {
    ErrorBoundary: RouteProblem,
    HydrateFallback: () => null,
    children: [
      { path: '/sign-in', loader: onlyWhen('signed_out'), lazy: () => import('../pages/access/sign-in.tsx') },
      {
        path: '/second-factor',
        loader: whenOwing,
        lazy: () => import('../pages/access/second-factor-needed.tsx'),
      },
      { path: '/consent/:token', lazy: () => import('../pages/privacy/confirmation.tsx') },
      { path: '/start', loader: onlyWhen('empty'), lazy: () => import('../pages/access/first-run.tsx') },
      {
        middleware: [requireSession],
        loader: () => null,
        lazy: () => import('./layout.tsx'),
        children: [
          {
            ErrorBoundary: RouteProblem,
            children: [
              { path: '/', element: null, loader: goHome },
              { path: '/start/data', lazy: () => import('../pages/access/first-data.tsx') },
              { path: '/day', lazy: () => import('../pages/care/my-day.tsx') },
              { path: '/day/sheet', lazy: () => import('../pages/care/call-sheet.tsx') },
              { path: '/care/week', lazy: () => import('../pages/care/week.tsx') },
              {
                path: '/care/team',
                lazy: () => import('../pages/care/team.tsx'),
                children: [
                  { path: 'hand-over', lazy: () => import('../pages/care/hand-over.tsx') },
                  { path: 'hand-over/:id', lazy: () => import('../pages/access/hand-over.tsx') },
                ],
              },
              { path: '/care/alerts', lazy: () => import('../pages/care/alerts.tsx') },
              {
                path: '/care/policies',
                lazy: () => import('../pages/care/policies.tsx'),
                children: [
                  { path: ':code', lazy: () => import('../pages/care/policy-edit.tsx') },
                  { path: ':code/owners', lazy: () => import('../pages/care/policy-owners.tsx') },
                ],
              },
              { path: '/care/stages', lazy: () => import('../pages/care/stages.tsx') },
              {
                path: '/care/playbooks',
                lazy: () => import('../pages/care/playbooks.tsx'),
                children: [
                  { path: 'new', lazy: () => import('../pages/care/playbook-edit.tsx') },
                  { path: ':code', lazy: () => import('../pages/care/playbook-edit.tsx') },
                ],
              },
              {
                path: '/care/win-back',
                lazy: () => import('../pages/care/win-back.tsx'),
                children: [
                  { path: 'new', lazy: () => import('../pages/care/win-back-new.tsx') },
                  { path: ':planId', lazy: () => import('../pages/care/win-back-edit.tsx') },
                  { path: ':planId/customers', lazy: () => import('../pages/care/win-back-members.tsx') },
                ],
              },
              {
                path: '/customers',
                lazy: () => import('../pages/customers/list.tsx'),
                children: [{ path: 'new', lazy: () => import('../pages/customers/customer-new.tsx') }],
              },
              {
                path: '/customers/duplicates',
                lazy: () => import('../pages/customers/duplicates.tsx'),
                children: [{ path: 'settings', lazy: () => import('../pages/customers/duplicate-settings.tsx') }],
              },
              { path: '/customers/quality', lazy: () => import('../pages/customers/quality.tsx') },
              { path: '/customers/households', lazy: () => import('../pages/customers/households.tsx') },
              { path: '/customers/merge', lazy: () => import('../pages/customers/merge.tsx') },
              { path: '/customers/merges', lazy: () => import('../pages/customers/merges.tsx') },
              {
                path: '/customers/:customerId',
                lazy: () => import('../pages/customers/customer.tsx'),
                children: [
                  { path: 'edit', lazy: () => import('../pages/customers/customer-edit.tsx') },
                  { path: 'contacts/new', lazy: () => import('../pages/interactions/contact-form.tsx') },
                  { path: 'contacts/:interactionId', lazy: () => import('../pages/interactions/contact-form.tsx') },
                  { path: 'relations/new', lazy: () => import('../pages/customers/relation-form.tsx') },
                  {
                    path: 'relations/:kind/:way/:otherCustomerId',
                    lazy: () => import('../pages/customers/relation-edit.tsx'),
                  },
                  { path: 'dates/new', lazy: () => import('../pages/customers/date-form.tsx') },
                  { path: 'dates/:dateId', lazy: () => import('../pages/customers/date-edit.tsx') },
                  { path: 'task', lazy: () => import('../pages/care/task-new.tsx') },
                  { path: 'interview', lazy: () => import('../pages/care/interview-new.tsx') },
                ],
              },
              { path: '/dates', lazy: () => import('../pages/customers/upcoming.tsx') },
              {
                path: '/orders/unmatched',
                lazy: () => import('../pages/orders/unmatched.tsx'),
                children: [
                  { path: ':sourceId/:externalId', lazy: () => import('../pages/orders/unmatched-match.tsx') },
                ],
              },
              {
                path: '/privacy/requests',
                lazy: () => import('../pages/privacy/requests.tsx'),
                children: [{ path: 'new', lazy: () => import('../pages/privacy/request-new.tsx') }],
              },
              { path: '/privacy/requests/:requestId', lazy: () => import('../pages/privacy/request.tsx') },
              { path: '/import', lazy: () => import('../pages/ingest/imports.tsx') },
              { path: '/import/new', lazy: () => import('../pages/ingest/import-new.tsx') },
              { path: '/import/files/:uploadId', lazy: () => import('../pages/ingest/import-file.tsx') },
              { path: '/import/batches/:batchId', lazy: () => import('../pages/ingest/import-batch.tsx') },
              { path: '/segments', lazy: () => import('../pages/segments/list.tsx') },
              { path: '/segments/new', lazy: () => import('../pages/segments/builder.tsx') },
              { path: '/segments/:segmentId', lazy: () => import('../pages/segments/segment.tsx') },
              { path: '/segments/:segmentId/edit', lazy: () => import('../pages/segments/builder.tsx') },
              { path: '/insights/overview', lazy: () => import('../pages/insights/overview.tsx') },
              { path: '/insights/rfm', lazy: () => import('../pages/insights/rfm.tsx') },
              { path: '/insights/retention', lazy: () => import('../pages/insights/retention.tsx') },
              { path: '/insights/lifecycle', lazy: () => import('../pages/scoring/lifecycle.tsx') },
              { path: '/insights/value', lazy: () => import('../pages/outlook/value.tsx') },
              { path: '/insights/churn', lazy: () => import('../pages/outlook/churn.tsx') },
              { path: '/insights/health', lazy: () => import('../pages/outlook/health.tsx') },
              { path: '/insights/portfolio', lazy: () => import('../pages/outlook/portfolio.tsx') },
              { path: '/insights/affinity', lazy: () => import('../pages/outlook/affinity.tsx') },
              { path: '/insights/models', lazy: () => import('../pages/outlook/models.tsx') },
              {
                path: '/settings',
                lazy: () => import('../pages/access/settings.tsx'),
                children: [
                  { index: true, element: null, loader: () => redirect(paths.organisation()) },
                  { path: 'organisation', lazy: () => import('../pages/access/organisation.tsx') },
                  { path: 'roles', lazy: () => import('../pages/access/roles.tsx') },
                  { path: 'account', lazy: () => import('../pages/access/account.tsx') },
                  {
                    path: 'stores',
                    lazy: () => import('../pages/access/stores.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/access/store-form.tsx') },
                      { path: ':code', lazy: () => import('../pages/access/store-form.tsx') },
                    ],
                  },
                  {
                    path: 'people',
                    lazy: () => import('../pages/access/people.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/access/person-new.tsx') },
                      { path: ':id', lazy: () => import('../pages/access/person-edit.tsx') },
                      { path: ':id/hand-over', lazy: () => import('../pages/access/hand-over.tsx') },
                    ],
                  },
                  {
                    path: 'tags',
                    lazy: () => import('../pages/customers/tag-settings.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/customers/tag-form.tsx') },
                      { path: ':tagId', lazy: () => import('../pages/customers/tag-form.tsx') },
                    ],
                  },
                  {
                    path: 'relations',
                    lazy: () => import('../pages/customers/relation-kinds.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/customers/relation-kind-form.tsx') },
                      { path: ':code', lazy: () => import('../pages/customers/relation-kind-form.tsx') },
                    ],
                  },
                  {
                    path: 'sources',
                    lazy: () => import('../pages/ingest/sources.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/ingest/source-form.tsx') },
                      { path: 'edit', lazy: () => import('../pages/ingest/source-form.tsx') },
                    ],
                  },
                  {
                    path: 'quality',
                    lazy: () => import('../pages/care/fresh.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/care/fresh-rule-form.tsx') },
                      { path: 'limits', lazy: () => import('../pages/care/fresh-limits.tsx') },
                      { path: ':ruleId', lazy: () => import('../pages/care/fresh-rule-form.tsx') },
                    ],
                  },
                  {
                    path: 'fields',
                    lazy: () => import('../pages/customers/field-settings.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/customers/field-form.tsx') },
                      { path: ':fieldId', lazy: () => import('../pages/customers/field-form.tsx') },
                    ],
                  },
                  {
                    path: 'teams',
                    lazy: () => import('../pages/access/teams.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/access/team-form.tsx') },
                      { path: ':teamId', lazy: () => import('../pages/access/team-form.tsx') },
                    ],
                  },
                  {
                    path: 'keys',
                    lazy: () => import('../pages/access/keys.tsx'),
                    children: [{ path: 'new', lazy: () => import('../pages/access/key-new.tsx') }],
                  },
                  {
                    path: 'webhooks',
                    lazy: () => import('../pages/webhooks/receivers.tsx'),
                    children: [{ path: 'new', lazy: () => import('../pages/webhooks/receiver-new.tsx') }],
                  },
                  {
                    path: 'webhooks/:receiverId',
                    lazy: () => import('../pages/webhooks/receiver.tsx'),
                    children: [{ path: 'edit', lazy: () => import('../pages/webhooks/receiver-edit.tsx') }],
                  },
                  {
                    path: 'sites',
                    lazy: () => import('../pages/interactions/sites.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/interactions/site-form.tsx') },
                      { path: ':siteId', lazy: () => import('../pages/interactions/site-form.tsx') },
                    ],
                  },
                  {
                    path: 'interactions',
                    lazy: () => import('../pages/interactions/kinds.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/interactions/kind-form.tsx') },
                      { path: ':code', lazy: () => import('../pages/interactions/kind-form.tsx') },
                    ],
                  },
                  { path: 'rfm', lazy: () => import('../pages/scoring/rfm-settings.tsx') },
                  { path: 'lifecycle', lazy: () => import('../pages/scoring/lifecycle-settings.tsx') },
                  { path: 'churn', lazy: () => import('../pages/outlook/churn-settings.tsx') },
                  {
                    path: 'alerts',
                    lazy: () => import('../pages/care/alert-settings.tsx'),
                    children: [
                      { path: 'care', lazy: () => import('../pages/care/care-settings.tsx') },
                      { path: 'rules/:code', lazy: () => import('../pages/care/alert-rule-edit.tsx') },
                      { path: 'advice/:code', lazy: () => import('../pages/care/advice-rule-edit.tsx') },
                    ],
                  },
                  {
                    path: 'tasks',
                    lazy: () => import('../pages/care/task-settings.tsx'),
                    children: [
                      { path: 'new', lazy: () => import('../pages/care/template-edit.tsx') },
                      { path: ':code', lazy: () => import('../pages/care/template-edit.tsx') },
                    ],
                  },
                  { path: 'audit', lazy: () => import('../pages/access/audit.tsx') },
                  { path: 'exports', lazy: () => import('../pages/privacy/exports.tsx') },
                  { path: 'privacy', lazy: () => import('../pages/privacy/settings.tsx') },
                  {
                    path: 'consent-texts',
                    lazy: () => import('../pages/privacy/texts.tsx'),
                    children: [{ path: 'new', lazy: () => import('../pages/privacy/text-new.tsx') }],
                  },
                ],
              },
              { path: '*', Component: NotFound },
            ],
          },
        ],
      },
    ],
  },
];

/** Account managers begin with their day; the overview greets those who may see it; the others start with the customers. */
async function goHome() {
  const { me } = await loadStart();
  if (me?.role === 'account_manager' && me.permissions.includes(getMyDay.permission)) return redirect(paths.myDay());
  return redirect(me?.permissions.includes(getOverview.permission) ? paths.overview() : paths.customers());
}

/** Before any loader of a page asks the server. Nobody signed in: to the sign-in page and back again; an empty house: to the first run. */
async function requireSession({ request }: LoaderFunctionArgs) {
  const { state, me } = await loadStart();
  if (state === 'empty') throw redirect(paths.firstRun());
  if (me?.owesSecondFactor) throw redirect(paths.secondFactor());
  const { pathname, search } = new URL(request.url);
  if (state === 'signed_out') throw redirect(paths.signIn(pathname + search));
}

async function whenOwing() {
  const { me } = await loadStart();
  if (!me?.owesSecondFactor) throw redirect(paths.home());
  return null;
}

/** Sign-in and first run are for those who need them; everybody else is at home. */
function onlyWhen(expected: 'empty' | 'signed_out') {
  return async () => {
    const { state } = await loadStart();
    if (state === 'empty' && expected !== 'empty') throw redirect(paths.firstRun());
    if (state !== expected) throw redirect(paths.home());
    return null;
  };
}

/** Every address of the console. Pages link through these; `paths.test.ts` keeps them from changing by accident. */
const encode = encodeURIComponent;

export const paths = {
  home: () => '/',
  signIn: (back?: string) => (back && back !== '/' ? `/sign-in?return=${encode(back)}` : '/sign-in'),
  firstRun: () => '/start',
  firstData: () => '/start/data',

  customers: () => '/customers',
  customer: (customerId: number) => `/customers/${customerId}`,
  merge: () => '/customers/merge',
  merges: () => '/customers/merges',
  customerDateNew: (customerId: number) => `/customers/${customerId}/dates/new`,
  upcomingDates: () => '/dates',
  customerEdit: (customerId: number) => `/customers/${customerId}/edit`,
  contactNew: (customerId: number, kind: string) => `/customers/${customerId}/contacts/new?kind=${encode(kind)}`,
  contact: (customerId: number, interactionId: string) => `/customers/${customerId}/contacts/${encode(interactionId)}`,
  unmatchedOrders: () => '/orders/unmatched',
  unmatchedOrder: (sourceId: number, externalId: string) => `/orders/unmatched/${sourceId}/${encode(externalId)}`,

  imports: () => '/import',
  importNew: () => '/import/new',
  importFile: (uploadId: number) => `/import/files/${uploadId}`,
  importBatch: (batchId: number) => `/import/batches/${batchId}`,

  segments: () => '/segments',
  segmentNew: () => '/segments/new',
  segment: (segmentId: number) => `/segments/${segmentId}`,
  segmentEdit: (segmentId: number) => `/segments/${segmentId}/edit`,

  overview: () => '/insights/overview',
  rfm: () => '/insights/rfm',
  retention: () => '/insights/retention',
  lifecycle: () => '/insights/lifecycle',
  value: () => '/insights/value',
  churn: () => '/insights/churn',
  health: () => '/insights/health',
  portfolio: () => '/insights/portfolio',
  affinity: () => '/insights/affinity',
  models: () => '/insights/models',

  settings: () => '/settings',
  rfmSettings: () => '/settings/rfm',
  lifecycleSettings: () => '/settings/lifecycle',
  churnSettings: () => '/settings/churn',
  organisation: () => '/settings/organisation',
  stores: () => '/settings/stores',
  storeNew: () => '/settings/stores/new',
  store: (code: string) => `/settings/stores/${encode(code)}`,
  people: () => '/settings/people',
  personHandOver: (id: string) => `/settings/people/${encode(id)}/hand-over`,
  personNew: () => '/settings/people/new',
  person: (id: string) => `/settings/people/${encode(id)}`,
  tags: () => '/settings/tags',
  tagNew: () => '/settings/tags/new',
  tag: (tagId: number) => `/settings/tags/${tagId}`,
  customerFields: () => '/settings/fields',
  customerFieldNew: () => '/settings/fields/new',
  customerField: (fieldId: number) => `/settings/fields/${fieldId}`,
  teams: () => '/settings/teams',
  teamNew: () => '/settings/teams/new',
  team: (teamId: number) => `/settings/teams/${teamId}`,
  roles: () => '/settings/roles',
  keys: () => '/settings/keys',
  keyNew: () => '/settings/keys/new',
  webhooks: () => '/settings/webhooks',
  webhookNew: () => '/settings/webhooks/new',
  webhook: (receiverId: number) => `/settings/webhooks/${receiverId}`,
  webhookEdit: (receiverId: number) => `/settings/webhooks/${receiverId}/edit`,
  sites: () => '/settings/sites',
  siteNew: () => '/settings/sites/new',
  site: (siteId: number) => `/settings/sites/${siteId}`,
  interactionKinds: () => '/settings/interactions',
  interactionKindNew: () => '/settings/interactions/new',
  interactionKind: (code: string) => `/settings/interactions/${encode(code)}`,
  account: () => '/settings/account',
  audit: () => '/settings/audit',
};

/** A path with what its page reads from the URL: `withState(paths.customers(), { filter: ['scoring.stage:is:lost'] })`. */
export function withState(path: string, state: Record<string, string | readonly string[] | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    for (const one of typeof value === 'string' ? [value] : (value ?? [])) search.append(name, one);
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

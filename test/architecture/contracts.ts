/** What the contracts promise: who may call, whose customers are shown, what a repeated write does; and that it is kept. */
import type { Endpoint } from '#shared/endpoint.ts';
import type { Offence } from './offence.ts';

/** A module's contract as it is at run time: everything it exports, endpoints among it. */
export type Contract = { file: string; exported: Readonly<Record<string, unknown>> };

export type House = {
  permissions: ReadonlySet<string>;
  /** The endpoints that have a handler. */
  mounted: ReadonlySet<unknown>;
};

export type Exported = { file: string; name: string; endpoint: Endpoint };

/** What has a path is an endpoint or was meant to be one. */
export function endpointsOf(contracts: readonly Contract[]): Exported[] {
  return contracts.flatMap(({ file, exported }) =>
    Object.entries(exported).flatMap(([name, value]) => (isEndpoint(value) ? [{ file, name, endpoint: value }] : [])),
  );
}

const isEndpoint = (value: unknown): value is Endpoint =>
  typeof value === 'object' && value !== null && 'path' in value && 'method' in value;

export function checkContracts(contracts: readonly Contract[], house: House): Offence[] {
  const endpoints = endpointsOf(contracts);
  return [...endpoints.flatMap((entry) => promises(entry, house)), ...samePath(endpoints)];
}

function promises({ file, name, endpoint }: Exported, house: House): Offence[] {
  const { method, permission, scope, idempotency, summary } = endpoint;
  const offences: Offence[] = [];
  const say = (what: string, remedy: string) => offences.push({ file, what: `${name} ${what}`, remedy });
  if (!permission) say('has no permission', PERMISSION);
  else if (!['public', 'signed-in'].includes(permission) && !house.permissions.has(permission))
    say(`asks for the permission "${permission}", which no module declares`, PERMISSION);
  if (!['customers', 'none'].includes(scope)) say('has no scope', SCOPE);
  if (!summary) say('has no summary', 'Say in a few words what it is for; the API page prints it.');
  if (method !== 'GET' && !idempotency) say('writes and does not say what a repeated call does', IDEMPOTENCY);
  if (method === 'GET' && endpoint.body)
    say('is a GET with a body', 'Take the input from the query, or make it a POST.');
  if (!endpoint.path.startsWith('/api/')) say(`has the path ${endpoint.path}`, 'Paths begin with /api/.');
  if (!house.mounted.has(endpoint)) say('is served by no route', ROUTE);
  return offences;
}

const PERMISSION =
  "Give it a permission that a module.ts declares in `permissions`, or say 'public' or 'signed-in' if it really is for everybody.";
const SCOPE =
  "Say scope: 'customers' when it shows or changes single customers (and cut it by scopeOf(ctx)), else 'none'.";
const IDEMPOTENCY = 'Say in `idempotency` what makes a repeated call harmless, or why it is not.';
const ROUTE =
  "Add route(contract.<name>, …) to the module's routes.ts and the module to buildHouse, or take the endpoint away.";

function samePath(endpoints: readonly Exported[]): Offence[] {
  const shape = ({ endpoint }: Exported) => `${endpoint.method} ${endpoint.path.replaceAll(/:\w+/g, ':*')}`;
  return [...Map.groupBy(endpoints, shape)]
    .filter(([, group]) => group.length > 1)
    .map(([where, group]) => ({
      file: group[1]?.file ?? '',
      what: `${group.map(({ name }) => name).join(' and ')} share ${where}`,
      remedy: 'One method and path is one endpoint: rename one of the paths.',
    }));
}

/** The one way to the server: an endpoint of a contract, called. The contract types what is sent and what comes back. */
import type { BodyInput, Endpoint, ParamsOf, QueryInput, ResultOf } from '#shared/endpoint.ts';
import { CallError, problemOf } from './problem.ts';
import { noticeShutOut } from './shut-out.ts';

type Params<E> = ParamsOf<E> extends object ? { params: { [K in keyof ParamsOf<E>]: string | number } } : object;
type Body<E> = E extends { body?: infer B }
  ? NonNullable<B> extends 'stream'
    ? { body: Blob }
    : BodyInput<E> extends undefined
      ? object
      : { body: BodyInput<E> }
  : object;

export type CallInput<E> = Params<E> & Body<E> & { query?: QueryInput<E>; signal?: AbortSignal };
/** The input may be left out where the endpoint needs none. */
export type CallArguments<E> = object extends CallInput<E> ? [input?: CallInput<E>] : [input: CallInput<E>];

type Loose = { params?: Record<string, string | number>; query?: object; body?: unknown; signal?: AbortSignal };

/** Throws `CallError` with the server's problem, or with `network.unreachable` when there was no answer. */
export async function call<E extends Endpoint>(endpoint: E, ...[input]: CallArguments<E>): Promise<ResultOf<E>> {
  const { params, query, body, signal } = (input ?? {}) as Loose;
  const response = await request(urlOf(endpoint, { params, query }), {
    method: endpoint.method,
    signal: signal ?? null,
    ...(body !== undefined && bodyOf(body)),
  });
  return (endpoint.response === 'file' ? response.blob() : response.json()) as Promise<ResultOf<E>>;
}

/** The address of a call, for links that download. Lists of values repeat the name; what is undefined is left out. */
export function urlOf(endpoint: Endpoint, { params = {}, query = {} }: Loose = {}): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${endpoint.path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') search.append(name, String(one));
    }
  }
  return search.size > 0 ? `${path}?${search}` : path;
}

type AuthAnswers = {
  /** With `twoFactorRedirect` the password was right and a code is asked for. */
  'sign-in/email': { twoFactorRedirect?: boolean };
  'sign-out': unknown;
  'change-password': unknown;
  'two-factor/enable': { totpURI: string; backupCodes: string[] };
  'two-factor/disable': unknown;
  'two-factor/verify-totp': unknown;
  'two-factor/verify-backup-code': unknown;
  'two-factor/generate-backup-codes': { backupCodes: string[] };
};

/** Sign-in is the auth library's own REST, not a contract of ours. */
export async function callAuth<Action extends keyof AuthAnswers>(
  action: Action,
  body: object,
): Promise<AuthAnswers[Action]> {
  const response = await request(`/api/auth/${action}`, { method: 'POST', ...bodyOf(body) });
  return response.json() as Promise<AuthAnswers[Action]>;
}

function bodyOf(body: unknown): { body: Blob | string; headers: Record<string, string> } {
  return body instanceof Blob
    ? { body, headers: { 'content-type': 'application/octet-stream' } }
    : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

async function request(url: string, init: RequestInit): Promise<Response> {
  const headers = { ...(init.headers as Record<string, string>), 'accept-language': document.documentElement.lang };
  const response = await answerOf(url, { ...init, headers });
  if (!response.ok) throw new CallError(noticeShutOut(await problemOf(response)));
  return response;
}

async function answerOf(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new CallError({ status: 0, code: 'network.unreachable', fields: [] });
  }
}

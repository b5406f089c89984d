/** Calls endpoints as the browser does, by their contracts: signed in for real, over the server's own door. */
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Readable } from 'node:stream';
import { createPerson, type Role } from '#modules/access/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import { silentLog } from '#platform/log.ts';
import type { BodyInput, Endpoint, QueryInput, ResultOf } from '#shared/endpoint.ts';
import type { App } from '../../server/app.ts';

export type Call<E> = {
  params?: Record<string, string | number>;
  query?: QueryInput<E>;
  body?: E extends { body?: 'stream' } ? Buffer | Readable : BodyInput<E>;
};

export type Refusal = { status: number; code: string };

export type Caller = {
  /** Answers the parsed body (a file as text), or throws `<status> <code>`. */
  call: <E extends Endpoint>(
    endpoint: E,
    input?: Call<E>,
  ) => Promise<E['response'] extends 'file' ? string : ResultOf<E>>;
  /** Whatever comes back, as it is. */
  send: (endpoint: Endpoint, input?: Call<Endpoint>) => Promise<LightMyRequestResponse>;
  personId: string | null;
};

const PASSWORD = 'a long enough password';

/** A member of staff made for this, signed in. Without a role: somebody who is not signed in. */
export async function callerFor(
  app: App,
  server: FastifyInstance,
  role: Role | null,
  { storeIds = [], name = role ?? 'nobody' }: { storeIds?: number[]; name?: string } = {},
): Promise<Caller> {
  const ctx: Ctx = { db: app.database.db, now: new Date(), actor: systemActor('test'), log: silentLog };
  if (role === null) return callerWith(server, {}, null);
  const email = `${name.replaceAll(/\W/g, '')}@staff.example`;
  const { id } = await createPerson(ctx, app.auth, { name, email, password: PASSWORD, role, storeIds });
  const response = await server.inject({
    method: 'POST',
    url: '/api/auth/sign-in/email',
    payload: { email, password: PASSWORD },
  });
  const cookie = [response.headers['set-cookie']].flat().map((entry) => String(entry).split(';')[0]);
  return callerWith(server, { cookie: cookie.join('; ') }, id);
}

function callerWith(server: FastifyInstance, headers: Record<string, string>, personId: string | null): Caller {
  const send: Caller['send'] = (endpoint, input = {}) => {
    const streamed = endpoint.body === 'stream';
    return server.inject({
      method: endpoint.method,
      url: addressOf(endpoint, input),
      headers: { ...headers, ...(streamed && { 'content-type': 'application/octet-stream' }) },
      ...(input.body !== undefined && { payload: input.body as Buffer | object }),
    });
  };
  const call: Caller['call'] = async (endpoint, input) => {
    const response = await send(endpoint, input);
    if (response.statusCode !== 200) throw new Error(`${response.statusCode} ${codeOf(response)} ${response.payload}`);
    return (endpoint.response === 'file' ? response.payload : response.json()) as never;
  };
  return { call, send, personId };
}

export function addressOf(endpoint: Endpoint, { params = {}, query }: Call<Endpoint>): string {
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? 0)));
  const search = new URLSearchParams();
  const values = (query ?? {}) as Record<string, string | number | readonly string[] | undefined>;
  for (const [name, value] of Object.entries(values))
    for (const one of [value ?? []].flat()) search.append(name, String(one));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

/** The stable code of a problem; empty when the answer is none. */
export function codeOf(response: LightMyRequestResponse): string {
  if (!String(response.headers['content-type']).includes('json')) return '';
  return response.json<{ code?: string } | null>()?.code ?? '';
}

const PAUSE_MS = 40;

/** Waits until the worker beside has nothing left that it could do now. */
export async function settled(app: App): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from graphile_worker.jobs
      where task_identifier <> 'nobody' and attempts < max_attempts and (locked_at is not null or run_at <= now())
      limit 1`.execute(app.database.db);
    if (rows.length === 0) return refuseFailed(app);
    await sleep(PAUSE_MS);
  }
}

/** A job that waits for its next try has failed: its error is what the test wants to know. */
async function refuseFailed(app: App): Promise<void> {
  const { rows } = await sql<{ name: string; error: string }>`
    select task_identifier as name, last_error as error from graphile_worker.jobs where last_error is not null`.execute(
    app.database.db,
  );
  if (rows[0]) throw new Error(`${rows[0].name}: ${rows[0].error}`);
}

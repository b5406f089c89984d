/** What is served beside the modules' routes: sign-in, health, metrics, and the console's files. */
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import type { Registry } from 'prom-client';
import { noteSecondFactor, type Auth } from '#modules/access/index.ts';
import type { Database } from '#platform/db.ts';
import type { Log } from '#platform/log.ts';

/** Public: load balancers and scrapers have no session, and neither page holds anything about a customer. */
export function serveHealth(server: FastifyInstance, { db }: Database, registry: Registry): void {
  server.get('/healthz', { schema: { hide: true } }, async (_request, reply) => {
    try {
      await sql`select 1`.execute(db);
      return { status: 'ok' };
    } catch {
      return reply.status(503).send({ status: 'database unreachable' });
    }
  });
  server.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

type Signing = { auth: Auth; database: Database; log: Log };

/** What a person does to the own second factor is written into the trail; who that is has to be asked before. */
export function serveAuth(server: FastifyInstance, { auth, database, log }: Signing): void {
  server.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      const headers = new Headers(
        Object.entries(request.headers).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value]] : [],
        ) as [string, string][],
      );
      headers.set('x-forwarded-for', request.ip);
      const path = request.url.replace(/^\/api\/auth|\?.*$/g, '');
      const now = new Date();
      const actor = path.startsWith('/two-factor/') ? await auth.authenticate(headers, now) : null;
      const response = await auth.handler(
        new Request(new URL(request.url, `${request.protocol}://${request.host}`), {
          method: request.method,
          headers,
          ...(request.method === 'POST' && { body: JSON.stringify(request.body ?? {}) }),
        }),
      );
      if (response.ok && actor) await noteSecondFactor({ db: database.db, now, actor, log }, path);
      reply.status(response.status);
      for (const [name, value] of response.headers) if (name !== 'content-length') reply.header(name, value);
      return reply.send(Buffer.from(await response.arrayBuffer()));
    },
  });
}

/** Files with a digest in their name never change; every other path is the console's own and gets its one page. */
export async function serveConsole(server: FastifyInstance, directory: string): Promise<void> {
  await server.register(fastifyStatic, {
    root: directory,
    wildcard: false,
    cacheControl: false,
    // The build lays a packed copy beside each file.
    preCompressed: true,
    setHeaders: (reply, file) => {
      const immutable = file.includes(`${path.sep}assets${path.sep}`);
      void reply.header('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      // Pages of other sites load the snippet; everything else is for our own.
      if (file.endsWith(`${path.sep}track.js`))
        void reply
          .header('cross-origin-resource-policy', 'cross-origin')
          .header('cache-control', 'public, max-age=3600');
    },
  });
  server.setNotFoundHandler((request, reply) => {
    // A file of an earlier build is gone, not the console's one page: the tab that asks for it loads itself anew.
    if (request.method === 'GET' && !/^\/(api|assets)\//.test(request.url))
      return reply.type('text/html').sendFile('index.html');
    return reply
      .status(404)
      .type('application/problem+json')
      .send({ type: 'about:blank', title: 'request.no_such_route', status: 404, code: 'request.no_such_route' });
  });
}

/**
 * The edge. Mounts the routes that modules offer: authenticates, checks the permission, parses the input, opens the
 * transaction, calls the handler, and prints errors as problem+json. Refuses to start with a route that declares no
 * permission, or one that nobody knows.
 */
import type { Readable } from 'node:stream';
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import helmet from '@fastify/helmet';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { z } from 'zod';
import { inTransaction, systemActor, type Actor, type Ctx } from './context.ts';
import type { Database } from './db.ts';
import { ForbiddenError, ProblemError } from './errors.ts';
import type { Log } from './log.ts';
import { hiddenFrom, maskValue } from './masking.ts';
import { httpSeconds } from './metrics.ts';
import type { FileAnswer, Module, Route } from './module.ts';
import { printProblem } from './problems.ts';

export type HttpOptions = {
  database: Database;
  log: Log;
  modules: readonly Module[];
  /** Null when nobody is signed in. */
  authenticate: (headers: Headers, now: Date) => Promise<Actor | null>;
  allows: (actor: Actor, permission: string) => boolean;
  version: string;
};

const BODY_LIMIT_BYTES = 5 * 2 ** 20;

export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    logger: false,
    trustProxy: true,
    routerOptions: { maxParamLength: 200 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => printProblem(options.log, error, request, reply));
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    httpSeconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    logAnswer(options.log, request, reply, route);
  });
  await app.register(helmet, { contentSecurityPolicy: contentSecurityPolicy(), strictTransportSecurity: false });
  await mountDocs(app, options.version);
  await limitKeys(app);
  const known = new Set(options.modules.flatMap((module) => module.permissions.map((permission) => permission.code)));
  await app.register(async (scope) => {
    for (const module of options.modules) for (const route of module.routes) mount(scope, route, known, options);
  });
  return app;
}

/** The route as it is declared, never the address as it was typed: that may hold a name or a number. */
function logAnswer(log: Log, request: FastifyRequest, reply: FastifyReply, route: string): void {
  const actor = actors.get(request);
  const line = {
    method: request.method,
    route,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime),
    requestId: request.id,
    ...(actor && actor.kind !== 'system' && { actorId: actor.id }),
  };
  if (request.method === 'GET') log.debug(line, 'answered');
  else log.info(line, 'answered');
}

/** Everything is served by this server itself; the component library styles inline. */
function contentSecurityPolicy() {
  return {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
  };
}

/** Programs are held to what their key allows; people are not counted. Counted by each process for itself. */
async function limitKeys(app: FastifyInstance): Promise<void> {
  const keyOf = (request: FastifyRequest) => {
    const actor = actors.get(request);
    return actor?.kind === 'key' ? actor : null;
  };
  await app.register(rateLimit, {
    hook: 'preHandler',
    timeWindow: 60_000,
    allowList: (request) => keyOf(request) === null,
    keyGenerator: (request) => keyOf(request)?.id ?? '',
    max: (request) => keyOf(request)?.perMinute ?? 0,
    errorResponseBuilder: (_request, { max, ttl }) =>
      new ProblemError(
        429,
        'access.too_many_calls',
        `This key may call ${max} times a minute; try again in ${Math.ceil(ttl / 1000)} s.`,
      ),
  });
}

async function mountDocs(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Liuke 留客', version } },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, { routePrefix: '/api/docs' });
}

function mount(app: FastifyInstance, route: Route, known: ReadonlySet<string>, options: HttpOptions): void {
  const { endpoint } = route;
  const name = `${endpoint.method} ${endpoint.path}`;
  if (!known.has(endpoint.permission) && !['public', 'signed-in'].includes(endpoint.permission)) {
    throw new Error(`${name} asks for the permission "${endpoint.permission}", which no module declares.`);
  }
  if (endpoint.method !== 'GET' && !endpoint.idempotency)
    throw new Error(`${name} does not say what a repeated call does.`);
  app.withTypeProvider<ZodTypeProvider>().route({
    method: endpoint.method,
    url: endpoint.path,
    schema: schemaOf(route),
    preValidation: async (request) => {
      if (endpoint.crossOrigin) return readPlainJson(request);
      refuseForeignOrigin(request);
      const actor = await options.authenticate(headersOf(request), new Date());
      requirePermission(options, actor, endpoint.permission);
      actors.set(request, actor ?? systemActor('visitor'));
    },
    onSend: async (request, _reply, payload) => masked(options, endpoint, request, payload),
    handler: async (request, reply) => {
      const result = await handle(options, route, request);
      if (endpoint.crossOrigin) letRead(request, reply);
      return answer(reply, route, result);
    },
  });
}

/** Problems carry no values of customers; files mask what they hold themselves. */
async function masked(
  options: HttpOptions,
  { scope, masked, response }: Route['endpoint'],
  request: FastifyRequest,
  payload: unknown,
): Promise<unknown> {
  if (!(masked ?? scope === 'customers') || response === 'file' || typeof payload !== 'string') return payload;
  const actor = actors.get(request) ?? systemActor('visitor');
  const hidden = await hiddenFrom({ db: options.database.db, now: new Date(), actor, log: options.log });
  return hidden.size === 0 ? payload : JSON.stringify(maskValue(JSON.parse(payload), hidden));
}

/** Who asks, found before the input is looked at: a stranger learns nothing from validation errors. */
const actors = new WeakMap<FastifyRequest, Actor>();

function schemaOf({ endpoint }: Route) {
  const streamed = endpoint.body === 'stream';
  return {
    summary: endpoint.summary,
    tags: [endpoint.path.split('/')[2] ?? 'api'],
    description: [
      `Permission: \`${endpoint.permission}\`.`,
      endpoint.idempotency && `Repeated: ${endpoint.idempotency}.`,
    ]
      .filter(Boolean)
      .join(' '),
    ...(endpoint.params && { params: endpoint.params }),
    ...(endpoint.query && { querystring: endpoint.query }),
    ...(endpoint.body && !streamed && { body: endpoint.body as z.ZodType }),
    ...(streamed && { consumes: ['application/octet-stream'] }),
    response: endpoint.response === 'file' ? { 200: z.any().describe('A file') } : { 200: endpoint.response },
  };
}

function requirePermission(options: HttpOptions, actor: Actor | null, permission: string): void {
  if (permission === 'public') return;
  if (!actor) throw new ProblemError(401, 'access.not_signed_in', 'Sign in first.');
  if (actor.kind === 'user' && actor.owesSecondFactor)
    throw new ForbiddenError('access.second_factor_needed', 'Your role asks for two-factor sign-in: set it up first.');
  if (permission === 'signed-in') return;
  if (!options.allows(actor, permission)) {
    throw new ForbiddenError('access.not_permitted', `This needs the permission "${permission}".`);
  }
}

/** Cookies are sent by browsers from anywhere; a write from another site's page is refused. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers;
  if (request.method === 'GET' || !origin) return;
  if (new URL(origin).host !== request.host) throw new ForbiddenError('access.foreign_origin');
}

/** Pages of other sites send JSON under the name of plain text, which browsers let pass without asking first. */
function readPlainJson(request: FastifyRequest): void {
  if (typeof request.body !== 'string') return;
  try {
    request.body = JSON.parse(request.body);
  } catch {
    throw new ProblemError(400, 'request.invalid', 'The body is not JSON.');
  }
}

/** The handler took it, so the page may read the answer; nobody is signed in here, and no cookie is looked at. */
function letRead(request: FastifyRequest, reply: FastifyReply): void {
  const { origin } = request.headers;
  if (origin) void reply.header('access-control-allow-origin', origin).header('vary', 'origin');
}

function headersOf(request: FastifyRequest): Headers {
  return new Headers(
    Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])) as [
      string,
      string,
    ][],
  );
}

async function handle(options: HttpOptions, route: Route, request: FastifyRequest): Promise<unknown> {
  const actor = actors.get(request) ?? systemActor('visitor');
  const ctx: Ctx = { db: options.database.db, now: new Date(), actor, log: options.log, requestId: request.id };
  const input = {
    params: (await livingParams(ctx, options, request.params)) as never,
    query: request.query as never,
    body: request.body as Readable as never,
    headers: request.headers,
    ip: request.ip,
  };
  if (!route.transaction) return route.handle(ctx, input);
  return inTransaction(ctx, (inner) => route.handle(inner, input));
}

/** The ids of merged records keep leading to their customer, on every route that names one. */
async function livingParams(ctx: Ctx, { modules }: HttpOptions, params: unknown): Promise<unknown> {
  const { customerId } = (params ?? {}) as { customerId?: unknown };
  const find = modules.find((module) => module.livingCustomer)?.livingCustomer;
  if (typeof customerId !== 'number' || !find) return params;
  return { ...(params as object), customerId: await find(ctx, customerId) };
}

function answer(reply: FastifyReply, { endpoint }: Route, result: unknown): FastifyReply {
  if (endpoint.response !== 'file') return reply.send(result);
  const file = result as FileAnswer;
  return reply
    .header('content-type', file.contentType)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .header('x-content-type-options', 'nosniff')
    .serializer((payload: unknown) => payload as string)
    .send(file.body);
}

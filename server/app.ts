/** Composition: one database, one house of modules, served by HTTP and worked by jobs. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { createAuth, type Auth } from '#modules/access/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import type { Database } from '#platform/db.ts';
import { createHttp } from '#platform/http.ts';
import { startWorker, type Task, type Worker } from '#platform/jobs.ts';
import type { Log } from '#platform/log.ts';
import { registry } from '#platform/metrics.ts';
import { getSetting, saveSetting } from '#platform/settings.ts';
import { reactions, schedules } from './flow.ts';
import { buildHouse, type House } from './modules.ts';
import { serveAuth, serveConsole, serveHealth } from './web.ts';

export type App = {
  database: Database;
  connectionString: string;
  dataDir: string;
  auth: Auth;
  house: House;
  log: Log;
  version: string;
};

export type AppOptions = {
  database: Database;
  connectionString: string;
  log: Log;
  version: string;
  dataDir: string;
  publicUrl: string | null;
};

export async function createApp(options: AppOptions): Promise<App> {
  const secret = await sessionSecret({
    db: options.database.db,
    now: new Date(),
    actor: systemActor('start'),
    log: options.log,
  });
  const auth = createAuth({ database: options.database, secret, publicUrl: options.publicUrl });
  const house = buildHouse({ auth, version: options.version, dataDir: options.dataDir });
  return { ...options, auth, house };
}

/** Made once and kept in the database, so that a restart signs nobody out. */
async function sessionSecret(ctx: Ctx): Promise<string> {
  const saved = await getSetting<{ secret: string }>(ctx, 'access.session_secret');
  if (saved) return saved.secret;
  const secret = randomBytes(32).toString('base64url');
  await saveSetting(ctx, 'access.session_secret', { secret });
  return secret;
}

export async function createServer(app: App, consoleDir: string | null): Promise<FastifyInstance> {
  const server = await createHttp({
    database: app.database,
    log: app.log,
    modules: app.house.modules,
    authenticate: app.auth.authenticate,
    allows: app.house.rights.allows,
    version: app.version,
  });
  serveHealth(server, app.database, registry);
  serveAuth(server, app);
  if (consoleDir) await serveConsole(server, consoleDir);
  return server;
}

export function startJobs(app: App, concurrency: number): Promise<Worker> {
  const all = (kind: 'jobs' | 'waitingJobs') =>
    Object.assign({}, ...app.house.modules.map((module) => module[kind] ?? {})) as Record<string, Task>;
  return startWorker({
    database: app.database,
    connectionString: app.connectionString,
    log: app.log,
    concurrency,
    tasks: { ...all('jobs'), ...reactionTasks() },
    waitingTasks: all('waitingJobs'),
    schedules,
  });
}

/** One task per event: its reactions one after the other, in the order of the page. */
export function reactionTasks(): Record<string, Task> {
  return Object.fromEntries(
    Object.entries(reactions).map(([event, reacting]) => [
      event,
      async (ctx: Ctx, payload: { customerIds: number[] }) => {
        for (const react of reacting) await react(ctx, payload);
      },
    ]),
  );
}

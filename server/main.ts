/** Starts the house: database, migrations, worker, HTTP. `--api` or `--worker` alone start one half of it. */
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { connect, type Connection } from './connect.ts';
import { createApp, createServer, startJobs, type App } from './app.ts';
import { readConfig, type Config } from '#platform/config.ts';
import { openDatabase } from '#platform/db.ts';
import { createLog } from '#platform/log.ts';
import packageJson from '../package.json' with { type: 'json' };
import { startWorkerProcess } from './worker-process.ts';
import { hasPeople } from '#modules/access/index.ts';
import { systemActor, type Ctx } from '#platform/context.ts';

const CONSOLE = path.resolve(import.meta.dirname, '../console/dist');

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const connecting = connect(config);
  const leaving = leaveWhenAsked(connecting);
  try {
    await startHouse(config, await connecting, leaving);
  } catch (error) {
    // Whoever is asked to leave while starting runs into closed doors; that is no failure.
    if (!leaving.asked) throw error;
  }
}

async function startHouse(config: Config, connection: Connection, leaving: Leaving): Promise<void> {
  if (leaving.asked) return;
  const parts = new Set(process.argv.slice(2));
  const all = !parts.has('--api') && !parts.has('--worker');
  const log = createLog(config.logLevel);
  const database = openDatabase(connection.url);
  leaving.first(() => database.close());
  const app = await createApp({
    database,
    connectionString: connection.url,
    log,
    version: packageJson.version,
    dataDir: config.dataDir,
    publicUrl: config.publicUrl,
  });
  if (parts.has('--demo')) await fillWithDemo(app);
  // In a process of its own: fitting models and reading files must not keep anybody's page waiting.
  const worker = all ? startWorkerProcess(log) : null;
  const jobs = parts.has('--worker') ? await startJobs(app, config.workerConcurrency) : null;
  leaving.first(async () => (worker ?? jobs)?.stop());
  const server = all || parts.has('--api') ? await createServer(app, CONSOLE) : null;
  leaving.first(async () => server?.close());
  const address = server ? await listen(server, config) : null;
  process.send?.({ ready: true, address });
  if (address) await greet(address, parts.has('--demo'));
}

type Leaving = { asked: boolean; first: (close: () => Promise<unknown>) => void };

/**
 * Closes what is open, newest first, and the database last; also when asked in the middle of starting. A database on its
 * way up is waited for, so that it does not stay behind alone.
 */
function leaveWhenAsked(connecting: Promise<Connection>): Leaving {
  const closers: (() => Promise<unknown>)[] = [];
  const leaving: Leaving = { asked: false, first: (close) => closers.unshift(close) };
  const leave = async () => {
    if (leaving.asked) return;
    leaving.asked = true;
    for (const close of closers) await close();
    await connecting.then((connection) => connection.stop()).catch(() => undefined);
    process.exit(0);
  };
  for (const asked of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(asked, () => void leave());
  return leaving;
}

/** The demo goes into an empty house only; one that already has customers is left as it is. */
async function fillWithDemo(app: App): Promise<void> {
  const { hasCustomers, loadDemo } = await import('#modules/demo/index.ts');
  const ctx: Ctx = { db: app.database.db, now: new Date(), actor: systemActor('demo'), log: app.log };
  if ((await hasCustomers(ctx)) || (await hasPeople(ctx))) return;
  process.stderr.write('Loading the demo brand: ');
  const { customers, orders } = await loadDemo(ctx, { auth: app.auth, sources: app.house.segmentSources }, (step) =>
    process.stderr.write(`${step} … `),
  );
  process.stderr.write(`${customers} customers, ${orders} orders.\n`);
}

async function greet(address: string, demo: boolean): Promise<void> {
  process.stdout.write(`\n  Liuke 留客  ${address}\n`);
  if (demo) {
    const { DEMO_ADMINISTRATOR, DEMO_PASSWORD } = await import('#modules/demo/index.ts');
    process.stdout.write(`  Sign in     ${DEMO_ADMINISTRATOR}  /  ${DEMO_PASSWORD}\n`);
  }
  process.stdout.write('  Stop        Ctrl-C\n\n');
}

/** A port in use is said and the next one taken, up to twenty further. */
async function listen(server: FastifyInstance, config: Config): Promise<string> {
  for (let port = config.port; port <= config.port + 20; port += 1) {
    try {
      return await server.listen({ port, host: config.host });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || config.port === 0) throw error;
      process.stderr.write(`Port ${port} is in use, trying ${port + 1}.\n`);
    }
  }
  throw new Error(`No free port between ${config.port} and ${config.port + 20}; set PORT.`);
}

if (import.meta.main) await main();

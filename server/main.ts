/** Starts the house: database, migrations, worker, HTTP. `--api` or `--worker` alone start one half of it. */
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { connect } from './connect.ts';
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
  const parts = new Set(process.argv.slice(2));
  const all = !parts.has('--api') && !parts.has('--worker');
  const log = createLog(config.logLevel);
  const connection = await connect(config);
  const database = openDatabase(connection.url);
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
  const server = all || parts.has('--api') ? await createServer(app, CONSOLE) : null;
  const address = server ? await listen(server, config) : null;
  process.send?.({ ready: true, address });
  if (address) await greet(address, parts.has('--demo'));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server?.close();
    await worker?.stop();
    await jobs?.stop();
    await database.close();
    await connection.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.on('disconnect', () => void stop());
}

/** The demo goes into an empty house only; one that already has customers is left as it is. */
async function fillWithDemo(app: App): Promise<void> {
  const { hasCustomers, loadDemo } = await import('#modules/demo/index.ts');
  const ctx: Ctx = { db: app.database.db, now: new Date(), actor: systemActor('demo'), log: app.log };
  if ((await hasCustomers(ctx)) || (await hasPeople(ctx))) return;
  process.stderr.write('Loading the demo brand: ');
  const { customers, orders } = await loadDemo(ctx, app.auth, (step) => process.stderr.write(`${step} … `));
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

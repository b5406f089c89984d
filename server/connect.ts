import type { Config } from '#platform/config.ts';
import { checkServer } from '#platform/db.ts';
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts';
import { migrateJobs } from '#platform/jobs.ts';
import { migrate } from '#platform/migrate.ts';

export type Connection = { url: string; stop: () => Promise<void> };

/** The server named by DATABASE_URL, checked; or the embedded one, started or joined. Migrated either way. */
export async function connect(config: Config): Promise<Connection> {
  const server = config.databaseUrl
    ? { url: config.databaseUrl, stop: async () => undefined }
    : await startEmbeddedPostgres({ dataDir: config.dataDir, memoryMb: config.databaseMemoryMb });
  try {
    if (config.databaseUrl) await checkServer(config.databaseUrl);
    await migrate(server.url);
    await migrateJobs(server.url);
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

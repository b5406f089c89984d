/** Databases on the server of the tests. */
import pg from 'pg';

/** A database that whoever comes first copies from another and fills; those who start at once wait for it. */
export async function madeOnce(
  server: string,
  name: string,
  source: string,
  fill: (url: string) => Promise<void>,
): Promise<void> {
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount) return;
    const draft = `${name}_draft`;
    await client.query(`drop database if exists ${draft} with (force)`);
    await client.query(`create database ${draft} template ${source}`);
    await fill(withDatabase(server, draft));
    await client.query(`alter database ${draft} rename to ${name}`);
  });
}

export function withDatabase(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

export async function onServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/**
 * The command line: the same house without its web. Works with the server running (shares its embedded database) or
 * stopped (starts and stops one). Exit code 0 only on success; with `--json` the last line is one JSON object.
 */
import { parseArgs } from 'node:util';
import { createApp } from '../app.ts';
import { connect } from '../connect.ts';
import { readConfig } from '#platform/config.ts';
import { systemActor, type Ctx } from '#platform/context.ts';
import { openDatabase } from '#platform/db.ts';
import { ProblemError } from '#platform/errors.ts';
import { createLog } from '#platform/log.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { UsageError, type Command, type Flags, type LoneCommand } from './command.ts';
import { duplicatesCommand } from './duplicates.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { refreshCommand } from './refresh.ts';
import { undoCommand } from './undo.ts';
import { userCommand } from './user.ts';

const commands: Readonly<Record<string, Command | LoneCommand>> = {
  import: importCommand,
  undo: undoCommand,
  refresh: refreshCommand,
  export: exportCommand,
  user: userCommand,
  duplicates: duplicatesCommand,
  migrate: { usage: 'migrate', options: {}, run: async () => ({ migrated: true }) },
};

async function main(): Promise<void> {
  const [name = '', ...rest] = process.argv.slice(2);
  const command = commands[name];
  if (!command)
    throw new UsageError(
      `Commands:\n${Object.values(commands)
        .map((c) => `  ${c.usage}`)
        .join('\n')}`,
    );
  const { positionals, values } = read(command, rest);
  if ('runAlone' in command) return print(await command.runAlone(positionals, values), values.json === true);
  const config = readConfig(process.env);
  const connection = await connect(config);
  const database = openDatabase(connection.url, { applicationName: 'liuke cli' });
  try {
    const log = createLog('warn');
    const app = await createApp({
      database,
      log,
      version: packageJson.version,
      connectionString: connection.url,
      dataDir: config.dataDir,
      publicUrl: null,
    });
    const ctx: Ctx = { db: database.db, now: new Date(), actor: systemActor('cli'), log };
    print(await command.run({ app, ctx }, positionals, values), values.json === true);
  } finally {
    await database.close();
    await connection.stop();
  }
}

function read(command: Command | LoneCommand, words: string[]): { positionals: string[]; values: Flags } {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: { ...command.options, json: { type: 'boolean' } },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${command.usage}`);
  }
}

function print(result: object, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else
    for (const [key, value] of Object.entries(result))
      process.stdout.write(`${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}\n`);
}

try {
  await main();
} catch (error) {
  const json = process.argv.includes('--json');
  const code = error instanceof ProblemError ? error.code : error instanceof UsageError ? 'cli.usage' : 'cli.failed';
  const message = (error as Error).message;
  if (json)
    process.stdout.write(
      `${JSON.stringify({ error: code, message, ...(error instanceof ProblemError && { fields: error.fields }) })}\n`,
    );
  else process.stderr.write(`${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

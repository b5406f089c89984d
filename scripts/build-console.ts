/** Builds the console when its sources changed since the last build; otherwise returns at once. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';

const ROOT = path.resolve(import.meta.dirname, '..');
const DIST = path.join(ROOT, 'console/dist');
const STAMP = path.join(DIST, '.built-from');
const SOURCES = [
  'console/{src,public}/**/*',
  'console/*.{ts,html,json}',
  'shared/**/*.ts',
  'server/modules/**/{*contract,roles}.ts',
  'package-lock.json',
];

async function digestSources(): Promise<string> {
  const hash = createHash('sha256');
  const files: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: ROOT, withFileTypes: true })) {
    if (entry.isFile()) files.push(path.join(entry.parentPath, entry.name));
  }
  for (const file of files.toSorted()) hash.update(file).update(await readFile(file));
  return hash.digest('hex');
}

export async function buildConsole(): Promise<void> {
  const digest = await digestSources();
  if (existsSync(STAMP) && (await readFile(STAMP, 'utf8')) === digest) return;
  process.stderr.write('Building the console …\n');
  const { build } = await import('vite');
  await build({
    root: path.join(ROOT, 'console'),
    configFile: path.join(ROOT, 'console/vite.config.ts'),
    logLevel: 'warn',
  });
  await writeFile(STAMP, digest);
}

await buildConsole();

/**
 * The way in for every npm script. Plain JavaScript for whatever Node ≥ 20.19 the machine has: installs what is
 * missing, then hands over to the Node 24 that came with the packages, which runs the TypeScript as it stands.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const ROOT = path.resolve(import.meta.dirname, '..');
const STAMP = path.join(ROOT, 'node_modules', '.liuke-installed');
const WINDOWS = process.platform === 'win32';
const NODE = path.join(ROOT, 'node_modules', 'node', 'bin', WINDOWS ? 'node.exe' : 'node');

/** What each script runs, one after the other; all but the last must succeed. */
const SCRIPTS = {
  demo: [['scripts/build-console.ts'], ['server/main.ts', '--demo']],
  start: [['scripts/build-console.ts'], ['server/main.ts']],
  test: [['scripts/test.ts']],
  cli: [['server/cli/main.ts']],
  bench: [['bench/main.ts']],
  build: [['scripts/build-console.ts']],
  'db:types': [['scripts/db-types.ts']],
  openapi: [['scripts/openapi.ts']],
  'new:module': [['scripts/new-module.ts']],
  'new:migration': [['scripts/new-migration.ts']],
};

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function install() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Liuke needs Node 20.19 or newer; this is ${process.versions.node}.`);
  const digest = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(STAMP) && existsSync(NODE) && readFileSync(STAMP, 'utf8') === digest) return;
  if (existsSync(NODE) && isInstalled()) {
    writeFileSync(STAMP, digest);
    return;
  }
  process.stderr.write('Installing packages (first start, or the list of packages changed) …\n');
  // Two packages unpack a program when installed (Node 24 and PostgreSQL); a user's ignore-scripts would leave them out.
  const done = spawnSync('npm', ['ci', '--ignore-scripts=false', '--no-audit', '--no-fund'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: WINDOWS,
  });
  if (done.status !== 0) fail('The packages could not be installed; the lines above say why.');
  if (!existsSync(NODE)) fail('The package "node" did not bring its program; run "npm rebuild node" and try again.');
  writeFileSync(STAMP, digest);
}

/** Somebody ran `npm ci` by hand: what npm noted down of its work has every package of the lock file, in its version. */
function isInstalled() {
  const noted = path.join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(noted)) return false;
  const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  const installed = packagesOf(noted);
  return Object.entries(packagesOf(path.join(ROOT, 'package-lock.json'))).every(
    ([place, { version, optional }]) => place === '' || optional || installed[place]?.version === version,
  );
}

function run([file, ...fixed], args) {
  return new Promise((resolve) => {
    const child = spawn(NODE, ['--disable-warning=ExperimentalWarning', path.join(ROOT, file), ...fixed, ...args], {
      cwd: process.env.INIT_CWD ?? process.cwd(),
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PATH: `${path.dirname(NODE)}${path.delimiter}${process.env.PATH ?? ''}` },
    });
    // Ctrl-C reaches the whole group: the child stops in order and we wait for it. A SIGTERM only reaches us.
    const ignore = () => undefined;
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', forward);
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

const [name = '', ...args] = process.argv.slice(2);
const steps = SCRIPTS[name];
if (!steps) fail(`Unknown script "${name}"; there are: ${Object.keys(SCRIPTS).join(', ')}.`);
install();
for (const [index, step] of steps.entries()) {
  const last = index === steps.length - 1;
  const code = await run(step, last ? args : []);
  if (code !== 0 || last) process.exit(code);
}

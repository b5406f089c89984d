/**
 * Every check there is, the quick ones first, two at a time: format, lint, types, generated files, the console's build,
 * all tests, and at last the browser and the kill -9 tests. This is what CI runs.
 *
 * Usage: npm test [-- <check> …] [-- <path> …]: only the checks named, or only the tests under the paths.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');
const LONGEST_MS = 15 * 60_000;

type Check = {
  name: string;
  /** A script of the repository or of a package, run on this Node. */
  command: readonly string[];
  /** Tests use both lanes and are counted one by one; any other check counts as one. */
  tests?: boolean;
};

const bin = (file: string) => path.join('node_modules', file);
const VITEST = [bin('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json'];
const REAL_PROCESSES = ['test/e2e', 'test/recovery'];

const CHECKS: readonly Check[] = [
  { name: 'format', command: [bin('oxfmt/bin/oxfmt'), '--check', '.'] },
  { name: 'lint', command: [bin('oxlint/bin/oxlint'), '--type-aware', '.'] },
  { name: 'types', command: [bin('typescript/bin/tsc'), '-p', '.'] },
  { name: 'console-types', command: [bin('typescript/bin/tsc'), '-p', 'console'] },
  { name: 'openapi', command: ['scripts/openapi.ts', '--check'] },
  { name: 'db-types', command: ['scripts/db-types.ts', '--check'] },
  { name: 'console-build', command: ['scripts/build-console.ts'] },
  { name: 'tests', command: [...VITEST, ...REAL_PROCESSES.flatMap((dir) => ['--exclude', `${dir}/**`])], tests: true },
  { name: 'browser', command: [...VITEST, 'test/e2e'], tests: true },
  { name: 'recovery', command: [...VITEST, 'test/recovery'], tests: true },
];

type Counts = { passed: number; failed: number; skipped: number };
type Outcome = Counts & { name: string; seconds: number; output: string };

function chosen(args: readonly string[]): readonly Check[] {
  const paths = args.filter((arg) => /[/.]/.test(arg));
  const names = args.filter((arg) => !paths.includes(arg));
  const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `No check is called ${unknown.join(', ')}; there are: ${CHECKS.map((c) => c.name).join(', ')}.\n`,
    );
    process.exit(2);
  }
  const named = CHECKS.filter((check) => names.includes(check.name));
  if (paths.length > 0) return [...named, { name: 'tests', command: [...VITEST, ...paths], tests: true }];
  return named.length > 0 ? named : CHECKS;
}

/** Light checks two at a time; tests, which bring workers of their own, one after the other behind them. */
async function runAll(checks: readonly Check[]): Promise<Outcome[]> {
  const done: Outcome[] = [];
  const queue = checks.filter((check) => !check.tests);
  const lane = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) done.push(await run(check));
  };
  await Promise.all([lane(), lane()]);
  for (const check of checks.filter((check) => check.tests)) done.push(await run(check));
  return done;
}

async function run(check: Check): Promise<Outcome> {
  const started = performance.now();
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'liuke-test-'));
  const report = path.join(scratch, 'report.json');
  const { code, output } = await execute([...check.command, ...(check.tests ? [`--outputFile.json=${report}`] : [])]);
  const counts = check.tests ? await countTests(report, code) : count(code === 0);
  await rm(scratch, { recursive: true, force: true });
  const outcome = { name: check.name, seconds: (performance.now() - started) / 1000, output, ...counts };
  tell(outcome);
  return outcome;
}

function execute(command: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    env: { ...process.env, ...(!process.stdout.isTTY && { NO_COLOR: '1' }) },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => (output += text));
  }
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      if (signal) output += `\nEnded by ${signal}; a check may take ${LONGEST_MS / 60_000} minutes at most.\n`;
      resolve({ code: code ?? 1, output });
    });
  });
}

const count = (passed: boolean): Counts => ({ passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 });

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

/** A file that could not even be loaded has no test to count; it is one failure, and so is a run that left no report. */
async function countTests(file: string, code: number): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return count(false);
  const report = JSON.parse(text) as Report;
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = report.numFailedTests + unloaded.length;
  return {
    passed: report.numPassedTests,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: report.numPendingTests,
  };
}

function tell({ name, seconds, output, passed, failed, skipped }: Outcome): void {
  const tests = passed + failed + skipped > 1 ? `  ${told({ passed, failed, skipped })}` : '';
  if (failed > 0) process.stdout.write(`${output.trimEnd()}\n`);
  process.stdout.write(`${failed > 0 ? '✗' : '✓'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(6)} s${tests}\n`);
}

const told = ({ passed, failed, skipped }: Counts) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** The last line stands alone, for people and for programs; true when nothing failed. */
function summarise(outcomes: readonly Outcome[]): boolean {
  const total = (key: keyof Counts) => outcomes.reduce((sum, outcome) => sum + outcome[key], 0);
  const failed = outcomes.filter((outcome) => outcome.failed > 0).map(({ name }) => name);
  const seconds = performance.now() / 1000;
  process.stdout.write(`\n${outcomes.length} checks in ${Math.round(seconds)} s`);
  process.stdout.write(failed.length > 0 ? `; failed: ${failed.join(', ')}\n\n` : '\n\n');
  process.stdout.write(`${told({ passed: total('passed'), failed: total('failed'), skipped: total('skipped') })}\n`);
  return failed.length === 0;
}

const outcomes = await runAll(chosen(process.argv.slice(2)));
process.exitCode = summarise(outcomes) ? 0 : 1;

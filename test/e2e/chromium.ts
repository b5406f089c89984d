/**
 * A browser on any machine: the one LIUKE_CHROMIUM names; on Linux x64 the Chromium that comes inside an npm package;
 * elsewhere an installed Chrome or Edge. Started with what it brings itself: its libraries where the system has none,
 * its one font beside the system's. Where no Chinese font is installed Chinese shows as blanks, which no test reads.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PACKAGE = '@sparticuz/chromium';

export async function launchChromium(): Promise<Browser> {
  const tried: string[] = [];
  for (const options of await candidates()) {
    try {
      return await chromium.launch({ args: ['--disable-gpu', '--lang=zh-CN'], ...options });
    } catch (cause) {
      tried.push(`${options.executablePath ?? options.channel}: ${(cause as Error).message.split('\n')[0]}`);
    }
  }
  throw new Error(`No browser could be started; LIUKE_CHROMIUM may name one.\n${tried.join('\n')}`);
}

async function candidates(): Promise<LaunchOptions[]> {
  const named = process.env.LIUKE_CHROMIUM;
  if (named) return [{ executablePath: named }];
  const packed = process.platform === 'linux' && process.arch === 'x64' ? [await unpacked()] : [];
  const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].filter(existsSync);
  return [
    ...packed,
    ...['chrome', 'msedge'].map((channel) => ({ channel })),
    ...installed.map((executablePath) => ({ executablePath })),
  ];
}

/** Unpacked once per version under `data/`: 200 MB, a few seconds. */
async function unpacked(): Promise<LaunchOptions> {
  const manifest = path.join(ROOT, 'node_modules', PACKAGE, 'package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const place = path.join(ROOT, 'data/chromium', version);
  if (!existsSync(place)) await unpack(place);
  return {
    executablePath: path.join(place, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(place, 'al2023/lib'),
      FONTCONFIG_FILE: path.join(place, 'fonts.conf'),
    },
  };
}

/**
 * The package unpacks itself into the temporary folder of its process, its libraries only when it believes to be on
 * Lambda: so it runs in a process of its own that has our folder as temporary folder and believes so. The folder gets
 * its final name when it is whole; who comes second keeps the first one's.
 */
async function unpack(place: string): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true });
  const draft = await mkdtemp(`${place}.`);
  const program = `const { default: packed } = await import('${PACKAGE}'); await packed.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: ROOT,
    env: { ...process.env, TMPDIR: draft, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
  });
  await writeFile(path.join(draft, 'fonts.conf'), fontsOf(place));
  await rename(draft, place).catch(() => rm(draft, { recursive: true, force: true }));
}

const fontsOf = (place: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>/usr/local/share/fonts</dir>
  <dir>${place}/fonts</dir>
  <cachedir>${place}/font-cache</cachedir>
</fontconfig>
`;

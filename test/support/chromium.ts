/** Chromium without a window: the one that npm brings, or Debian's. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import bundled from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { need } from './program.ts';

/** The package's own list would switch web security off, and with it what a page may not do. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
];

/** Chromium as @sparticuz/chromium packs it, with the libraries packed beside it: nothing else has to be installed. */
export async function launchBundled(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`@sparticuz/chromium is for Linux on x64, not ${process.platform} on ${process.arch}`);
  }
  const folder = await unpack();
  const fonts = await listFonts(join(folder, 'fonts'));
  try {
    return await chromium.launch({
      executablePath: join(folder, 'chromium'),
      args: flags,
      env: {
        ...process.env,
        LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
        FONTCONFIG_FILE: fonts,
      },
    });
  } catch (error) {
    const advice = 'where libraries are missing, install them: apt-get install libnss3 libnspr4 libexpat1';
    throw new Error(`Chromium of @sparticuz/chromium does not start in ${folder}; ${advice}`, { cause: error });
  }
}

/**
 * Lets Chromium find the fonts packed beside it: the package's own list names folders of another system, and without a font
 * no text is drawn, and none can be typed.
 */
async function listFonts(folder: string): Promise<string> {
  const list = join(folder, 'packed.conf');
  const folders = `<dir>${join(folder, 'fonts')}</dir><cachedir>${join(folder, 'cache')}</cachedir>`;
  await writeFile(list, `<?xml version="1.0"?>\n<fontconfig>${folders}</fontconfig>\n`);
  return list;
}

/** Debian's own, which is the newest. */
export async function launchDebian(): Promise<Browser> {
  return chromium.launch({ executablePath: need('/usr/bin/chromium', 'chromium'), args: flags });
}

/**
 * Where the package's archives are unpacked, which takes seconds and is done once for each version. The package unpacks to
 * the folder for temporary files, and takes what lies there for its own, whatever version it is: so it is given a new folder,
 * which gets its name when it is complete.
 */
async function unpack(): Promise<string> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const root = join(dirname(main), '..', '..');
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const caches = join(import.meta.dirname, '..', '..', 'node_modules', '.cache');
  const folder = join(caches, `chromium-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(caches, { recursive: true });
  const unfinished = await mkdtemp(`${folder}-`);
  // The second makes the package unpack the libraries, too.
  await withEnvironment({ TMPDIR: unfinished, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' }, () =>
    bundled.executablePath(),
  );
  try {
    await rename(unfinished, folder);
  } catch (error) {
    await rm(unfinished, { recursive: true });
    // Another process was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

async function withEnvironment<T>(variables: Record<string, string>, work: () => Promise<T>): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

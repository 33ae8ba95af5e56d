/** The file that is published: complete, small, and with the versions that its notice and the README name. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildXStateInspect } from '../../../visualizations/compat/build.ts';

const workspace = new URL('../../../visualizations/', import.meta.url);

let folder = '';
let path = '';
let text = '';
beforeAll(async () => {
  // Nothing can be found from here that is not inside of the file.
  folder = await mkdtemp(join(tmpdir(), 'wirechart-bridge-'));
  path = await buildXStateInspect(folder);
  text = await readFile(path, 'utf8');
});
afterAll(() => rm(folder, { recursive: true }));

describe('buildXStateInspect', () => {
  it('makes one module that needs no package, XState least of all', async () => {
    expect(await readdir(folder)).toEqual(['xstate-inspect.js']);
    expect(await import(pathToFileURL(path).href)).toMatchObject({ openBridge: expect.any(Function) });
    expect(text.length).toBeLessThan(200_000);
  });

  it('puts the licence and the versions in front, as the workspace has them', async () => {
    const { dependencies } = JSON.parse(await readFile(new URL('package.json', workspace), 'utf8'));
    const notice = text.slice(0, text.indexOf('*/'));
    for (const [name, version] of Object.entries(dependencies)) {
      const { version: installed } = JSON.parse(
        await readFile(new URL(`node_modules/${name}/package.json`, workspace), 'utf8'),
      );
      expect(installed, name).toBe(version);
      expect(notice).toContain(`${name} ${version}`);
    }
    expect(notice).toContain('Permission is hereby granted');
  });

  it('replaces the file that was there', async () => {
    await writeFile(path, 'half of');
    expect(await buildXStateInspect(folder)).toBe(path);
    expect(await readFile(path, 'utf8')).toBe(text);
    expect(await readdir(folder)).toEqual(['xstate-inspect.js']);
  });
});

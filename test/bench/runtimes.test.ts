import { accessSync, chmodSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { peersPackage } from './places.ts';
import { candidates, command, firstExecutable, programVersion } from './runtimes.ts';

test('Bun and Deno are looked for in the package of peers, then on the search path', () => {
  const paths = candidates('bun', ['/somewhere', '', '/elsewhere'].join(delimiter));
  const inPackage = paths.filter((path) => path.startsWith(join(peersPackage, 'node_modules')));
  expect(inPackage.length).toBeGreaterThan(0);
  expect(paths).toEqual([...inPackage, '/somewhere/bun', '/elsewhere/bun']);
});

test('a program that was left unexecutable is made executable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    const program = join(folder, 'program');
    writeFileSync(program, '#!/bin/sh\necho program 1_74\n');
    chmodSync(program, 0o644);
    expect(firstExecutable([join(folder, 'absent'), program])).toBe(program);
    expect(() => accessSync(program, constants.X_OK)).not.toThrow();
    expect(programVersion(program)).toBe('1.74');
    expect(firstExecutable([join(folder, 'absent')])).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Node collects garbage on demand only where that is asked for', () => {
  const plain = command('node', { script: 'servers/ws', args: ['echo'] });
  expect(plain).toMatchObject({ file: process.execPath, args: [expect.stringMatching(/servers\/ws\.js$/), 'echo'] });
  const collectable = command('node', { script: 'servers/ws', collectable: true });
  expect(collectable).toMatchObject({ args: ['--expose-gc', expect.any(String)] });
});

/** The Python package websockets, in programs of test/interop. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { need, Program } from './program.ts';

const folder = join(import.meta.dirname, '..', 'interop');

/** Debian's: another Python on the path would not have the package. */
export const PYTHON = '/usr/bin/python3';

/** @returns the version of the package. @throws {Error} naming the Debian package that is missing */
export function needPython(): string {
  need(PYTHON, 'python3');
  try {
    return String(execFileSync(PYTHON, ['-c', 'import websockets; print(websockets.__version__)'], { stdio: 'pipe' }));
  } catch (error) {
    throw new Error('Python has no package websockets: apt-get install python3-websockets', { cause: error });
  }
}

export function python(script: string, ...args: readonly string[]): Program {
  return new Program(PYTHON, [join(folder, script), ...args]);
}

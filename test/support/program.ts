/** Programs that were not made by us, and are started for a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** @throws {Error} naming the Debian package that is missing */
export function need(path: string, debianPackage: string): string {
  if (existsSync(path)) return path;
  throw new Error(`${path} is missing: apt-get install ${debianPackage}`);
}

/** A program that runs beside the test, and says something line by line. */
export class Program implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly #said: string[] = [];
  readonly #lines: string[] = [];
  readonly #ended: Promise<unknown>;
  #arrived = () => {};
  #over = false;

  /** @param from what is read line by line; the other output is kept for messages */
  constructor(path: string, args: readonly string[], from: 'stdout' | 'stderr' = 'stdout') {
    this.child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const { stdout, stderr } = this.child;
    for (const stream of [stdout, stderr]) {
      if (stream === null) continue;
      createInterface(stream).on('line', (line) => {
        this.#said.push(line);
        if (stream === (from === 'stdout' ? stdout : stderr)) this.#lines.push(line);
        this.#arrived();
      });
    }
    this.#ended = once(this.child, 'close').then(() => {
      this.#over = true;
      this.#arrived();
    });
  }

  /** The next line, or the next that fits. */
  async line(fits: RegExp = /(?:)/): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined && fits.test(line)) return line;
      if (line !== undefined) continue;
      if (this.#over) throw new Error(`${this.child.spawnargs.join(' ')} ended:\n${this.#said.join('\n')}`);
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  /** Waits until it has ended by itself. @returns all that it said */
  async finished(): Promise<string> {
    await this.#ended;
    return this.#said.join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill('SIGTERM');
    await this.#ended;
  }
}

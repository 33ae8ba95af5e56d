/**
 * A program that is measured from outside, whatever it is written in. It gets commands as lines and answers each with a
 * line; the kernel tells what it has used. It ends when its standard input does, so that none is left behind.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
}

/** Kernel pages are of 4 KiB where this runs. */
const PAGE = 4096;

export class Program {
  readonly name: string;
  readonly pid: number;
  readonly #process: ChildProcess;
  readonly #lines: string[] = [];
  #waiting: { resolve(line: string): void; reject(error: Error): void } | undefined;
  #failure: Error | undefined;

  constructor(name: string, { file, args, env }: Command) {
    this.name = name;
    this.#process = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.pid = this.#process.pid ?? 0;
    const { stdout, stdin } = this.#process;
    if (stdout === null || stdin === null) throw new Error('a program has no pipes');
    createInterface({ input: stdout }).on('line', (line) => this.#take(line));
    // One that has ended is reported where its answer is missed.
    stdin.on('error', () => {});
    this.#process.on('exit', (code, signal) => this.#fail(new Error(`${name} ended (${code ?? signal})`)));
    this.#process.on('error', (error) => this.#fail(new Error(`${name} cannot be started: ${error.message}`)));
  }

  /** Sends a line, or nothing, and waits for the next one. */
  ask(line?: string): Promise<string> {
    if (line !== undefined) this.#process.stdin?.write(`${line}\n`);
    const ready = this.#lines.shift();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** User and system time of all its threads, those that have ended included. */
  cpuSeconds(): number {
    return parseCpuSeconds(readFileSync(`/proc/${this.pid}/stat`, 'latin1'));
  }

  residentBytes(): number {
    return Number(readFileSync(`/proc/${this.pid}/statm`, 'latin1').split(' ')[1]) * PAGE;
  }

  stop(): void {
    this.#process.kill('SIGKILL');
  }

  #take(line: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#lines.push(line);
    else waiting.resolve(line);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#waiting?.reject(error);
  }
}

/** Of the text of /proc/PID/stat, whose second field is a name that may hold anything. Ticks are hundredths of a second. */
export function parseCpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A client under test that we start ourselves: any command of the shell. */
import { type ChildProcess, spawn } from 'node:child_process';

/** What the command gets to end by itself before it is ended. */
const GRACE = 5_000;

export class Driver {
  /** Settles with the exit status, null if a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  /** Its output goes to our standard error: standard output belongs to the summary. */
  constructor(command: string, url: string) {
    this.#child = spawn(command, {
      shell: true,
      // A group of its own, so that what the shell starts can be ended with it.
      detached: process.platform !== 'win32',
      stdio: ['ignore', 2, 2],
      env: { ...process.env, WIRECHART_CONFORM_URL: url },
    });
    this.exited = new Promise((resolve) => {
      this.#child.on('error', () => resolve(null));
      this.#child.on('exit', (status) => resolve(status));
    });
    // A group of its own does not hear that the terminal was closed, or Ctrl+C pressed.
    process.on('exit', this.#kill);
  }

  /** Waits for its end, and brings it about if need be. */
  async stop(): Promise<number | null> {
    const timer = setTimeout(this.#kill, GRACE);
    const status = await this.exited;
    clearTimeout(timer);
    process.off('exit', this.#kill);
    return status;
  }

  readonly #kill = (): void => {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (process.platform === 'win32') this.#child.kill();
      else process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended just now.
    }
  };
}

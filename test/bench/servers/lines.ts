/** What every server and client that is measured has in common, in Node, Bun and Deno: commands come as lines. */
import process from 'node:process';
import { createInterface } from 'node:readline';

export { announcement } from './announcement.ts';

export type Mode = 'echo' | 'broadcast';
/** How a server compresses: not at all, with a history per connection, or without. */
export type Compression = 'off' | 'takeover' | 'no takeover';

/** What the command line asks for. */
export const mode = (process.argv[2] ?? 'echo') as Mode;
export const compression = (process.argv[3] ?? 'off') as Compression;

/** The same for everybody: bytes that a message, and a frame, may have. */
export const MAX_MESSAGE = 64 * 1024 * 1024;

declare const Bun: { gc(force: boolean): void } | undefined;

function collectGarbage(): void {
  if (typeof Bun !== 'undefined') Bun.gc(true);
  else globalThis.gc?.();
}

/** Says what this is ready with (a server: its port), then answers commands. */
export function ready(
  answer: string | number,
  commands: Readonly<Record<string, (argument: string) => void>> = {},
): void {
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const [command = '', ...rest] = line.split(' ');
    if (command === 'gc') collectGarbage();
    else commands[command]?.(rest.join(' '));
    process.stdout.write('done\n');
  });
  // Nobody must outlive whoever asks.
  lines.on('close', () => process.exit());
  process.stdout.write(`${answer}\n`);
}

/** One frame of 4 GiB + 1 byte, its size declared first, through a real socket: more than a 32-bit length, less memory. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const script = fileURLToPath(new URL('../support/node-huge-frame.ts', import.meta.url));
const size = 4 * 1024 ** 3 + 1;

test.each(['up', 'down'])('%s', { timeout: 300_000 }, async (direction) => {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', script, direction]);
  const result = JSON.parse(stdout);
  expect(result).toMatchObject({
    frames: [{ type: 'binary', first: true, last: true, length: size }],
    received: size,
    // Four samples in each of 16,384 pieces, and the last byte, which is the first of the next 64 KiB.
    sum: 16_384 * (1 + 2 + 3 + 4) + 7,
    last: 7,
    ended: 1,
    clean: true,
  });
  expect(result.grownMiB).toBeLessThan(100);
});

/** A deflate bomb is found out while it is inflated, in bounded memory; and either way to zlib carries a whole conversation. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { compressedTalk } from '../support/compressed-talk.ts';

const execute = promisify(execFile);

async function run(script: string, zlib: string, ...args: string[]): Promise<unknown> {
  const path = fileURLToPath(new URL(`../support/${script}`, import.meta.url));
  const env = { ...process.env, WIRECHART_ZLIB: zlib };
  const { stdout } = await execute(process.execPath, ['--max-old-space-size=64', '--import', 'tsx', path, ...args], {
    env,
  });
  return JSON.parse(stdout);
}

const MIB = 1024 * 1024;
const tooLarge = { messages: 0, id: 'message-too-large', code: 1009 };

describe.each(['native', 'public'])('%s', (zlib) => {
  test.each([
    ['message', tooLarge],
    ['frames', tooLarge],
    // Each is as large as it may be, and none is kept.
    ['messages', { messages: 900, code: 1000 }],
  ])('a bomb in %s', { timeout: 60_000 }, async (way, wanted) => {
    const result = (await run('deflate-bomb.ts', zlib, way)) as { sent: number; grownMiB: number; buffersMiB: number };
    expect(result).toMatchObject(wanted);
    expect(result.sent).toBeLessThan(MIB);
    expect(result.grownMiB).toBeLessThan(150);
    expect(result.buffersMiB).toBeLessThan(150);
  });

  test('a conversation', { timeout: 60_000 }, async () => {
    expect(await run('deflate-talk.ts', zlib)).toEqual({
      native: zlib === 'native',
      arrived: 8 * compressedTalk.length,
      wrong: [],
    });
  });
});

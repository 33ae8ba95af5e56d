import { expect, test } from 'vitest';
import { connect, serve } from '../../src/api/index.ts';

// Texts of exactly this many bytes were once encoded where short ones are, while the thread pool was still reading them.
test.each([32 * 1024 - 1, 32 * 1024, 32 * 1024 + 1])(
  'texts of %i bytes do not meet while they are compressed',
  async (size) => {
    const server = await serve({
      port: 0,
      compression: true,
      message: (connection, text) => void connection.send(text),
    });
    const connections = await Promise.all(Array.from({ length: 8 }, () => connect(server.url)));
    const texts = connections.map((_, index) => String.fromCharCode(97 + index).repeat(size));
    for (const [index, connection] of connections.entries()) void connection.send(texts[index] ?? '');
    const echoes = await Promise.all(
      connections.map(async (connection) => (await connection[Symbol.asyncIterator]().next()).value),
    );
    expect(echoes.map((echo) => texts.indexOf(String(echo)))).toEqual(texts.map((_, index) => index));
    await server.close();
  },
);

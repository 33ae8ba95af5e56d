import { expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { connected, exchange } from '../support/wire.ts';

test('two endpoints open, echo and close cleanly', async () => {
  const got: unknown[] = [];
  const { client, server } = connected(
    { handlers: { message: (_, message) => void got.push(message) } },
    {
      handlers: {
        message: (side, message) => void side.endpoint.send(typeof message === 'string' ? TEXT : BINARY, message),
      },
    },
  );
  expect([client.endpoint.state, server.endpoint.state]).toEqual(['open', 'open']);
  const sent = client.endpoint.send(TEXT, 'Grüße');
  const binary = client.endpoint.send(BINARY, new Uint8Array(70_000).fill(7));
  exchange(client, server);
  await sent;
  await binary;
  expect(got[0]).toBe('Grüße');
  expect(got[1]).toEqual(new Uint8Array(70_000).fill(7));
  const pong = client.endpoint.ping(new Uint8Array([1, 2]));
  exchange(client, server);
  expect(await pong).toBe(0);
  client.endpoint.close(1000, 'bye');
  exchange(client, server);
  expect(client.records[0]).toMatchObject({
    clean: true,
    code: 1000,
    began: 'us',
    sent: { code: 1000, reason: 'bye' },
  });
  expect(server.records[0]).toMatchObject({ clean: true, code: 1000, reason: 'bye', began: 'peer' });
});

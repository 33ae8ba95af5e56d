import { expect, test } from 'vitest';
import { toHar } from '../../../src/inspect/trace/har.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

test('the handshake as an entry, the messages where Chrome puts them', async () => {
  const { client } = await recordedTalk(
    async ({ client, server }) => {
      await client.send('Grüße </script>');
      await server.send(Uint8Array.of(0, 255));
      await client.ping();
    },
    { client: { headers: { 'X-Trace': '1' } } },
  );
  const { log } = JSON.parse(toHar(new Map([[1, client]])));
  expect(log).toMatchObject({ version: '1.2', creator: { name: 'wirechart' } });
  const [entry] = log.entries;
  expect(log.entries).toHaveLength(1);
  expect(entry).toMatchObject({
    _resourceType: 'websocket',
    request: { method: 'GET', url: expect.stringMatching(/^ws:\/\/127\.0\.0\.1:\d+\/$/), httpVersion: 'HTTP/1.1' },
    response: { status: 101, statusText: 'Switching Protocols' },
  });
  expect(entry.request.headers).toContainEqual({ name: 'X-Trace', value: '1' });
  expect(Math.abs(Date.parse(entry.startedDateTime) - Date.now())).toBeLessThan(60_000);
  const [sent, received] = entry._webSocketMessages;
  expect(entry._webSocketMessages).toHaveLength(2);
  expect(sent).toMatchObject({ type: 'send', opcode: 1, data: 'Grüße </script>' });
  expect(received).toMatchObject({ type: 'receive', opcode: 2, data: 'AP8=' });
  expect(Math.abs(sent.time - Date.now() / 1000)).toBeLessThan(60);
});

test('a target with a query', async () => {
  const { client } = await recordedTalk(async () => {});
  const { log } = JSON.parse(toHar(new Map([[1, client]])));
  expect(log.entries[0].request.queryString).toEqual([]);
  expect(JSON.parse(toHar(new Map())).log.entries).toEqual([]);
});

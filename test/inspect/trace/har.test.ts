import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHar } from '../../../src/inspect/trace/har.ts';
import { recordings } from '../../support/arbitrary-records.ts';
import { journalFrom } from '../../support/journals.ts';
import { JournalMaker } from '../../support/page-journal.ts';
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

/** The entry of a recording with these records. */
function entryOf(maker: JournalMaker) {
  return JSON.parse(toHar(new Map([[1, maker.journal]]))).log.entries[0];
}

const asked = { kind: 'handshake', direction: 'out', head: 'GET /x?a=1&b=%20 HTTP/1.1\r\nHost: a.example\r\n\r\n' };

test('a target with a query, and no answer to it', () => {
  const { request, response, _webSocketMessages } = entryOf(new JournalMaker().add(asked));
  expect(request.url).toBe('ws://a.example/x?a=1&b=%20');
  expect(request.queryString).toEqual([
    { name: 'a', value: '1' },
    { name: 'b', value: ' ' },
  ]);
  expect(response).toMatchObject({ status: 0, headers: [] });
  expect(_webSocketMessages).toEqual([]);
});

test('a connection that never came about is an entry with nothing but its URL', () => {
  expect(entryOf(new JournalMaker())).toMatchObject({ request: { url: 'ws://127.0.0.1:1' }, response: { status: 0 } });
});

test('a client is labelled with its URL: over TLS that says so', () => {
  const { head } = new JournalMaker().journal;
  const journal = journalFrom([{ ...(head ?? expect.fail()), label: 'wss://a.example/x' }]);
  journal.add({ ...asked, kind: 'handshake', direction: 'out', time: 0 });
  expect(JSON.parse(toHar(new Map([[1, journal]]))).log.entries[0].request.url).toMatch(/^wss:\/\/a\.example\/x/);
});

test('a byte order mark belongs to its text, and what was not kept is said to be missing', () => {
  const maker = new JournalMaker().frame({ payload: '\ufeffx' }).frame({ payload: 'part', length: 9 });
  expect(entryOf(maker)._webSocketMessages).toEqual([
    { type: 'receive', time: expect.any(Number), opcode: 1, data: '\ufeffx' },
    { type: 'receive', time: expect.any(Number), opcode: 1, data: 'part', _incomplete: true },
  ]);
});

test('a file from elsewhere may say any time', () => {
  const { head } = new JournalMaker().journal;
  const journal = journalFrom([{ ...(head ?? expect.fail()), epoch: 1e300 }]);
  expect(JSON.parse(toHar(new Map([[1, journal]]))).log.entries[0].startedDateTime).toBe('1970-01-01T00:00:00.000Z');
});

test('nothing recorded is an archive without entries', () => {
  expect(JSON.parse(toHar(new Map())).log.entries).toEqual([]);
});

test('whatever a trace file holds, there is an archive of it', () => {
  fc.assert(
    fc.property(recordings, (records) => {
      const { log } = JSON.parse(toHar(new Map([[1, journalFrom(records)]])));
      expect(log.entries).toHaveLength(1);
    }),
    { numRuns: 200 },
  );
});

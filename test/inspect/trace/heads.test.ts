import { describe, expect, test } from 'vitest';
import { acceptKey } from '../../../src/codec/accept-key.ts';
import { Journal } from '../../../src/inspect/journal.ts';
import { type Head, headsOf } from '../../../src/inspect/trace/heads.ts';
import { JournalMaker } from '../../support/page-journal.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

const field = (head: Head | undefined, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head?.text ?? '')?.[1];

test('the heads that passed, as either side knows them', async () => {
  const { client, server } = await recordedTalk(async () => {}, {
    server: { compression: true, protocols: ['chat'] },
    client: { protocols: ['chat'] },
  });
  for (const journal of [client, server]) {
    const { request, response } = headsOf(journal);
    expect(request?.text).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(response?.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(request?.time).toBeLessThanOrEqual(response?.time ?? 0);
    expect(field(response, 'sec-websocket-accept')).toBe(acceptKey(field(request, 'sec-websocket-key') ?? ''));
    expect(field(response, 'sec-websocket-protocol')).toBe('chat');
  }
});

test('where recording began later, heads that fit what was agreed on', async () => {
  const { client } = await recordedTalk(async () => {}, { late: true, server: { compression: true } });
  const { request, response } = headsOf(client);
  expect([request?.time, response?.time]).toEqual([undefined, undefined]);
  expect(field(response, 'sec-websocket-accept')).toBe(acceptKey(field(request, 'sec-websocket-key') ?? ''));
  expect(field(response, 'sec-websocket-extensions')).toContain('permessage-deflate');
});

test('of an empty recording, too', () => {
  const { request, response } = headsOf(new Journal());
  expect(request?.text).toContain('Upgrade: websocket');
  expect(response?.text).not.toContain('Extensions');
});

describe('recorded from the start', () => {
  const start = new JournalMaker('client').journal.record(0);
  const asked = { kind: 'handshake', direction: 'out', head: 'GET /x HTTP/1.1\r\nHost: a\r\n\r\n' };

  test('a handshake that was never answered has no answer, and one that never began has none of both', () => {
    expect(start).toMatchObject({ kind: 'connection', fromStart: true });
    expect(headsOf(new JournalMaker('client').journal)).toEqual({ request: undefined, response: undefined });
    const { request, response } = headsOf(new JournalMaker('client').add(asked).journal);
    expect([request?.text, response]).toEqual([asked.head, undefined]);
  });

  test('a head that was cut ends behind its last whole line', () => {
    const { request } = headsOf(new JournalMaker('client').add({ ...asked, head: asked.head.slice(0, -5) }).journal);
    expect(request?.text).toBe('GET /x HTTP/1.1\r\n\r\n');
  });
});

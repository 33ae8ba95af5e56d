import { expect, test } from 'vitest';
import { acceptKey } from '../../../src/codec/accept-key.ts';
import { Journal } from '../../../src/inspect/journal.ts';
import { headsOf } from '../../../src/inspect/trace/heads.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

const field = (text: string, name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1];

test('the heads that passed, as either side knows them', async () => {
  const { client, server } = await recordedTalk(async () => {}, {
    server: { compression: true, protocols: ['chat'] },
    client: { protocols: ['chat'] },
  });
  for (const journal of [client, server]) {
    const { request, response } = headsOf(journal);
    expect(request.text).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    expect(response.text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/);
    expect(request.time).toBeLessThanOrEqual(response.time ?? 0);
    expect(field(response.text, 'sec-websocket-accept')).toBe(
      acceptKey(field(request.text, 'sec-websocket-key') ?? ''),
    );
    expect(field(response.text, 'sec-websocket-protocol')).toBe('chat');
  }
});

test('where recording began later, heads that fit what was agreed on', async () => {
  const { client } = await recordedTalk(async () => {}, { late: true, server: { compression: true } });
  const { request, response } = headsOf(client);
  expect([request.time, response.time]).toEqual([undefined, undefined]);
  expect(field(response.text, 'sec-websocket-accept')).toBe(acceptKey(field(request.text, 'sec-websocket-key') ?? ''));
  expect(field(response.text, 'sec-websocket-extensions')).toContain('permessage-deflate');
});

test('of an empty recording, too', () => {
  const { request, response } = headsOf(new Journal());
  expect(request.text).toContain('Upgrade: websocket');
  expect(response.text).not.toContain('Extensions');
});

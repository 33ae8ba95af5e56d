import { expect, test } from 'vitest';
import { messagesOf } from '../../../src/inspect/trace/messages.ts';
import { JournalMaker } from '../../support/page-journal.ts';
import { recordedTalk } from '../../support/recorded-talk.ts';

const told = (journal: Parameters<typeof messagesOf>[0]) =>
  messagesOf(journal).map(({ direction, opcode, bytes, incomplete }) => [
    direction,
    opcode,
    opcode === 1 ? new TextDecoder().decode(bytes) : [...bytes],
    incomplete,
  ]);

test('messages of both directions, put together from fragments, control frames left out', async () => {
  const { client, server } = await recordedTalk(async ({ client, server }) => {
    const message = client.beginMessage('text');
    await message.frame('Hel');
    await client.ping();
    await message.end('lo');
    await server.send(Uint8Array.of(1, 2));
    await client.ping();
  });
  expect(told(client)).toEqual([
    ['out', 1, 'Hello', false],
    ['in', 2, [1, 2], false],
  ]);
  expect(told(server)).toEqual([
    ['in', 1, 'Hello', false],
    ['out', 2, [1, 2], false],
  ]);
});

test('compressed ones as what they inflate to', async () => {
  const text = 'again and '.repeat(400);
  const compression = { takeover: true, peerTakeover: true };
  const { client, server } = await recordedTalk(async ({ client }) => client.send(text), {
    server: { compression },
  });
  expect(client.frame(0).rsv).toBe(4);
  expect(told(client)).toEqual([['out', 1, text, false]]);
  expect(told(server)).toEqual([['in', 1, text, false]]);
});

test('what was not kept is said to be incomplete', async () => {
  const { client } = await recordedTalk(async ({ client }) => client.send('0123456789'), { payload: 4 });
  expect(told(client)).toEqual([['out', 1, '0123', true]]);
});

test.each([0, 20])('of compressed ones, too, of which %i bytes were kept', async (payload) => {
  const { client, server } = await recordedTalk(
    async ({ client }) => client.send('ä'.repeat(1000), { compress: true }),
    { payload, server: { compression: true } },
  );
  expect(client.frame(0)).toMatchObject({ rsv: 4, inflatedLength: payload === 0 ? 0 : 2000 });
  for (const journal of [client, server]) {
    expect(told(journal).map(([, , text, incomplete]) => [text, incomplete])).toEqual([
      ['ä'.repeat(payload / 2), true],
    ]);
  }
});

test('a message that another one interrupts, or lost frames, is incomplete; what comes behind is none of its', () => {
  const { journal } = new JournalMaker()
    .frame({ payload: 'begun', fin: false })
    .frame({ payload: 'too early' })
    .frame({ payload: 'lo', fin: false })
    .frame({ payload: 'mine', direction: 'out' })
    .frame({ payload: 'st', opcode: 0, offset: 1000 })
    .frame({ payload: 'whole', offset: 1004 });
  expect(told(journal)).toEqual([
    ['in', 1, 'begun', true],
    ['in', 1, 'too early', false],
    ['in', 1, 'lo', true],
    ['out', 1, 'mine', false],
    ['in', 1, 'whole', false],
  ]);
});

test('a control frame within a message, whose header is longer than it needs to be, interrupts nothing', () => {
  const { journal } = new JournalMaker()
    .frame({ payload: 'Hel', fin: false })
    .frame({ opcode: 9, payload: 'between', headerLength: 4 })
    .frame({ payload: 'lo', opcode: 0 });
  expect(told(journal)).toEqual([['in', 1, 'Hello', false]]);
});

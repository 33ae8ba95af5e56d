/** The dissector and the captures beside a dissector that we did not write. */
import { expect, test } from 'vitest';
import { dissect } from '../../src/inspect/dissect.ts';
import type { Journal } from '../../src/inspect/journal.ts';
import { messagesOf } from '../../src/inspect/trace/messages.ts';
import { toPcap } from '../../src/inspect/trace/pcap.ts';
import { closePayload, frame } from '../support/node-raw.ts';
import { recordedBytes, recordedTalk, type Talk, type TalkOptions } from '../support/recorded-talk.ts';
import { framesOf, type SharkFrame } from '../support/tshark.ts';

const takeover = { server: { compression: { takeover: true, peerTakeover: true } } };

const talks: [name: string, talk: (ends: Talk) => Promise<unknown>, options?: TalkOptions][] = [
  [
    'text, in both directions',
    async ({ client, server }) => Promise.all([client.send('Grüße, 世界 🦊'), server.send('ja')]),
  ],
  [
    'binary of every form of length',
    async ({ client, server }) => {
      for (const length of [1, 125, 126, 65_535, 65_536, 200_000]) {
        await client.send(new Uint8Array(length).map((_, index) => index));
        await server.send(new Uint8Array(length).fill(7));
      }
    },
  ],
  [
    'empty payloads',
    async ({ client, server }) => Promise.all([client.send(''), server.send(new Uint8Array()), client.ping()]),
  ],
  [
    'fragments, and pings between them',
    async ({ client, server }) => {
      for (const end of [client, server]) {
        const message = end.beginMessage('text');
        await message.frame('Hel');
        await end.ping('between');
        await message.frame('');
        await message.end('lo');
      }
    },
  ],
  [
    'one frame, streamed',
    async ({ client }) => {
      const frame = client.beginMessage('binary').beginFrame(5000, { last: true });
      for (let count = 0; count < 5; count++) await frame.write(new Uint8Array(1000).fill(count));
    },
  ],
  ['a close with code and reason', async ({ client }) => client.close(3001, 'that is all')],
  ['a close by the server', async ({ server }) => server.close(4000, 'go away')],
  [
    'permessage-deflate without takeover',
    async ({ client, server }) => {
      await client.send('again and '.repeat(300), { compress: true });
      await server.send('and again '.repeat(300), { compress: true });
      await client.send('as it is', { compress: false });
    },
    { server: { compression: true } },
  ],
  [
    'permessage-deflate with takeover',
    async ({ client, server }) => {
      for (let count = 0; count < 4; count++) {
        await client.send(`${count} again and `.repeat(200), { compress: true });
        await server.send(`${count} and again `.repeat(200), { compress: true });
      }
    },
    takeover,
  ],
  [
    'recorded from later on',
    async ({ client, server }) => Promise.all([client.send('late'), server.send('later')]),
    { late: true },
  ],
  [
    'recorded from later on, compressed',
    async ({ client }) => client.send('late '.repeat(400), { compress: true }),
    {
      late: true,
      server: { compression: true },
    },
  ],
  [
    'a message that is too large for the server',
    async ({ client, server }) => {
      await client.send('x'.repeat(2000));
      await server.closed;
    },
    { server: { maxMessageSize: 1000 } },
  ],
];

/** What tshark and we say of a frame, as far as both say something. */
function ours(journal: Journal, number: number, theirs: SharkFrame | undefined): Partial<SharkFrame> {
  const view = journal.frame(number);
  const { close, fields } = dissect(view);
  const key = fields.find(({ name }) => name === 'masking key')?.value.replaceAll(' ', ':') ?? '';
  const { fin, rsv, opcode, masked, length } = view;
  const hasCode = close !== undefined && view.payload.length >= 2;
  return {
    fin,
    rsv,
    opcode,
    masked,
    maskingKey: key,
    length,
    // It tells none of an empty one, nor of one that the reader refused by its header.
    payload: view.payload.length === 0 ? undefined : Buffer.from(view.payload).toString('hex'),
    closeCode: hasCode ? close.code : undefined,
    closeReason: hasCode && close.reason !== '' ? close.reason : undefined,
    // Compared with messages, below.
    text: theirs?.text,
  };
}

/** @returns what tshark says of the frames, all of it as we do */
function compared(journal: Journal): SharkFrame[] {
  const theirs = framesOf(toPcap(new Map([[1, journal]]))).map(({ closeReason, ...frame }) => ({
    ...frame,
    // It goes on behind what is no UTF-8, where we end.
    closeReason: closeReason?.replace(/\ufffd.*/, ''),
  }));
  expect(theirs).toEqual(theirs.map((frame, number) => ours(journal, number, frame)));
  expect(theirs).toHaveLength(journal.frames.length);
  return theirs;
}

test.each(talks)('%s: frame by frame, at both ends', async (_, talk, options) => {
  const { client, server } = await recordedTalk(talk, options);
  for (const journal of [client, server]) {
    const theirs = compared(journal);
    expect(theirs.length).toBeGreaterThanOrEqual(2);
    const texts = messagesOf(journal).filter(({ opcode, bytes }) => opcode === 1 && bytes.length > 0);
    const told = theirs.flatMap(({ text, opcode, fin }) => (fin && opcode < 8 && text !== undefined ? [text] : []));
    expect(new Set(told)).toEqual(new Set(texts.map(({ bytes }) => new TextDecoder().decode(bytes))));
  }
});

/** What no library of ours would send. */
const broken: [id: string, ...parts: Uint8Array[]][] = [
  ['unmasked-client-frame', frame(1, 'plain', { masked: false })],
  ['bad-opcode', frame(1, 'fine'), frame(3, 'reserved')],
  ['reserved-bits', frame(0x21, 'RSV2')],
  ['control-frame-fragmented', frame(9, 'ping', { fin: false })],
  ['control-frame-too-long', frame(9, 'x'.repeat(126))],
  ['bad-length', Uint8Array.of(0x82, 0xfe, 0, 3, 1, 2, 3, 4, 5, 6, 7)],
  ['bad-length', Uint8Array.of(0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6, 7)],
  ['bad-utf8', frame(1, Uint8Array.of(0x61, 0xff))],
  ['bad-close-size', frame(8, Uint8Array.of(3))],
  ['bad-close-code', frame(8, closePayload(1005, 'why not'))],
  ['bad-close-reason', frame(8, Uint8Array.of(3, 232, 0x61, 0xff, 0x62))],
];

test.each(broken)('%s: what a server refuses is in the capture, and the dissector says why', async (id, ...parts) => {
  const journal = await recordedBytes(Buffer.concat(parts));
  expect(compared(journal).length).toBeGreaterThanOrEqual(parts.length);
  const refused = dissect(journal.frame(parts.length - 1), { role: 'server' });
  expect(refused.faults.map((fault) => fault.split(' ', 1)[0])).toEqual([id]);
  expect(journal.closed?.violation?.id).toBe(id);
});

test('a capture of which little was kept is read to its end', async () => {
  const { client } = await recordedTalk(
    async ({ client }) => {
      for (const length of [3000, 3, 200_000, 5]) await client.send('x'.repeat(length));
    },
    { payload: 16 },
  );
  const frames = framesOf(toPcap(new Map([[1, client]])));
  expect(frames.map(({ length, text }) => [length, text])).toEqual([
    [3000, undefined],
    [3, 'xxx'],
    [200_000, undefined],
    [5, 'xxxxx'],
    [2, undefined],
    [2, undefined],
  ]);
});

test('several connections of one capture are told apart', async () => {
  const [one, other] = [
    await recordedTalk(async ({ client }) => client.send('one')),
    await recordedTalk(async ({ client }) => client.send('other')),
  ];
  const frames = framesOf(
    toPcap(
      new Map([
        [1, one.client],
        [2, other.server],
      ]),
    ),
  );
  expect(frames.flatMap(({ text }) => text ?? [])).toEqual(['one', 'other']);
});

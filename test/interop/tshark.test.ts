/** The dissector and the captures beside a dissector that we did not write. */
import { expect, test } from 'vitest';
import { dissect } from '../../src/inspect/dissect.ts';
import type { Journal } from '../../src/inspect/journal.ts';
import { messagesOf } from '../../src/inspect/trace/messages.ts';
import { toPcap } from '../../src/inspect/trace/pcap.ts';
import { recordedTalk, type Talk, type TalkOptions } from '../support/recorded-talk.ts';
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
  const frame = journal.frame(number);
  const { close, fields } = dissect(frame);
  const key = fields.find(({ name }) => name === 'masking key')?.value.replaceAll(' ', ':') ?? '';
  const { fin, rsv, opcode, masked, length } = frame;
  const hasCode = close !== undefined && close.code !== 1005;
  return {
    fin,
    rsv,
    opcode,
    masked,
    maskingKey: key,
    length,
    // It tells none of an empty one, nor of one that the reader refused by its header.
    payload: frame.payload.length === 0 ? undefined : Buffer.from(frame.payload).toString('hex'),
    closeCode: hasCode ? close.code : undefined,
    closeReason: hasCode && close.reason !== '' ? close.reason : undefined,
    // Compared with messages, below.
    text: theirs?.text,
  };
}

test.each(talks)('%s: frame by frame, at both ends', async (_, talk, options) => {
  const { client, server } = await recordedTalk(talk, options);
  for (const journal of [client, server]) {
    const theirs = framesOf(toPcap(new Map([[1, journal]])));
    expect(theirs.length).toBeGreaterThanOrEqual(2);
    expect(theirs).toEqual(theirs.map((frame, number) => ours(journal, number, frame)));
    expect(theirs).toHaveLength(journal.frames.length);
    const texts = messagesOf(journal).filter(({ opcode, bytes }) => opcode === 1 && bytes.length > 0);
    const told = theirs.flatMap(({ text, opcode, fin }) => (fin && opcode < 8 && text !== undefined ? [text] : []));
    expect(new Set(told)).toEqual(new Set(texts.map(({ bytes }) => new TextDecoder().decode(bytes))));
  }
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

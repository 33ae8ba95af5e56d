/** permessage-deflate with the Python package websockets on the other side, as client and as server. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type CompressionOptions, type ConnectOptions, connect, type Message, serve } from '../../src/api/index.ts';
import { compressedTalk } from '../support/compressed-talk.ts';
import { digest, patternBytes, patternText } from '../support/messages.ts';
import { needPython, python } from '../support/python.ts';

/** What is agreed on, seen from our side. */
type Agreed = Required<Pick<CompressionOptions, 'takeover' | 'peerTakeover' | 'windowBits' | 'peerWindowBits'>>;

const all: Agreed = { takeover: true, peerTakeover: true, windowBits: 15, peerWindowBits: 15 };
const booleans = [true, false] as const;

/** Of windows, each that Python's zlib can do: its compressor refuses 8, which is ours alone. */
const agreements: Agreed[] = [
  ...booleans.flatMap((takeover) =>
    booleans.flatMap((peerTakeover) =>
      [8, 15].flatMap((windowBits) =>
        [9, 15].map((peerWindowBits) => ({ takeover, peerTakeover, windowBits, peerWindowBits })),
      ),
    ),
  ),
  ...[10, 11, 12, 13, 14].map((bits) => ({ ...all, windowBits: bits, peerWindowBits: bits })),
];

interface PythonParameters {
  server_no_context_takeover?: boolean;
  client_no_context_takeover?: boolean;
  server_max_window_bits?: number;
  client_max_window_bits?: number | boolean | null;
}

/** What Python's factories take. @param ours our role */
function inPython(ours: 'client' | 'server', agreed: Agreed): PythonParameters {
  const us = { fresh: !agreed.takeover, bits: agreed.windowBits };
  const them = { fresh: !agreed.peerTakeover, bits: agreed.peerWindowBits };
  const [client, server] = ours === 'client' ? [us, them] : [them, us];
  return {
    client_no_context_takeover: client.fresh,
    server_no_context_takeover: server.fresh,
    client_max_window_bits: client.bits,
    server_max_window_bits: server.bits,
  };
}

const generous = { takeover: true, peerTakeover: true, threshold: 0 } satisfies CompressionOptions;

beforeAll(() => void needPython());

describe('Python is the client', () => {
  /** Has Python converse with a server of ours that echoes. @returns what Python thinks was agreed on, seen from our side */
  async function converse(compression: CompressionOptions | boolean, offer: PythonParameters | undefined) {
    const server = await serve({
      port: 0,
      compression,
      message: (connection, message) => void connection.send(message),
    });
    const asked = offer === undefined ? '' : JSON.stringify(offer);
    const program = python('python_client.py', 'compressed', server.url, '', asked);
    const said: unknown = JSON.parse(await program.line());
    await program.finished();
    await server.close();
    return said;
  }

  test.each(agreements)('Python asks for %o', async (agreed) => {
    expect(await converse(generous, inPython('server', agreed))).toEqual({ agreed: [agreed] });
  });

  test.each(agreements)('we ask for %o', async (agreed) => {
    const offer = { client_max_window_bits: true };
    expect(await converse({ ...agreed, threshold: 0 }, offer)).toEqual({ agreed: [agreed] });
  });

  test('what our server does if nobody says more: no context takeover', async () => {
    const agreed = { ...all, takeover: false, peerTakeover: false };
    expect(await converse(true, undefined)).toEqual({ agreed: [agreed] });
  });

  test('a client whose window cannot be limited is served without compression where we insist', async () => {
    const offer = { client_max_window_bits: null };
    expect(await converse({ ...generous, peerWindowBits: 12 }, offer)).toEqual({ agreed: [] });
    expect(await converse(generous, offer)).toEqual({ agreed: [all] });
  });
});

describe('Python is the server', () => {
  async function listening(parameters: PythonParameters | undefined) {
    const program = python('python_server.py', ...(parameters === undefined ? [] : [JSON.stringify(parameters)]));
    return { port: await program.line(), [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
  }

  /** Everything comes back twice. @returns what Python thinks was agreed on, seen from our side */
  async function converse(port: string, options: ConnectOptions, messages = compressedTalk): Promise<Agreed> {
    const connection = await connect(`ws://127.0.0.1:${port}/compressed`, options);
    const incoming = connection[Symbol.asyncIterator]();
    const next = async (): Promise<Message> => (await incoming.next()).value ?? 'nothing';
    const said = JSON.parse(String(await next()));
    for (const message of messages) {
      void connection.send(message);
      void connection.ping('behind it');
      expect(digest(await next())).toBe(digest(message));
      expect(digest(await next())).toBe(digest(message));
    }
    expect(await connection.close()).toMatchObject({ clean: true, code: 1000 });
    const [peerTakeover, takeover, peerWindowBits, windowBits] = said;
    return { takeover, peerTakeover, windowBits, peerWindowBits };
  }

  test('we ask for everything that there is', async () => {
    await using server = await listening({});
    for (const agreed of agreements) {
      expect(
        await converse(server.port, { compression: { ...agreed, threshold: 0 } }, compressedTalk.slice(0, 10)),
      ).toEqual(agreed);
    }
  });

  test.each(agreements.filter(({ windowBits }) => windowBits !== 8))('Python asks for %o', async (agreed) => {
    await using server = await listening(inPython('client', agreed));
    expect(await converse(server.port, { compression: generous })).toEqual(agreed);
  });

  test('what both do if nobody says otherwise', async () => {
    await using server = await listening(undefined);
    expect(await converse(server.port, {})).toEqual({ ...all, windowBits: 12, peerWindowBits: 12 });
  });

  test('large messages, in one frame and in many', async () => {
    await using server = await listening({});
    const messages = [patternBytes(1024 * 1024), patternText(1024 * 1024)];
    for (const fragmentSize of [Number.POSITIVE_INFINITY, 7000]) {
      await converse(server.port, { compression: generous, fragmentSize }, messages);
    }
  });
});

/**
 * The child of `decode`: one implementation's reading side. Asked with a shape and a time, it answers with CPU nanoseconds
 * per frame. Every implementation unmasks in place, so each pass brings the chunks anew, as a socket would: into memory of
 * their own, or into the one buffer that is lent. Bringing them is not timed.
 */
import { createRequire } from 'node:module';
import { readBuffer } from '../../src/codec/kernel.ts';
import { Endpoint } from '../../src/endpoint/endpoint.ts';
import { nodePlatform } from '../../src/node/platform.ts';
import { type MessageShape, makeClientFrame, upgradeRequest } from './frames.ts';
import { muteTransport } from './mute-transport.ts';
import { answer, cpuSeconds } from './peers.ts';

/** As much as a socket hands over in one read. */
const CHUNK = 64 * 1024;
/** Bytes of one pass, about. */
const PASS = 4 * 1024 * 1024;

/** What arrived, so that nothing is paid for work that was not done. */
let messages = 0;
let received = 0;

function note(message: string | Uint8Array): void {
  messages += 1;
  received += message.length;
}

/** Where the bytes of one chunk are brought, and what reads them then. */
interface Sink {
  bring(chunk: Uint8Array): void;
  read(): void;
}

function ours(): Sink {
  const endpoint = new Endpoint({
    role: 'server',
    connection: undefined,
    handlers: { message: (_, message) => note(message) },
    transport: muteTransport,
    platform: nodePlatform,
  });
  endpoint.transportReady();
  endpoint.receive(upgradeRequest('localhost'));
  endpoint.flush();
  if (endpoint.state !== 'open') throw new Error(`the endpoint is ${endpoint.state}`);
  const buffer = readBuffer();
  let length = 0;
  return {
    bring: (chunk) => {
      buffer.set(chunk);
      length = chunk.length;
    },
    read: () => endpoint.receiveLent(buffer, length),
  };
}

interface Receiver {
  on(event: 'message', handler: (data: Buffer, isBinary: boolean) => void): void;
  on(event: 'error', handler: (error: Error) => void): void;
  write(chunk: Buffer): boolean;
}

function ws(): Sink {
  const require = createRequire(import.meta.url);
  const { Receiver } = require('ws') as {
    Receiver: new (options: object) => Receiver;
  };
  const receiver = new Receiver({
    isServer: true,
    maxPayload: 100 * 1024 * 1024,
  });
  // Text is wanted as a string, as the endpoint's handler gets it.
  receiver.on('message', (data, isBinary) => note(isBinary ? data : data.toString()));
  receiver.on('error', (error) => {
    throw error;
  });
  let copy = Buffer.alloc(0);
  return {
    bring: (chunk) => {
      copy = Buffer.from(chunk);
    },
    read: () => receiver.write(copy),
  };
}

/** Whole messages that fill about one pass, and the chunks they are cut into. */
function makeStream(shape: MessageShape): { frames: number; chunks: Buffer[] } {
  const variety = Math.max(1, Math.min(64, Math.floor(PASS / shape.bytes)));
  const varied = Array.from({ length: variety }, (_, seed) => makeClientFrame(shape, seed));
  const frames = Math.ceil(PASS / (varied[0]?.length ?? 1));
  const bytes = Buffer.concat(
    Array.from({ length: frames }, (_, index) => varied[index % varied.length] as Uint8Array),
  );
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
  return { frames, chunks };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function measure(sink: Sink, shape: MessageShape, seconds: number): Promise<number> {
  const { frames, chunks } = makeStream(shape);
  let passes = 0;
  let spent = 0;
  messages = 0;
  received = 0;
  while (spent < seconds) {
    for (const chunk of chunks) {
      sink.bring(chunk);
      const before = cpuSeconds();
      sink.read();
      spent += cpuSeconds() - before;
    }
    const before = cpuSeconds();
    // What an implementation puts off to later in the turn belongs to it.
    await turn();
    spent += cpuSeconds() - before;
    passes += 1;
  }
  if (messages !== passes * frames) throw new Error(`${messages} of ${passes * frames} messages arrived`);
  if (shape.type !== 'utf8' && received !== messages * shape.bytes) throw new Error(`${received} bytes arrived`);
  return (spent / messages) * 1e9;
}

const sink = process.argv[2] === 'ours' ? ours() : ws();
answer(({ shape, seconds }: { shape: MessageShape; seconds: number }) => measure(sink, shape, seconds));

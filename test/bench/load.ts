/**
 * A load generator: raw sockets and frames built beforehand, so that what is measured is the server. It answers `ready` once
 * all connections are open, `start` begins to keep messages in flight on each, `once` sends one message on each and waits
 * for its echo, `count` tells how many have come back.
 */
import { connect, type Socket } from 'node:net';
import {
  createFrameHeader,
  encodeFrameHeader,
  FrameHeaderDecoder,
  frameHeaderLength,
} from '../../src/codec/frame-header.ts';
import type { Inflater } from '../../src/endpoint/deflate-engine.ts';
import { nodeZlib } from '../../src/node/zlib.ts';
import { type MessageShape, makeClientFrame, makePayload, upgradeRequest } from './frames.ts';
import { answer } from './peers.ts';

export interface Load {
  readonly port: number;
  readonly connections: number;
  readonly inFlight: number;
  readonly shape: MessageShape;
  /** Messages go, and come back, compressed. */
  readonly deflate?: boolean;
}

export type LoadQuestion = { readonly ask: 'ready' | 'start' | 'once' | 'count' };

const { port, connections, inFlight, shape, deflate = false } = JSON.parse(process.argv[2] ?? '') as Load;

/**
 * Different messages, sent in turn; as many as are in flight, so that an answer for another would be noticed, and more than a
 * compressor remembers.
 */
const variety = Math.max(deflate ? 64 : 4, inFlight);
const seeds = Array.from({ length: variety }, (_, seed) => seed);
const frames = seeds.map((seed) => makeClientFrame(shape, seed, deflate));
/** Where each frame of the cycle begins. */
const starts = [0];
for (const { length } of [...frames, ...frames]) starts.push((starts.at(-1) ?? 0) + length);
/** Twice all frames, so that any `variety` of them in a row are one piece. */
const cycle = Buffer.concat([...frames, ...frames]);
const echoes = seeds.map(makeEcho);
const echoLength = echoes[0]?.length ?? 0;
/** Echoes of each connection that are compared byte for byte. */
const CHECKED = 8;

let count = 0;

function makeEcho(seed: number): Buffer {
  const payload = makePayload(shape, seed);
  const echo = Buffer.alloc(frameHeaderLength(payload.length, false) + payload.length);
  const opcode = shape.type === 'binary' ? 2 : 1;
  echo.set(payload, encodeFrameHeader(echo, 0, 0x80 | opcode, payload.length, false, 0));
  return echo;
}

class Client {
  /** Goes on as long as messages are to be kept in flight. */
  endless = false;
  readonly #socket: Socket;
  #sent = 0;
  #echoed = 0;
  /** Bytes of the echo under way. */
  #partial = 0;
  #checked: Buffer[] = [];
  readonly #header = createFrameHeader();
  readonly #decoder = new FrameHeaderDecoder(this.#header);
  #remain = 0;
  #inflater: Inflater | undefined;
  #idle: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
  }

  send(messages: number): void {
    const from = this.#sent % variety;
    this.#sent += messages;
    this.#socket.write(cycle.subarray(starts[from], starts[from + messages]));
  }

  /** Settles when every message has come back. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle = resolve;
    });
  }

  #receive(chunk: Buffer): void {
    const whole = deflate ? this.#countFrames(chunk) : this.#countEchoes(chunk);
    this.#echoed += whole;
    count += whole;
    if (whole > 0 && this.endless) this.send(whole);
    if (this.#echoed === this.#sent) this.#idle?.();
  }

  #countEchoes(chunk: Buffer): number {
    if (this.#echoed < CHECKED) this.#check(chunk);
    const bytes = this.#partial + chunk.length;
    const whole = Math.floor(bytes / echoLength);
    this.#partial = bytes - whole * echoLength;
    return whole;
  }

  /** Compressed echoes differ in length: their headers tell. */
  #countFrames(chunk: Buffer): number {
    let at = 0;
    let whole = 0;
    while (at < chunk.length) {
      if (this.#remain === 0) {
        at = this.#decoder.decode(chunk, at, chunk.length);
        if (!this.#decoder.complete) return whole;
        this.#remain = this.#header.length;
        if (this.#echoed + whole < CHECKED && this.#header.rsv !== 4) throw new Error('an echo is not compressed');
      }
      const taken = Math.min(this.#remain, chunk.length - at);
      if (this.#echoed + whole < CHECKED) this.#checked.push(chunk.subarray(at, at + taken));
      at += taken;
      this.#remain -= taken;
      if (this.#remain > 0) return whole;
      if (this.#echoed + whole < CHECKED) this.#checkInflated(this.#echoed + whole);
      whole += 1;
    }
    return whole;
  }

  #checkInflated(index: number): void {
    const bytes = Buffer.concat(this.#checked);
    this.#checked = [];
    this.#inflater ??= nodeZlib().createInflater(15, false);
    this.#inflater.push(bytes, 0, bytes.length, true, shape.bytes);
    const made = this.#inflater.next();
    const expected = makePayload(shape, index % variety);
    const right = typeof made === 'number' && expected.every((byte, at) => this.#inflater?.output[at] === byte);
    if (!right || made !== expected.length) throw new Error(`echo ${index} is not what was sent`);
    if (index === CHECKED - 1) this.#inflater.close();
  }

  #check(chunk: Buffer): void {
    this.#checked.push(chunk);
    const all = Buffer.concat(this.#checked);
    const whole = Math.min(CHECKED, Math.floor(all.length / echoLength));
    for (let index = 0; index < whole; index++) {
      const echo = all.subarray(index * echoLength, (index + 1) * echoLength);
      if (!echo.equals(echoes[index % variety] as Buffer)) throw new Error(`echo ${index} is not what was sent`);
    }
    if (whole === CHECKED) this.#checked = [];
  }
}

function open(): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const fail = () => reject(new Error('the server closed a connection'));
    socket.on('error', reject).on('close', fail);
    socket.write(upgradeRequest(`127.0.0.1:${port}`, deflate ? 'permessage-deflate; client_max_window_bits' : ''));
    let head = '';
    const read = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (!head.endsWith('\r\n\r\n')) return;
      socket.off('data', read);
      if (head.startsWith('HTTP/1.1 101')) resolve(new Client(socket));
      else reject(new Error(`the server answered ${head}`));
    };
    socket.on('data', read);
  });
}

const clients: Client[] = [];
/** Of connections that are opened, or send one message, at the same time. */
const AT_ONCE = 100;

async function openAll(): Promise<void> {
  while (clients.length < connections) {
    const batch = Math.min(AT_ONCE, connections - clients.length);
    clients.push(...(await Promise.all(Array.from({ length: batch }, open))));
  }
}

async function echoOnce(): Promise<void> {
  for (let from = 0; from < clients.length; from += AT_ONCE) {
    await Promise.all(
      clients.slice(from, from + AT_ONCE).map((client) => {
        const idle = client.idle();
        client.send(1);
        return idle;
      }),
    );
  }
}

answer(async ({ ask }: LoadQuestion) => {
  if (ask === 'ready') await openAll();
  if (ask === 'once') await echoOnce();
  if (ask === 'start') {
    for (const client of clients) {
      client.endless = true;
      client.send(inFlight);
    }
  }
  return count;
});

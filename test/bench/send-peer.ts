/**
 * The child of `send`: one implementation's writing side, above a stream that drops what it gets. Asked with a role, a payload
 * and a time, it answers with CPU nanoseconds per frame. A turn of the event loop sends a burst, as a busy server does.
 */
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';
import { Endpoint } from '../../src/endpoint/endpoint.ts';
import type { Transport } from '../../src/endpoint/transport.ts';
import { nodePlatform } from '../../src/node/platform.ts';
import { makePayload } from './frames.ts';
import { answer, cpuSeconds } from './peers.ts';

export interface SendQuestion {
  readonly role: 'server' | 'client';
  readonly type: 'binary' | 'text';
  readonly bytes: number;
}

/** Messages sent in one turn, as many as the echo workload keeps in flight; fewer where that many bytes would only queue. */
const BURST = 64;
const BURST_BYTES = 1024 * 1024;

/** What arrived at the bottom, so that nothing is paid for work that was not done. */
let dropped = 0;

function nullStream(): Writable {
  return new Writable({
    highWaterMark: 16 * BURST_BYTES,
    write(chunk: Uint8Array, _, done) {
      dropped += chunk.length;
      done();
    },
    writev(chunks, done) {
      for (const { chunk } of chunks) dropped += (chunk as Uint8Array).length;
      done();
    },
  });
}

/** Sends one message; `turn` is called before the event loop goes on. */
interface Sending {
  send(payload: string | Uint8Array): void;
  turn(): void;
}

/** An endpoint whose output goes to `write`. */
function makeEndpoint(role: SendQuestion['role'], write: (chunks: readonly Uint8Array[]) => void) {
  const idle = () => {};
  const state = { wantsFlush: false };
  const transport: Transport = {
    scheduleFlush: () => {
      state.wantsFlush = true;
    },
    write: (chunks) => {
      write(chunks);
      return true;
    },
    end: idle,
    destroy: idle,
    release: idle,
    suspend: idle,
    resume: idle,
    schedule: idle,
  };
  const request = { target: '/', host: 'localhost', protocols: [], headers: [] };
  const endpoint = new Endpoint({
    role,
    connection: undefined,
    handlers: {},
    transport,
    platform: nodePlatform,
    request,
  });
  const flush = () => {
    if (state.wantsFlush) endpoint.flush();
    state.wantsFlush = false;
  };
  return { endpoint, flush };
}

/** The side asked for, open; a handshake with one of the other role has opened it. */
function ours(role: SendQuestion['role']): Sending {
  const stream = nullStream();
  let written: Uint8Array[] | undefined = [];
  const side = makeEndpoint(role, (chunks) => {
    if (written !== undefined) {
      written.push(...chunks);
      return;
    }
    stream.cork();
    for (const chunk of chunks) stream.write(chunk);
    stream.uncork();
  });
  const answered: Uint8Array[] = [];
  const other = makeEndpoint(role === 'server' ? 'client' : 'server', (chunks) => answered.push(...chunks));
  const [client, server] = role === 'server' ? [other, side] : [side, other];
  server.endpoint.transportReady();
  client.endpoint.transportReady();
  for (const { flush } of [client, server, client]) {
    flush();
    for (const bytes of written.splice(0)) other.endpoint.receive(bytes);
    for (const bytes of answered.splice(0)) side.endpoint.receive(bytes);
  }
  written = undefined;
  if (side.endpoint.state !== 'open') throw new Error(`the endpoint is ${side.endpoint.state}`);
  return {
    send: (payload) => {
      side.endpoint.send(typeof payload === 'string' ? 1 : 2, payload);
    },
    turn: side.flush,
  };
}

interface Sender {
  send(data: string | Uint8Array, options: object, done?: () => void): void;
}

function ws(role: SendQuestion['role']): Sending {
  const { Sender } = createRequire(import.meta.url)('ws') as { Sender: new (stream: Writable) => Sender };
  const sender = new Sender(nullStream());
  // What its WebSocket asks for.
  const options = { mask: role === 'client', compress: false, fin: true };
  const text = { ...options, binary: false };
  const binary = { ...options, binary: true };
  return {
    send: (payload) => sender.send(payload, typeof payload === 'string' ? text : binary),
    turn: () => {},
  };
}

const make = process.argv[2] === 'ours' ? ours : ws;
const sides = { server: make('server'), client: make('client') };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function measure({ role, type, bytes, seconds }: SendQuestion & { readonly seconds: number }): Promise<number> {
  const side = sides[role];
  const payloads = Array.from({ length: 8 }, (_, seed) => {
    const payload = Buffer.from(makePayload({ type, bytes }, seed));
    return type === 'text' ? payload.toString('latin1') : payload;
  });
  const burst = Math.max(1, Math.min(BURST, BURST_BYTES / bytes));
  let frames = 0;
  dropped = 0;
  const before = cpuSeconds();
  let spent = 0;
  while (spent < seconds) {
    // The clock is read rarely: it costs as much as some frames.
    for (let turns = 0; turns < 16; turns++) {
      for (let sent = 0; sent < burst; sent++) side.send(payloads[sent % payloads.length] as Buffer | string);
      side.turn();
      await turn();
    }
    frames += 16 * burst;
    spent = cpuSeconds() - before;
  }
  if (dropped < frames * bytes) throw new Error(`${dropped} of ${frames * bytes} bytes were written`);
  return (spent / frames) * 1e9;
}

answer(measure);

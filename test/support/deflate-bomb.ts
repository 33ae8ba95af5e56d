/**
 * Sends a server of this process 900 MiB of zeros, compressed to less than a mebibyte, and prints what became of it as JSON. Run by
 * itself, so that the memory measured is its own: `node --import tsx deflate-bomb.ts message|frames|messages`.
 */
import { once } from 'node:events';
import { connect as dial } from 'node:net';
import zlib from 'node:zlib';
import { type CloseRecord, serve } from '../../src/api/index.ts';
import { deferred } from './deferred.ts';
import { encodeFrame } from './vector-frames.ts';
import { requestHeaders } from './wire.ts';

const MIB = 1024 * 1024;
const way = process.argv[2];

/** Zeros, compressed, without the tail. */
function bomb(size: number): Buffer {
  const deflate = { level: 9, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  const one = zlib.deflateRawSync(Buffer.alloc(Math.min(size, MIB)), deflate);
  // Each ends at a byte, so they can follow each other; the first leans on nothing, nor do the others.
  return Buffer.concat(Array.from({ length: Math.max(1, size / MIB) }, () => one)).subarray(0, -4);
}

function frame(payload: Uint8Array, fin: boolean, first: boolean): Uint8Array {
  const key = Uint8Array.of(1, 2, 3, 4);
  return encodeFrame({ fin, rsv: first ? 4 : 0, opcode: first ? 2 : 0, key, lengthForm: undefined, payload });
}

const MESSAGES = 900;

function wire(): Uint8Array[] {
  if (way === 'messages') {
    const one = frame(bomb(MIB), true, true);
    return Array.from({ length: MESSAGES }, () => one);
  }
  const all = bomb(900 * MIB);
  if (way === 'message') return [frame(all, true, true)];
  const pieces = Array.from({ length: Math.ceil(all.length / 1000) }, (_, at) =>
    all.subarray(at * 1000, (at + 1) * 1000),
  );
  return pieces.map((piece, index) => frame(piece, index === pieces.length - 1, index === 0));
}

let messages = 0;
const over = deferred<CloseRecord>();
const server = await serve({
  port: 0,
  compression: true,
  maxMessageSize: MIB,
  message: (connection) => {
    if (++messages === MESSAGES) void connection.close();
  },
  close: (_, record) => over.resolve(record),
});
const frames = wire();
const sent = frames.reduce((sum, bytes) => sum + bytes.length, 0);
const socket = dial(Number(new URL(server.url).port), '127.0.0.1');
socket.on('error', () => {});
socket.resume();
const head = [...requestHeaders, ['Sec-WebSocket-Extensions', 'permessage-deflate']];
socket.write(`GET / HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
await once(socket, 'data');

const memory = () => process.memoryUsage();
const before = memory();
let [highest, buffers] = [before.rss, before.arrayBuffers];
const sample = () => {
  const { rss, arrayBuffers } = memory();
  highest = Math.max(highest, rss);
  buffers = Math.max(buffers, arrayBuffers);
};
const timer = setInterval(sample, 5);
for (const bytes of frames) {
  sample();
  if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), over.promise]);
  if (socket.destroyed) break;
}
socket.end();
const { violation, sent: closed } = await over.promise;
sample();
clearInterval(timer);
socket.destroy();
await server.close();
console.log(
  JSON.stringify({
    sent,
    messages,
    id: violation?.id,
    code: closed?.code,
    grownMiB: Math.round((highest - before.rss) / MIB),
    buffersMiB: Math.round((buffers - before.arrayBuffers) / MIB),
  }),
);

/**
 * Streams one frame of 4 GiB + 1 byte between a client and a server of this process, and prints what it took as JSON. Run by
 * itself, so that the memory measured is its own: `node --import tsx node-huge-frame.ts up|down`.
 */
import { type Connection, type ConnectOptions, connect, type FrameInfo, serve } from '../../src/api/index.ts';

const MIB = 1024 * 1024;
const SIZE = 4 * 1024 * MIB + 1;
const PIECE = 256 * 1024;

const unbounded = { maxFrameSize: Infinity, maxMessageSize: Infinity } satisfies ConnectOptions;
const direction = process.argv[2];

const frames: FrameInfo[] = [];
let received = 0;
/** Sum over one byte in each 64 KiB, and the last byte: whether the payload is what was sent, unmasked at the right phase. */
let sum = 0;
let last = -1;
let ended = 0;
let highest = 0;

const receiver = {
  ...unbounded,
  frameBegin: (_: Connection, frame: FrameInfo) => void frames.push(frame),
  frameData: (_: Connection, bytes: Uint8Array) => {
    for (let at = (65_536 - (received % 65_536)) % 65_536; at < bytes.length; at += 65_536) sum += bytes[at] as number;
    received += bytes.length;
    last = bytes[bytes.length - 1] as number;
  },
  frameEnd: () => void ended++,
} satisfies ConnectOptions;

async function send(connection: Connection): Promise<void> {
  const piece = new Uint8Array(PIECE);
  for (let at = 0; at < PIECE; at += 65_536) piece[at] = 1 + at / 65_536;
  const writer = connection.beginMessage('binary');
  const frame = writer.beginFrame(SIZE, { last: true });
  while (frame.remaining > PIECE) await frame.write(piece);
  await frame.write(Uint8Array.of(7));
  await frame.end();
}

const peers: Connection[] = [];
const server = await serve({
  port: 0,
  ...(direction === 'up' ? receiver : unbounded),
  open: (peer) => void peers.push(peer),
});
const client = await connect(server.url, direction === 'up' ? unbounded : receiver);
const [peer] = peers;
if (peer === undefined) throw new Error('no connection');

const before = process.memoryUsage.rss();
const timer = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
}, 20);
const began = performance.now();
await send(direction === 'up' ? client : peer);
const record = await client.close();
clearInterval(timer);
const seconds = (performance.now() - began) / 1000;
await server.close();
console.log(
  JSON.stringify({
    frames,
    received,
    sum,
    last,
    ended,
    clean: record.clean,
    grownMiB: Math.round((highest - before) / MIB),
    seconds: Math.round(seconds * 10) / 10,
  }),
);

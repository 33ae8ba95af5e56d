/**
 * The child of `inspect`: a server's endpoint that echoes in process, recorded or not. Asked with a size and a time, it answers
 * with CPU nanoseconds per message. Messages come in chunks, as from a socket.
 */
import { readBuffer } from '../../src/codec/kernel.ts';
import { BINARY } from '../../src/codec/opcodes.ts';
import { Endpoint } from '../../src/endpoint/endpoint.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import { nodePlatform } from '../../src/node/platform.ts';
import { makeClientFrame, upgradeRequest } from './frames.ts';
import { muteTransport } from './mute-transport.ts';
import { answer, cpuSeconds } from './peers.ts';

const CHUNK = 60 * 1024;
/** Chunks between two looks at the CPU's clock. */
const BATCH = 50;

const endpoint: Endpoint<undefined> = new Endpoint({
  role: 'server',
  connection: undefined,
  handlers: { message: (_, message) => void endpoint.send(BINARY, message as Uint8Array) },
  transport: muteTransport,
  platform: nodePlatform,
  engine: process.argv[2] === 'interpreted' ? 'interpreted' : 'compiled',
});
endpoint.transportReady();
endpoint.receive(upgradeRequest('localhost'));
endpoint.flush();
if (endpoint.state !== 'open') throw new Error(`the endpoint is ${endpoint.state}`);
if (process.argv[2] === 'recorded') new ConnectionRecorder(endpoint, { id: 1, label: 'bench' });

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

async function measure(bytes: number, seconds: number): Promise<number> {
  const frame = makeClientFrame({ type: 'binary', bytes }, 1);
  const count = Math.max(1, Math.floor(CHUNK / frame.length));
  const chunk = Buffer.concat(Array.from({ length: count }, () => frame));
  const buffer = readBuffer();
  let messages = 0;
  let spent = 0;
  while (spent < seconds) {
    const before = cpuSeconds();
    for (let each = 0; each < BATCH; each++) {
      buffer.set(chunk);
      endpoint.receiveLent(buffer, chunk.length);
      endpoint.flush();
    }
    // What a promise or a finalizer puts off belongs to it.
    await turn();
    spent += cpuSeconds() - before;
    messages += count * BATCH;
  }
  return (spent / messages) * 1e9;
}

answer(({ bytes, seconds }: { bytes: number; seconds: number }) => measure(bytes, seconds));

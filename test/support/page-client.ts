/** In the browser: what its own WebSocket client is asked to do. */
import { compressedTalk } from './compressed-talk.ts';
import { messages } from './messages.ts';

export interface Ending {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

export async function open(url: string, protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols);
  socket.binaryType = 'arraybuffer';
  await event(socket, 'open');
  return socket;
}

/** Waits until the socket is closed, whoever begins. */
export async function ending(socket: WebSocket): Promise<Ending> {
  const { code, reason, wasClean } = (await event(socket, 'close', 'error')) as CloseEvent;
  return { code, reason, wasClean };
}

export async function closeWith(url: string, code?: number, reason?: string): Promise<Ending> {
  const socket = await open(url);
  const end = ending(socket);
  socket.close(code, reason);
  return end;
}

/** Connects and waits for the server to end it. */
export async function waitForEnd(url: string): Promise<Ending> {
  return ending(await open(url));
}

/** @returns the names of the messages that did not come back as they were sent */
export async function echoes(url: string): Promise<string[]> {
  const socket = await open(url);
  const changed: string[] = [];
  for (const [name, message] of messages) if (!same(message, await echoOf(socket, message))) changed.push(name);
  socket.close();
  return changed;
}

/** Twice, so that the second time leans on the first. @returns which messages did not come back as they were sent */
export async function compressedEchoes(url: string): Promise<{ changed: number[]; extensions: string }> {
  const socket = await open(url);
  const changed: number[] = [];
  for (const [index, message] of [...compressedTalk, ...compressedTalk].entries()) {
    if (!same(message, await echoOf(socket, message))) changed.push(index);
  }
  const { extensions } = socket;
  socket.close();
  return { changed, extensions };
}

/** @returns how often the text came back as it was sent */
export async function echoesOf(url: string, text: string, times: number): Promise<number> {
  const socket = await open(url);
  let unchanged = 0;
  for (let turn = 0; turn < times; turn++) if ((await echoOf(socket, text)) === text) unchanged++;
  socket.close();
  return unchanged;
}

async function echoOf(socket: WebSocket, message: string | Uint8Array): Promise<string | Uint8Array> {
  socket.send(message as string | Uint8Array<ArrayBuffer>);
  const { data } = (await event(socket, 'message')) as MessageEvent<string | ArrayBuffer>;
  return typeof data === 'string' ? data : new Uint8Array(data);
}

/** Opens `count` connections at once and has messages echoed on all of them. @returns the close codes */
export async function many(url: string, count: number): Promise<number[]> {
  const sockets = await Promise.all(Array.from({ length: count }, () => open(url)));
  return Promise.all(
    sockets.map(async (socket, index) => {
      for (let round = 0; round < 5; round++) {
        const text = `socket ${index}, round ${round}`;
        socket.send(text);
        const { data } = (await event(socket, 'message')) as MessageEvent<string>;
        if (data !== text) throw new Error(`${text} came back as ${data}`);
      }
      const end = ending(socket);
      socket.close(1000);
      return (await end).code;
    }),
  );
}

function event(socket: WebSocket, name: string, tolerated = ''): Promise<Event> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(name, resolve, { once: true });
    const fail = (what: string) => reject(new Error(`${what} came before ${name}`));
    if (tolerated !== 'error') socket.addEventListener('error', () => fail('error'), { once: true });
    if (name !== 'close') socket.addEventListener('close', () => fail('close'), { once: true });
  });
}

function same(one: string | Uint8Array, other: string | Uint8Array): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

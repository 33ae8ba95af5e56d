/** The Python package websockets on the other side, as client and as server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type CloseRecord,
  type Connection,
  type ConnectOptions,
  connect,
  type Message,
  type ServeOptions,
  serve,
} from '../../src/api/index.ts';
import { selfSigned } from '../support/certificate.ts';
import { deferred } from '../support/deferred.ts';
import { digest, messages, patternBytes } from '../support/messages.ts';
import type { Program } from '../support/program.ts';
import { needPython, python } from '../support/python.ts';

const MANY = 200;

const certificate = selfSigned();
let folder: string;
let certFile: string;
let keyFile: string;

beforeAll(async () => {
  needPython();
  folder = await mkdtemp(join(tmpdir(), 'wirechart-python-'));
  certFile = join(folder, 'cert.pem');
  keyFile = join(folder, 'key.pem');
  await writeFile(certFile, certificate.cert);
  await writeFile(keyFile, certificate.key);
});

afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true });
});

function echo(connection: Connection, message: Message): void {
  void connection.send(message);
}

describe('Python is the client', () => {
  interface Asked {
    /** What Python printed. */
    readonly said: unknown;
    readonly record: CloseRecord;
  }

  /** Has Python do a task with a server of ours. */
  async function ask(task: string, options: ServeOptions, ...args: readonly (string | number)[]): Promise<Asked> {
    const closed = deferred<CloseRecord>();
    const server = await serve({ port: 0, ...options, close: (_, record) => closed.resolve(record) });
    const program = python('python_client.py', task, server.url, options.tls ? certFile : '', ...args.map(String));
    const said = JSON.parse(await program.line());
    await program.finished();
    await server.close();
    return { said, record: await closed.promise };
  }

  test('messages of every size come back', async () => {
    const { said, record } = await ask('echo', { message: echo });
    expect(said).toEqual({ same: 14, code: 1000 });
    expect(record).toMatchObject({ clean: true, code: 1000, began: 'peer' });
  });

  test('so they do over TLS', async () => {
    expect((await ask('echo', { message: echo, tls: certificate })).said).toEqual({ same: 14, code: 1000 });
  });

  test('fragments both ways, with a ping between them', async () => {
    const { said } = await ask('fragments', { message: echo, fragmentSize: 777 });
    expect(said).toEqual({ text: 'in three', binary: true });
  });

  test('pings both ways', async () => {
    const trips: number[] = [];
    const { said } = await ask('ping', {
      message: async (connection) => {
        for (const payload of ['', 'and you?', patternBytes(125)]) trips.push(await connection.ping(payload));
        void connection.close(1000);
      },
    });
    expect(said).toEqual({ code: 1000 });
    expect(trips).toHaveLength(3);
  });

  test.each([
    [1000, ''],
    [1001, 'leaving'],
    [3000, 'Grüße'],
    [4999, 'x'.repeat(123)],
  ])('Python closes with %i', async (code, reason) => {
    const { said, record } = await ask('close', {}, code, reason);
    expect(said).toMatchObject({ code });
    expect(record).toMatchObject({ clean: true, code, reason, began: 'peer' });
  });

  test.each([
    [1000, ''],
    [1001, 'leaving'],
    [1011, 'Grüße'],
    [4999, 'x'.repeat(123)],
  ])('we close with %i', async (code, reason) => {
    const { said, record } = await ask('closed', { open: (connection) => void connection.close(code, reason) });
    expect(said).toEqual({ code, reason });
    expect(record).toMatchObject({ clean: true, code, began: 'us' });
  });

  test.each([
    ['bad-opcode', 1002, '838000000000'],
    ['bad-utf8', 1007, '818100000000ff'],
    ['message-too-large', 1009, '82fe03e900000000'],
  ])('%s fails the connection with %i', async (id, code, bytes) => {
    const { said, record } = await ask('break_rule', { maxMessageSize: 1000 }, bytes);
    expect(said).toEqual({ code, reason: id });
    expect(record.violation?.id).toBe(id);
  });

  test('a subprotocol; compression is declined', async () => {
    const { said } = await ask('subprotocol', { protocols: ['chat.v1', 'chat.v2'] });
    expect(said).toEqual({ subprotocol: 'chat.v2', extensions: [] });
  });

  test('a refusal', async () => {
    const server = await serve({ port: 0, upgrade: () => ({ status: 401 }) });
    const program = python('python_client.py', 'refused', server.url, '');
    expect(JSON.parse(await program.line())).toEqual({ status: 401 });
    await server.close();
  });

  test(`${MANY} connections at once`, async () => {
    const { said } = await ask('many', { message: echo }, MANY);
    expect(said).toEqual({ codes: new Array(MANY).fill(1000) });
  });
});

describe('Python is the server', () => {
  let plain: Program;
  let secure: Program;
  let plainPort: string;
  let securePort: string;

  beforeAll(async () => {
    plain = python('python_server.py');
    secure = python('python_server.py', certFile, keyFile);
    [plainPort, securePort] = await Promise.all([plain.line(), secure.line()]);
  });

  afterAll(async () => {
    await plain?.[Symbol.asyncDispose]();
    await secure?.[Symbol.asyncDispose]();
  });

  const to = (path: string, options: ConnectOptions = {}) => connect(`ws://127.0.0.1:${plainPort}${path}`, options);

  /** What Python says about the end of the connection with this path. */
  async function endOf(path: string): Promise<{ code: number; reason: string }> {
    for (;;) {
      const said = JSON.parse(await plain.line()) as { path: string; code: number; reason: string };
      if (said.path === path) return { code: said.code, reason: said.reason };
    }
  }

  async function echoes(connection: Connection): Promise<void> {
    const incoming = connection[Symbol.asyncIterator]();
    for (const [, message] of messages) {
      await connection.send(message);
      const { value } = await incoming.next();
      expect([typeof value, digest(value)]).toEqual([typeof message, digest(message)]);
    }
  }

  test('messages of every kind and size come back', async () => {
    const connection = await to('/echo');
    await echoes(connection);
    expect(await connection.close()).toMatchObject({ clean: true, code: 1000 });
  });

  test('so they do over TLS, in fragments', async () => {
    const connection = await connect(`wss://localhost:${securePort}/echo`, {
      tls: { ca: certificate.cert },
      fragmentSize: 10_000,
    });
    await echoes(connection);
    expect(await connection.close()).toMatchObject({ clean: true, code: 1000 });
  });

  test('a certificate that nobody vouches for is refused', async () => {
    await expect(connect(`wss://localhost:${securePort}/echo`)).rejects.toMatchObject({ id: 'connect-failed' });
  });

  test('fragments, with a ping between them', async () => {
    const events: string[] = [];
    const first = deferred<void>();
    const second = deferred<Message>();
    const connection = await to('/fragments', {
      messageBegin: (self, type) => {
        events.push(type);
        self.defaults.messageBegin(type);
      },
      messageFrame: (self, payload) => {
        if (events.length < 8) events.push(String(payload.length));
        self.defaults.messageFrame(payload);
      },
      messageEnd: (self) => self.defaults.messageEnd(),
      ping: (_, payload) => void events.push(`ping ${Buffer.from(payload)}`),
      message: (_, message) => {
        if (typeof message !== 'string') second.resolve(message);
        else {
          events.push(message);
          first.resolve();
        }
      },
    });
    await first.promise;
    const joined = Buffer.concat(new Array(1000).fill(patternBytes(1000)));
    expect(digest(await second.promise)).toBe(digest(new Uint8Array(joined)));
    // The package ends a message of fragments with an empty one.
    expect(events.slice(0, 7)).toEqual(['text', '3', '0', 'ping between', '5', '0', 'in three']);
    expect(await connection.close()).toMatchObject({ clean: true });
  });

  test('pings both ways', async () => {
    const connection = await to('/ping');
    for (const payload of ['', 'and you?', patternBytes(125)]) {
      expect(await connection.ping(payload)).toBeGreaterThanOrEqual(0);
    }
    expect((await connection[Symbol.asyncIterator]().next()).value).toBe('pinged');
    await connection.close();
  });

  test.each([
    [1000, ''],
    [3000, 'Grüße'],
    [4999, 'x'.repeat(123)],
  ])('we close with %i', async (code, reason) => {
    const path = `/echo?name=close${code}`;
    const connection = await to(path);
    expect(await connection.close(code, reason)).toMatchObject({ clean: true, code, began: 'us' });
    expect(await endOf(path)).toEqual({ code, reason });
  });

  test.each([
    [1000, ''],
    [1011, 'Grüße'],
    [4999, 'x'.repeat(123)],
  ])('Python closes with %i', async (code, reason) => {
    const connection = await to(`/close?code=${code}&reason=${encodeURIComponent(reason)}`);
    expect(await connection.closed).toMatchObject({ clean: true, code, reason, began: 'peer' });
  });

  test('Python ends without a close frame', async () => {
    const connection = await to('/abort');
    expect(await connection.closed).toMatchObject({ clean: false, code: 1006, began: 'transport' });
  });

  test.each([
    ['masked-server-frame', 1002, '818000000000'],
    ['bad-utf8', 1007, '8101ff'],
  ])('%s fails the connection with %i', async (id, code, bytes) => {
    const path = `/break_rule?data=${bytes}`;
    const connection = await to(path);
    expect((await connection.closed).violation?.id).toBe(id);
    expect(await endOf(path)).toEqual({ code, reason: id });
  });

  test('a subprotocol', async () => {
    const connection = await to('/echo', { protocols: ['other', 'chat.v2'] });
    expect(connection.protocol).toBe('chat.v2');
    await connection.close();
  });

  test(`${MANY} connections at once`, async () => {
    const ends = await Promise.all(
      Array.from({ length: MANY }, async (_, index) => {
        const connection = await to('/echo');
        for (let turn = 0; turn < 10; turn++) {
          void connection.send(`connection ${index}, turn ${turn}`);
          const { value } = await connection[Symbol.asyncIterator]().next();
          expect(value).toBe(`connection ${index}, turn ${turn}`);
        }
        return (await connection.close()).clean;
      }),
    );
    expect(ends).toEqual(new Array(MANY).fill(true));
  });
});

/** In the browser: a client and a server endpoint, joined in memory. */
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { type CloseRecord, Endpoint, type Handlers, type Message, type Transport } from '../../src/endpoint/index.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import { messages, patternBytes } from './messages.ts';

type End = Endpoint<Wire>;

/** Carries bytes to the other endpoint in pieces, each in a task of its own as a socket's would be. */
class Wire implements Transport {
  endpoint!: End;
  other!: Wire;
  readonly #pieces: Uint8Array[] = [];
  readonly #channel = new MessageChannel();
  #size = 1;
  #over = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.#channel.port2.onmessage = () => this.#deliver();
  }

  scheduleFlush(): void {
    queueMicrotask(() => this.endpoint.flush());
  }

  write(chunks: readonly Uint8Array[]): boolean {
    for (const chunk of chunks) {
      // Sizes 1, 3, 9 … 59,049 in turn.
      for (let at = 0; at < chunk.length; at += this.#size) {
        this.#size = this.#size > 50_000 ? 1 : this.#size * 3;
        this.#post(chunk.slice(at, at + this.#size));
      }
    }
    return true;
  }

  end(): void {
    this.#post(undefined);
  }

  destroy(): void {
    this.#post(undefined);
  }

  release(): void {
    this.#post(undefined);
  }

  suspend(): void {}

  resume(): void {}

  schedule(at: number): void {
    clearTimeout(this.#timer);
    if (at === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.endpoint.wake(), Math.max(0, at - performance.now()));
  }

  #post(piece: Uint8Array | undefined): void {
    if (this.#over) return;
    this.#over = piece === undefined;
    if (piece !== undefined) this.#pieces.push(piece);
    this.#channel.port1.postMessage(null);
  }

  #deliver(): void {
    const piece = this.#pieces.shift();
    if (piece !== undefined) this.other.endpoint.receive(piece);
    else this.other.endpoint.transportEnded();
  }
}

export interface Conversation {
  readonly engines: readonly string[];
  readonly protocol: string;
  /** Names of the messages that did not come back as they were sent. */
  readonly changed: readonly string[];
  /** The frames of a message, as the server saw them. */
  readonly frames: readonly string[];
  /** What came back of it. */
  readonly joined: Message | undefined;
  /** Bytes that came back of a streamed frame. */
  readonly streamed: number;
  readonly roundTrip: number;
  readonly pinged: string;
  readonly records: readonly Pick<CloseRecord, 'clean' | 'code' | 'reason' | 'began' | 'sent' | 'received'>[];
}

/** A whole conversation from the opening handshake to the end. Switches to the other engine in the middle of it. */
export async function converse(engine: EngineKind, then: EngineKind = engine): Promise<Conversation> {
  const inbox: Message[] = [];
  let arrived = () => {};
  const records: Promise<CloseRecord>[] = [];
  const make = (role: 'client' | 'server', handlers: Handlers<Wire>): Wire => {
    const wire = new Wire();
    wire.endpoint = new Endpoint<Wire>({
      role,
      connection: wire,
      handlers,
      transport: wire,
      engine,
      request: { target: '/chat', host: 'page.example', protocols: ['chat'], headers: [] },
      decide: (endpoint, { protocols }) => endpoint.accept({ protocol: protocols[0] }),
    });
    records.push(
      new Promise((resolve) => {
        wire.endpoint.onClosed = resolve;
      }),
    );
    return wire;
  };
  const client = make('client', {
    message: (_, message) => {
      inbox.push(message);
      arrived();
    },
  });
  const frames: string[] = [];
  let pinged = '';
  const server = make('server', {
    message: ({ endpoint }, message) => void endpoint.send(typeof message === 'string' ? TEXT : BINARY, message),
    messageBegin: ({ endpoint }, type) => {
      frames.push(type);
      endpoint.levels.messageBegin(type);
    },
    messageFrame: ({ endpoint }, payload) => {
      frames.push(String(payload.length));
      endpoint.levels.messageFrame(payload);
    },
    messageEnd: ({ endpoint }) => endpoint.levels.messageEnd(),
    ping: (_, payload) => {
      pinged = new TextDecoder().decode(payload);
      frames.push('ping');
    },
  });
  client.other = server;
  server.other = client;
  const next = async (): Promise<Message | undefined> => {
    while (inbox.length === 0) {
      await new Promise<void>((resolve) => {
        arrived = resolve;
      });
    }
    return inbox.shift();
  };

  const opened = new Promise<void>((resolve) => {
    client.endpoint.onOpened = () => resolve();
  });
  server.endpoint.transportReady();
  client.endpoint.transportReady();
  await opened;

  const changed: string[] = [];
  for (const [name, message] of messages) {
    void client.endpoint.send(typeof message === 'string' ? TEXT : BINARY, message);
    if (!same(message, await next())) changed.push(name);
  }

  client.endpoint.useEngine(then);
  server.endpoint.useEngine(then);
  frames.length = 0;
  const { outgoing } = client.endpoint;
  const message = outgoing.begin(TEXT);
  void outgoing.frame(message, 'in ', false);
  void outgoing.frame(message, '', false);
  const roundTrip = await client.endpoint.ping(new TextEncoder().encode('there?'));
  void outgoing.frame(message, 'three', true);
  const joined = await next();
  const seen = [...frames];

  const stream = outgoing.begin(BINARY);
  const bytes = patternBytes(100_000);
  void outgoing.beginFrame(stream, bytes.length, true);
  for (let at = 0; at < bytes.length; at += 30_000) void outgoing.data(stream, bytes.subarray(at, at + 30_000));
  const streamed = await next();

  const engines = [client.endpoint.engine.kind, server.endpoint.engine.kind];
  const { protocol } = client.endpoint;
  client.endpoint.close(3001, 'good bye');
  return {
    engines,
    protocol,
    changed,
    frames: seen,
    joined,
    streamed: same(bytes, streamed) ? bytes.length : -1,
    roundTrip,
    pinged,
    records: (await Promise.all(records)).map(({ clean, code, reason, began, sent, received }) => ({
      clean,
      code,
      reason,
      began,
      sent,
      received,
    })),
  };
}

function same(one: Message, other: Message | undefined): boolean {
  if (typeof one === 'string' || typeof other === 'string' || other === undefined) return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

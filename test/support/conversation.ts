/**
 * Conversations of two endpoints that leave a transcript: everything that either side was told, wrote and recorded. Bytes
 * pass one at a time, so that something can be done between any two events.
 */
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { EndpointOptions } from '../../src/endpoint/endpoint.ts';
import { OperationError } from '../../src/endpoint/errors.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import { decodeFrames, frameText, payloadText } from './vector-frames.ts';
import { concat, makeSide, type Side, settled } from './wire.ts';

export type Name = 'client' | 'server';

export interface Talk {
  readonly client: Side;
  readonly server: Side;
  /** Both sides' events and settled promises, in order. */
  readonly lines: string[];
  /** What each side wrote after the opening handshake, which holds a random key. */
  readonly written: Record<Name, Uint8Array>;
  /** Notes when and how an operation settles. */
  watch(what: string, promise: Promise<unknown>): void;
  /** Passes bytes to and fro until nobody has anything to say. */
  pass(): void;
  /** Moves both clocks. */
  wait(milliseconds: number): void;
}

export interface TalkOptions {
  readonly client?: Partial<EndpointOptions<Side>>;
  readonly server?: Partial<EndpointOptions<Side>>;
  /** Called after every byte and every call. */
  readonly between?: (side: Side) => void;
}

/** Handlers that note everything at the level of messages, or of frames. */
export function noting(name: Name, lines: string[], level: 1 | 2 | 3 = 1): Handlers<Side> {
  const note = (text: string) => void lines.push(`${name}: ${text}`);
  const messages: Handlers<Side> = {
    message: (_, message) => note(`message ${typeof message === 'string' ? message : payloadText(message)}`),
  };
  const frames: Handlers<Side> = {
    messageBegin: (_, type) => note(`messageBegin ${type}`),
    messageFrame: (_, payload) => note(`messageFrame ${payloadText(payload)}`),
    messageEnd: () => note('messageEnd'),
  };
  const data: Handlers<Side> = {
    frameBegin: (_, { type, first, last, length }) => note(`frameBegin ${type} ${first} ${last} ${length}`),
    frameData: (_, bytes) => note(`frameData ${payloadText(bytes)}`),
    frameEnd: () => note('frameEnd'),
  };
  return {
    open: () => note('open'),
    ...(level === 1 ? messages : level === 2 ? frames : data),
    ping: (_, payload) => note(`ping ${payloadText(payload)}`),
    pong: (_, payload) => note(`pong ${payloadText(payload)}`),
    closing: () => note('closing'),
    close: (_, record) => note(`close ${record.clean} ${record.code} ${record.reason}`),
  };
}

export function talk({ between = () => {}, ...options }: TalkOptions, lines: string[] = []): Talk {
  const client = makeSide({ role: 'client', handlers: noting('client', lines), ...options.client });
  const server = makeSide({ role: 'server', handlers: noting('server', lines), ...options.server });
  const give = (to: Side, bytes: Uint8Array) => {
    for (const byte of bytes) {
      to.endpoint.receive(Uint8Array.of(byte));
      between(to);
    }
  };
  const written = { client: new Uint8Array(0), server: new Uint8Array(0) };
  const told = new Set<Side>();
  const passOnce = (from: Side, to: Side): boolean => {
    if (from.transport.suspended && from.endpoint.state === 'closed') return false;
    const bytes = from.transport.take();
    between(from);
    const name = from === client ? 'client' : 'server';
    written[name] = Uint8Array.from(concat([written[name], bytes]));
    give(to, bytes);
    const { ended, destroyed, released } = from.transport;
    const tells = (ended || destroyed || released) && !told.has(to);
    if (tells) {
      told.add(to);
      to.endpoint.transportEnded();
      between(to);
    }
    return bytes.length > 0 || tells;
  };
  const pass = () => {
    for (let busy = true; busy; ) {
      const one = passOnce(client, server);
      busy = passOnce(server, client) || one;
    }
  };
  server.endpoint.transportReady();
  client.endpoint.transportReady();
  between(server);
  between(client);
  pass();
  written.client = new Uint8Array(0);
  written.server = new Uint8Array(0);
  return {
    client,
    server,
    lines,
    written,
    pass,
    watch: (what: string, promise: Promise<unknown>) => {
      promise.then(
        () => lines.push(`${what} done`),
        (error) => lines.push(`${what} failed: ${error instanceof OperationError ? error.id : error}`),
      );
      between(client);
      between(server);
    },
    wait: (milliseconds: number) => {
      for (const side of [client, server]) {
        side.clock.time += milliseconds;
        if (side.clock.time >= side.transport.wakeAt) side.endpoint.wake();
        between(side);
      }
    },
  };
}

/** Everything that can be compared between two runs of one script. */
export function transcript({ client, server, lines, written }: Talk): object {
  const frames = (bytes: Uint8Array) => decodeFrames(bytes).map(frameText);
  return {
    lines,
    client: frames(written.client),
    server: frames(written.server),
    records: [client.records, server.records],
    states: [client.endpoint.states(), server.endpoint.states()],
    deadlines: [client.transport.wakeAt, server.transport.wakeAt],
  };
}

/** A script acts on a conversation, and lets promises settle where it awaits. */
export type Script = (talk: Talk) => void | Promise<void>;

export const scripts: Readonly<Record<string, { options?: (lines: string[]) => TalkOptions; run: Script }>> = {
  'messages, fragments and pings, then our close': {
    run: async ({ client, server, watch, pass, wait }) => {
      watch('text', client.endpoint.send(TEXT, 'Grüße'));
      watch('binary', server.endpoint.send(BINARY, Uint8Array.of(1, 2, 3)));
      const message = client.endpoint.outgoing.begin(TEXT);
      watch('frame 1', client.endpoint.outgoing.frame(message, 'Hel', false));
      watch('ping', client.endpoint.ping(Uint8Array.of(7)));
      watch('other', client.endpoint.send(TEXT, 'after the message'));
      pass();
      watch('server ping', server.endpoint.ping(Uint8Array.of(8)));
      wait(5);
      pass();
      watch('frame 2', client.endpoint.outgoing.frame(message, 'lo', true));
      pass();
      await settled();
      client.endpoint.close(1000, 'bye');
      watch('too late', client.endpoint.send(TEXT, 'x'));
      pass();
    },
  },
  'a streamed frame out and in, pings meanwhile': {
    options: (lines) => ({ server: { handlers: noting('server', lines, 3) } }),
    run: async ({ client, server, watch, pass }) => {
      const message = client.endpoint.outgoing.begin(BINARY);
      watch('begin', client.endpoint.outgoing.beginFrame(message, 6, false));
      watch('data 1', client.endpoint.outgoing.data(message, Uint8Array.of(1, 2)));
      watch('server ping', server.endpoint.ping(Uint8Array.of(9)));
      watch('own ping', client.endpoint.ping(Uint8Array.of(3)));
      pass();
      watch('data 2', client.endpoint.outgoing.data(message, Uint8Array.of(3, 4, 5, 6)));
      pass();
      watch('end', client.endpoint.outgoing.end(message));
      pass();
      await settled();
      server.endpoint.close(1001, '');
      pass();
    },
  },
  'reading paused on both sides, then a close that is found all the same': {
    run: ({ client, server, watch, pass }) => {
      server.endpoint.pause();
      watch('one', client.endpoint.send(TEXT, 'one'));
      watch('ping', client.endpoint.ping(Uint8Array.of(1)));
      pass();
      server.endpoint.resume();
      pass();
      client.endpoint.pause();
      watch('two', server.endpoint.send(TEXT, 'two'));
      pass();
      client.endpoint.close(3000, 'enough');
      pass();
    },
  },
  'timers: keep-alive, a ping of our own, and nobody answers any more': {
    options: () => ({ client: { bounds: { idleTimeout: 1000, pongTimeout: 500 } } }),
    run: async ({ client, watch, pass, wait }) => {
      wait(999);
      wait(1);
      pass();
      wait(600);
      watch('ping', client.endpoint.ping(Uint8Array.of(1)));
      pass();
      wait(1000);
      client.transport.take();
      wait(499);
      wait(1);
      await settled();
      pass();
    },
  },
  'a transport that blocks, and close frames that cross': {
    run: async ({ client, server, watch, pass, wait }) => {
      client.transport.accepts = false;
      watch('one', client.endpoint.send(TEXT, 'one'));
      pass();
      watch('two', client.endpoint.send(TEXT, 'two'));
      watch('ping', client.endpoint.ping(Uint8Array.of(1)));
      watch('server ping', server.endpoint.ping(Uint8Array.of(2)));
      pass();
      wait(10);
      client.endpoint.close(1000, 'ours');
      server.endpoint.close(1001, 'theirs');
      pass();
      client.transport.accepts = true;
      client.endpoint.drained();
      pass();
      await settled();
    },
  },
  'a rule broken within a message': {
    run: ({ client, server, watch, pass }) => {
      const message = client.endpoint.outgoing.begin(TEXT);
      watch('frame', client.endpoint.outgoing.frame(message, 'Hel', false));
      watch('from the server', server.endpoint.send(TEXT, 'x'));
      pass();
      server.endpoint.receive(Uint8Array.of(0xc1, 0x80, 0, 0, 0, 0));
      pass();
    },
  },
  'a handler that throws': {
    options: (lines) => ({
      server: {
        handlers: {
          ...noting('server', lines),
          message: () => {
            throw new Error('thrown by a handler');
          },
        },
      },
    }),
    run: ({ client, watch, pass }) => {
      watch('one', client.endpoint.send(TEXT, 'one'));
      watch('two', client.endpoint.send(TEXT, 'two'));
      pass();
    },
  },
  'a transport that fails': {
    run: async ({ client, server, watch, pass }) => {
      watch('ping', client.endpoint.ping(Uint8Array.of(1)));
      watch('one', client.endpoint.send(TEXT, 'one'));
      client.endpoint.transportEnded(new Error('reset'));
      await settled();
      pass();
      server.endpoint.transportEnded();
    },
  },
};

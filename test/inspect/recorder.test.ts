import { expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { EndpointOptions } from '../../src/endpoint/endpoint.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { PreparedMessage } from '../../src/endpoint/prepared.ts';
import { Tally } from '../../src/endpoint/tally.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import type { Journal } from '../../src/inspect/journal.ts';
import { ConnectionRecorder, type RecorderOptions } from '../../src/inspect/recorder.ts';
import type { InspectRecord } from '../../src/inspect/records.ts';
import { replay } from '../../src/inspect/replay.ts';
import { Budget, type Ring } from '../../src/inspect/ring.ts';
import { deflateSides, exchangeAll } from '../support/deflate-sides.ts';
import { journalOf, recordsOf } from '../support/journals.ts';
import { randomTalk } from '../support/random-talk.ts';
import { decodeFrames, encodeFrame, type Frame } from '../support/vector-frames.ts';
import { concat, connected, exchange, makeSide, type Side, settled } from '../support/wire.ts';

const engines: readonly EngineKind[] = ['compiled', 'interpreted'];

function recorderOf(side: Side, options?: RecorderOptions): ConnectionRecorder {
  return new ConnectionRecorder(side.endpoint, { id: 1, label: 'a connection' }, options);
}

const kindsOf = (journal: Journal) => recordsOf(journal).map(({ kind }) => kind);
const ofKind = <K extends InspectRecord['kind']>(journal: Journal, kind: K) =>
  recordsOf(journal).filter((record): record is Extract<InspectRecord, { kind: K }> => record.kind === kind);

// ── Both engines ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Without what two runs cannot have in common: keys are random, the wall clock goes on. */
function comparable(journal: Journal): unknown[] {
  return recordsOf(journal).map((record) => {
    if (record.kind === 'snapshot') return { ...record, engine: '' };
    if (record.kind === 'connection') return { ...record, epoch: 0 };
    if (record.kind === 'frame') return { ...record, maskingKey: 0 };
    if (record.kind !== 'handshake') return record;
    return { ...record, head: record.head.replace(/(sec-websocket-(?:key|accept): ).*/gi, '$1') };
  });
}

test('both engines give the same records of the same conversation', async () => {
  let records = 0;
  for (let seed = 100; seed < 180; seed++) {
    const one = await randomTalk(seed, { engine: 'compiled' });
    const other = await randomTalk(seed, { engine: 'interpreted' });
    for (const side of [0, 1] as const) {
      records += one.journals[side].length;
      expect(comparable(one.journals[side])).toEqual(comparable(other.journals[side]));
    }
  }
  expect(records).toBeGreaterThan(5000);
});

// ── Beginning, ending, beginning again ───────────────────────────────────────────────────────────────────────────────────

test.each(engines)('%s: from its first event on, a connection is recorded whole', (engine) => {
  const [client, server] = [makeSide({ role: 'client', engine }), makeSide({ role: 'server', engine })];
  const recorder = recorderOf(client);
  server.endpoint.transportReady();
  client.endpoint.transportReady();
  exchange(client, server);
  client.endpoint.close(1000, 'done');
  exchange(client, server);
  const journal = journalOf(recorder);
  expect(journal.head).toMatchObject({ id: 1, label: 'a connection', role: 'client', fromStart: true });
  expect(ofKind(journal, 'handshake').map(({ direction, head }) => [direction, head.split('\r\n')[0]])).toEqual([
    ['out', 'GET / HTTP/1.1'],
    ['in', 'HTTP/1.1 101 Switching Protocols'],
  ]);
  expect(ofKind(journal, 'open')).toHaveLength(1);
  expect(journal.closed).toEqual({ ...client.records[0], error: '' });
  expect(recorder.ended).toBe(true);
});

test.each(engines)('%s: attached late, it begins with who the connection is and where its machines are', (engine) => {
  const { client, server } = connected({ engine }, { engine });
  void client.endpoint.send(TEXT, 'before');
  exchange(client, server);
  const recorder = recorderOf(client);
  const begun = journalOf(recorder);
  expect(kindsOf(begun)).toEqual(['connection', 'snapshot']);
  expect(begun.head).toMatchObject({ fromStart: false, input: client.endpoint.machineInput });
  expect(ofKind(begun, 'snapshot')[0]).toMatchObject({ engine, actors: client.endpoint.engine.snapshot() });
  void client.endpoint.send(TEXT, 'after');
  exchange(client, server);
  const journal = journalOf(recorder);
  expect(journal.frames).toHaveLength(1);
  // Six bytes of header and six of payload were there before.
  expect(journal.frame(0).offset).toBe(12);
});

test('attached within the opening handshake, it counts bytes from its end on', () => {
  const [client, server] = [makeSide({ role: 'client' }), makeSide({ role: 'server' })];
  server.endpoint.transportReady();
  client.endpoint.transportReady();
  const recorder = recorderOf(client);
  exchange(client, server);
  void client.endpoint.send(TEXT, 'first');
  void client.endpoint.send(TEXT, 'second');
  const journal = journalOf(recorder);
  expect([journal.frame(0).offset, journal.frame(1).offset]).toEqual([0, 11]);
});

test('the timers that are armed when it begins are told', () => {
  const { client } = connected({ bounds: { idleTimeout: 500 } });
  const [snapshot] = ofKind(journalOf(recorderOf(client)), 'snapshot');
  expect(snapshot?.timers).toEqual(client.endpoint.deadlines.due);
  expect(snapshot?.timers.idle).toBeGreaterThan(client.clock.time);
});

test.each(engines)('%s: stopped it records nothing; started again it goes on behind what it has', (engine) => {
  const { client, server } = connected({ engine }, { engine });
  const talk = (text: string) => {
    void client.endpoint.send(TEXT, text);
    exchange(client, server);
  };
  const recorder = recorderOf(client);
  talk('one');
  recorder.stop();
  expect(recorder.ended).toBe(true);
  const stopped = journalOf(recorder).length;
  talk('two');
  recorder.stop();
  expect(journalOf(recorder)).toHaveLength(stopped);
  recorder.start();
  recorder.start();
  talk('three');
  const journal = journalOf(recorder);
  expect(recordsOf(journal).map(({ seq }) => seq)).toEqual(Array.from({ length: journal.length }, (_, seq) => seq));
  expect(kindsOf(journal).slice(stopped - 1, stopped + 2)).toEqual(['detached', 'connection', 'snapshot']);
  const texts = Array.from({ length: journal.frames.length }, (_, frame) => journal.frame(frame));
  expect(texts.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['one', 'three']);
  expect(texts.map(({ offset }) => offset)).toEqual([0, 18]);
  expect(replay(journal, 'compiled').difference).toBeUndefined();
});

test('once it is closed, a connection is not recorded any more', () => {
  const { client } = connected();
  const recorder = recorderOf(client);
  client.endpoint.abort('aborted');
  recorder.stop();
  const { length } = journalOf(recorder);
  recorder.start();
  expect(recorder.recording).toBe(false);
  expect(journalOf(recorder)).toHaveLength(length);
});

test.each(engines)('%s: attached from inside a handler, it begins when the event is over', (engine) => {
  const recorders: ConnectionRecorder[] = [];
  const message = (side: Side) => {
    if (recorders.length > 0) return;
    recorders.push(recorderOf(side));
    expect(recorders[0]?.ring.nextSeq).toBe(0);
  };
  const { client, server } = connected({ engine }, { engine, handlers: { message } });
  for (const text of ['one', 'two']) {
    void client.endpoint.send(TEXT, text);
    exchange(client, server);
  }
  const [recorder] = recorders;
  const journal = journalOf(recorder as ConnectionRecorder);
  expect(kindsOf(journal).slice(0, 2)).toEqual(['connection', 'snapshot']);
  expect(journal.frames).toHaveLength(1);
  expect(journal.frame(0)).toMatchObject({ offset: 9, length: 3 });
  expect(replay(journal, 'compiled')).toMatchObject({ difference: undefined });
  expect(replay(journal, 'compiled').transitions).toBeGreaterThan(2);
});

test.each(engines)('%s: stopped from inside a handler, its last record is that it is detached', (engine) => {
  const handlers = { message: () => recorder.stop() };
  const { client, server } = connected({ engine }, { engine, handlers });
  const recorder = recorderOf(server);
  for (const text of ['one', 'two']) {
    void client.endpoint.send(TEXT, text);
    exchange(client, server);
  }
  const journal = journalOf(recorder);
  expect(kindsOf(journal).indexOf('detached')).toBe(journal.length - 1);
  expect(journal.frames).toHaveLength(1);
  expect(journal.statesAt(journal.length - 1)).toEqual(server.endpoint.states());
  expect(replay(journal, 'compiled').difference).toBeUndefined();
});

test.each(engines)(
  '%s: begun, stopped or moved by a handler, it is so from the next event on, of the same chunk',
  (engine) => {
    const [begun, moved]: ConnectionRecorder[][] = [[], []];
    const both = (message: (side: Side) => void) => connected({ engine }, { engine, handlers: { message } });
    const talks = [
      both((side) => void (begun?.length === 0 && begun.push(recorderOf(side)))),
      both(() => stopped.stop()),
      both(({ endpoint }) => endpoint.useEngine(engine === 'compiled' ? 'interpreted' : 'compiled')),
    ] as const;
    const stopped = recorderOf(talks[1].server);
    moved?.push(recorderOf(talks[2].server));
    for (const { client, server } of talks) {
      for (const text of ['one', 'two', 'three']) void client.endpoint.send(TEXT, text);
      exchange(client, server);
    }
    const texts = (recorder: ConnectionRecorder | undefined) => {
      const journal = journalOf(recorder as ConnectionRecorder);
      expect(replay(journal, 'compiled').difference).toBeUndefined();
      return Array.from({ length: journal.frames.length }, (_, frame) =>
        Buffer.from(journal.frame(frame).payload).toString(),
      );
    };
    expect(texts(begun?.[0])).toEqual(['two', 'three']);
    expect(texts(stopped)).toEqual(['one']);
    expect(texts(moved?.[0])).toEqual(['one', 'two', 'three']);
    const kinds = ofKind(journalOf(moved?.[0] as ConnectionRecorder), 'snapshot').map((snapshot) => snapshot.engine);
    const other = engine === 'compiled' ? 'interpreted' : 'compiled';
    expect(kinds).toEqual([engine, other, other, other]);
  },
);

test('stopped within one frame and started within another, it takes neither for the other', () => {
  const sides = connected();
  const recorders = [sides.client, sides.server].map((side) => recorderOf(side));
  const { outgoing } = sides.client.endpoint;
  const message = outgoing.begin(BINARY);
  const pass = () => exchange(sides.client, sides.server);
  const send = (text: string) => {
    void outgoing.data(message, Buffer.from(text));
    pass();
  };
  void outgoing.beginFrame(message, 10, false);
  send('first');
  for (const recorder of recorders) recorder.stop();
  send('lost.');
  void outgoing.beginFrame(message, 10, true);
  send('other');
  for (const recorder of recorders) recorder.start();
  send('again');
  for (const recorder of recorders) {
    const journal = journalOf(recorder);
    expect(journal.frames).toHaveLength(1);
    expect(Buffer.from(journal.frame(0).payload).toString()).toBe('first');
    expect(ofKind(journal, 'payload')).toHaveLength(1);
  }
});

test('a changed engine is told, and recorded on', () => {
  const { client, server } = connected({ engine: 'compiled' });
  const recorder = recorderOf(client);
  const engineTold: EngineKind[] = ['interpreted', 'compiled'];
  for (const engine of engineTold) {
    client.endpoint.useEngine(engine);
    void client.endpoint.send(TEXT, engine);
    exchange(client, server);
  }
  const journal = journalOf(recorder);
  expect(ofKind(journal, 'snapshot').map(({ engine }) => engine)).toEqual(['compiled', ...engineTold]);
  expect(journal.frames).toHaveLength(2);
  expect(journal.frame(1).offset).toBe(17);
  expect(replay(journal, 'compiled').difference).toBeUndefined();
});

test.each(engines)('%s: an observer of the program’s is told beside it, the same', (engine) => {
  const { client, server } = connected({ engine }, { engine });
  const told: unknown[] = [];
  const watch = () =>
    client.endpoint.observe({
      transition: (actor, index) => told.push({ kind: 'transition', actor, index }),
      message: (from, actor, event) => told.push({ kind: 'message', from, actor, event: { ...event } }),
    });
  const recorder = recorderOf(client);
  watch();
  void client.endpoint.send(TEXT, 'x');
  void client.endpoint.ping(Uint8Array.of(1));
  exchange(client, server);
  const recorded = recordsOf(journalOf(recorder))
    .filter(({ kind }) => kind === 'transition' || kind === 'message')
    .map(({ seq: _, time: __, ...rest }) => rest);
  expect(recorded.length).toBeGreaterThan(10);
  expect(told).toEqual(recorded);
  // Each without the other.
  recorder.stop();
  void client.endpoint.send(TEXT, 'y');
  expect(told.length).toBeGreaterThan(recorded.length);
  recorder.start();
  client.endpoint.observe(null);
  const before = told.length;
  const { length } = journalOf(recorder);
  void client.endpoint.send(TEXT, 'z');
  expect(told).toHaveLength(before);
  expect(journalOf(recorder).length).toBeGreaterThan(length);
});

test.each(engines)('%s: a handler that throws is recorded with what it sets off', (engine) => {
  const { client, server } = connected({ engine }, { engine, handlers: { message: () => thrower('oh') } });
  const recorder = recorderOf(server);
  void client.endpoint.send(TEXT, 'x');
  exchange(client, server);
  const journal = journalOf(recorder);
  expect(journal.closed).toMatchObject({ sent: { code: 1011 }, error: 'Error: oh' });
  expect(replay(journal, 'compiled').difference).toBeUndefined();
});

function thrower(message: string): never {
  throw new Error(message);
}

test('an error that cannot be told as text is recorded all the same', () => {
  const broken = new Error();
  Object.defineProperty(broken, 'message', { get: () => thrower('no message for you') });
  const { client } = connected();
  const recorder = recorderOf(client);
  client.endpoint.abort('aborted', broken);
  expect(journalOf(recorder).closed?.error).toBe('an error that cannot be told as text');
});

// ── Frames ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Frames as both a wire and a recording tell them, with where each begins. */
function onWire(bytes: Uint8Array): unknown[] {
  let offset = 0;
  return decodeFrames(bytes).map((frame: Frame) => {
    const encoded = encodeFrame(frame).length;
    const { fin, rsv, opcode, key, payload } = frame;
    const headerLength = encoded - payload.length;
    const maskingKey = key === undefined ? 0 : Buffer.from(key).readUInt32BE();
    const told = { offset, fin, rsv, opcode, masked: key !== undefined, maskingKey, headerLength, payload };
    offset += encoded;
    return told;
  });
}

function recorded(journal: Journal, direction: 'in' | 'out'): unknown[] {
  return Array.from({ length: journal.frames.length }, (_, number) => journal.frame(number))
    .filter((frame) => frame.direction === direction)
    .map(({ offset, fin, rsv, opcode, masked, maskingKey, headerLength, payload }) => {
      return { offset, fin, rsv, opcode, masked, maskingKey, headerLength, payload };
    });
}

const big = Uint8Array.from({ length: 150_000 }, (_, at) => (at * 7) & 255);

/** What a side may send, for each way that a frame takes to the wire. */
const sendings: Readonly<Record<string, (side: Side) => unknown>> = {
  'an empty message': ({ endpoint }) => endpoint.send(TEXT, ''),
  'a short text': ({ endpoint }) => endpoint.send(TEXT, 'Grüße'),
  'a text beyond ASCII and 125 bytes': ({ endpoint }) => endpoint.send(TEXT, '世界'.repeat(50)),
  'a small message': ({ endpoint }) => endpoint.send(BINARY, big.slice(0, 100)),
  'a large message': ({ endpoint }) => endpoint.send(BINARY, big.slice(0, 5000)),
  'a large text': ({ endpoint }) => endpoint.send(TEXT, 'ä'.repeat(5000)),
  'a message beyond 128 KiB': ({ endpoint }) => endpoint.send(BINARY, big),
  fragments: ({ endpoint }) => endpoint.outgoing.sendFragments(BINARY, big.slice(0, 1000), 300),
  'a prepared message': ({ endpoint }) => endpoint.deliver(prepared('to many'), undefined, new Tally()),
  'a large prepared message': ({ endpoint }) => endpoint.deliver(prepared('x'.repeat(9000)), undefined, new Tally()),
  'a streamed frame': ({ endpoint: { outgoing } }) => {
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, 6000, false);
    for (const [from, to] of [
      [0, 3],
      [3, 5],
      [5, 5005],
      [5005, 6000],
    ] as const) {
      void outgoing.data(message, big.slice(from, to));
    }
    void outgoing.end(message);
  },
  'control frames': ({ endpoint }) => {
    void endpoint.ping(Uint8Array.of(1, 2, 3)).catch(() => {});
    void endpoint.ping(new Uint8Array(0)).catch(() => {});
    endpoint.close(1000, 'bye');
  },
};

function prepared(text: string): PreparedMessage {
  return new PreparedMessage(text, undefined, portable);
}

test.each(
  engines.flatMap((engine) =>
    (['client', 'server'] as const).flatMap((role) => Object.keys(sendings).map((name) => ({ engine, role, name }))),
  ),
)('$engine, $role: $name is recorded as it is on the wire, at both ends', async ({ engine, role, name }) => {
  const sides = connected({ engine }, { engine });
  const [from, to] = role === 'client' ? [sides.client, sides.server] : [sides.server, sides.client];
  const all = { payload: Number.POSITIVE_INFINITY };
  const [sent, received] = [recorderOf(from, all), recorderOf(to, all)];
  sendings[name]?.(from);
  void from.endpoint.send(TEXT, 'and another').catch(() => {});
  const wire: Uint8Array[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const bytes = from.transport.take();
    wire.push(bytes);
    // Cut where nothing ends.
    for (let at = 0; at < bytes.length; at += 70_001) to.endpoint.receive(bytes.slice(at, at + 70_001));
    await settled();
  }
  const expected = onWire(concat(wire));
  expect(expected.length).toBeGreaterThan(0);
  expect(recorded(journalOf(sent), 'out')).toEqual(expected);
  expect(recorded(journalOf(received), 'in')).toEqual(expected);
});

test.each([true, false])(
  'compressed frames, and what they inflate to; shared between connections: %s',
  async (shared) => {
    const compression = { takeover: !shared, peerTakeover: !shared, threshold: 0 };
    const sides = deflateSides({ compression }, { compression });
    const all = { payload: Number.POSITIVE_INFINITY };
    const [sent, received] = [recorderOf(sides.server, all), recorderOf(sides.client, all)];
    const texts = ['many words '.repeat(300), 'a few words, a few words'];
    const wire: Uint8Array[] = [];
    for (const text of texts) {
      const sending = shared
        ? sides.server.endpoint.outgoing.sendPrepared(prepared(text), true)
        : sides.server.endpoint.send(TEXT, text, true);
      sending.catch(() => {});
      await settled();
      const bytes = sides.server.transport.take();
      wire.push(bytes);
      sides.client.endpoint.receive(bytes.slice());
      await exchangeAll(sides);
    }
    const expected = onWire(concat(wire));
    for (const [recorder, direction] of [
      [sent, 'out'],
      [received, 'in'],
    ] as const) {
      const journal = journalOf(recorder);
      expect(recorded(journal, direction)).toEqual(expected);
      const frames = texts.map((_, number) => journal.frame(number));
      expect(frames.map(({ rsv }) => rsv)).toEqual([4, 4]);
      expect(frames.map(({ inflated }) => Buffer.from(inflated ?? []).toString())).toEqual(texts);
    }
  },
);

test('frames behind one that was being streamed when recording began, or the engine changed, say where they begin', () => {
  const { client } = connected();
  const { outgoing } = client.endpoint;
  const message = outgoing.begin(BINARY);
  void outgoing.beginFrame(message, 5000, true);
  void outgoing.data(message, big.slice(0, 10));
  const recorder = recorderOf(client);
  void outgoing.data(message, big.slice(10, 200));
  client.endpoint.useEngine('interpreted');
  void outgoing.data(message, big.slice(200, 5000));
  void outgoing.end(message);
  void client.endpoint.send(TEXT, 'behind');
  const [, behind] = onWire(client.transport.take());
  expect(recorded(journalOf(recorder), 'out')).toEqual([behind]);
});

test('a prefix of what was compressed ends where it is cut, within a character or not', async () => {
  const text = 'a🦊é';
  for (let payload = 1; payload < 8; payload++) {
    const sides = deflateSides({ compression: { threshold: 0 } });
    const recorders = [sides.client, sides.server].map((side) => recorderOf(side, { payload }));
    void sides.client.endpoint.send(TEXT, text.repeat(20), true);
    await exchangeAll(sides);
    for (const recorder of recorders) {
      const { inflated } = journalOf(recorder).frame(0);
      expect(Buffer.from(inflated ?? [])).toEqual(Buffer.from(text).subarray(0, payload));
    }
  }
});

test('of payloads as much is kept as is wanted: nothing, some, or all', () => {
  const text = 'private '.repeat(1000);
  for (const [payload, kept] of [
    [0, 0],
    [16, 16],
    [Number.POSITIVE_INFINITY, text.length],
  ] as const) {
    const options: Partial<EndpointOptions<Side>> = {};
    const { client, server } = connected(options, options);
    const recorders = [client, server].map((side) => recorderOf(side, { payload }));
    void client.endpoint.send(TEXT, text);
    void client.endpoint.send(TEXT, 'private');
    exchange(client, server);
    for (const recorder of recorders) {
      const journal = journalOf(recorder);
      expect(Buffer.from(journal.frame(0).payload).toString()).toBe(text.slice(0, kept));
      expect(journal.frame(0).length).toBe(text.length);
    }
  }
});

/** All that is in the ring, as Latin-1. */
function memoryOf({ ring }: ConnectionRecorder): string {
  const cursor = ring.oldest();
  let memory = '';
  for (let piece = ring.read(cursor); piece !== undefined; piece = ring.read(cursor)) {
    memory += Buffer.from(piece.words.buffer).toString('latin1');
  }
  return memory;
}

const secret = 'PRIVATE';
/** Every way to the wire. */
const tellings: readonly ((side: Side) => unknown)[] = [
  ({ endpoint }) => endpoint.send(TEXT, secret),
  ({ endpoint }) => endpoint.send(TEXT, `${secret}, ü`),
  ({ endpoint }) => endpoint.send(TEXT, secret.repeat(1000)),
  ({ endpoint }) => endpoint.send(BINARY, Buffer.from(secret.repeat(1000))),
  ({ endpoint }) => endpoint.deliver(prepared(secret), undefined, new Tally()),
  ({ endpoint }) => endpoint.outgoing.sendFragments(BINARY, Buffer.from(secret.repeat(3)), secret.length),
  ({ endpoint }) => endpoint.ping(Buffer.from(secret)),
  ({ endpoint: { outgoing } }) => {
    const message = outgoing.begin(BINARY);
    void outgoing.beginFrame(message, secret.length * 3, true);
    return Promise.all([1, 2, 3].map(() => outgoing.data(message, Buffer.from(secret))));
  },
];

test.each([true, false])(
  'where no payload is wanted, no byte of any is in the ring; compressed: %s',
  async (compressed) => {
    for (const payload of [0, secret.length]) {
      const sides = compressed ? deflateSides({ compression: { threshold: 0 } }) : connected();
      const recorders = [sides.client, sides.server].map((side) => recorderOf(side, { payload }));
      for (const side of [sides.client, sides.server]) {
        for (const tell of tellings) {
          await Promise.all([tell(side), exchangeAll(sides)]);
        }
      }
      for (const recorder of recorders) {
        const journal = journalOf(recorder);
        expect(journal.lost).toBe(0);
        expect(journal.frames.length).toBeGreaterThanOrEqual(2 * (tellings.length + 3));
        expect(memoryOf(recorder).includes(secret)).toBe(payload > 0);
        expect(kindsOf(journal).includes('payload')).toBe(payload > 0);
      }
    }
  },
);

test('its memory is bounded, and it introduces the connection again before that is lost', () => {
  const { client, server } = connected();
  const recorder = recorderOf(client, { memory: 64 * 1024 });
  for (let message = 0; message < 3000; message++) {
    void client.endpoint.send(TEXT, 'x'.repeat(message % 300));
    exchange(client, server);
    expect(recorder.ring.size).toBeLessThanOrEqual(64 * 1024);
  }
  const journal = journalOf(recorder);
  expect(journal.lost).toBeGreaterThan(1000);
  expect(ofKind(journal, 'connection').length).toBeGreaterThan(0);
  expect(journal.statesAt(journal.length - 1)).toEqual(client.endpoint.states());
});

test('it introduces the connection often enough for what its ring can count on of a shared budget', () => {
  const { client, server } = connected();
  const budget = new Budget(64 * 1024);
  const identity = { id: 1, label: 'one of several' };
  const recorders = [client, server].map(({ endpoint }) => new ConnectionRecorder(endpoint, identity, {}, budget));
  for (let message = 0; message < 1000; message++) {
    void client.endpoint.send(TEXT, 'x'.repeat(message % 300));
    exchange(client, server);
  }
  expect(budget.used).toBeLessThanOrEqual(budget.most);
  for (const recorder of recorders) {
    const journal = journalOf(recorder);
    expect(journal.lost).toBeGreaterThan(1000);
    expect(journal.head).toBeDefined();
    expect(journal.statesAt(journal.length - 1)).toEqual(client.endpoint.states());
  }
});

test('it does not introduce the connection between a timer that is due and its event', () => {
  const { client } = connected({ bounds: { idleTimeout: 50, maxQueuedPings: 16 } });
  const recorder = recorderOf(client, { memory: 64 * 1024, payload: Number.POSITIVE_INFINITY });
  const before = journalOf(recorder).length;
  void client.endpoint.send(BINARY, big.slice(0, 20_000));
  client.clock.time = client.transport.wakeAt;
  client.endpoint.wake();
  const told = recordsOf(journalOf(recorder)).slice(before);
  const timer = told.findIndex((record) => record.kind === 'input' && record.event.type === 'TIMER_IDLE');
  expect(timer).toBeGreaterThan(0);
  expect(told.slice(0, timer + 1).map(({ kind }) => kind)).not.toContain('snapshot');
  // But then.
  client.endpoint.pause();
  expect(ofKind(journalOf(recorder), 'snapshot')).toHaveLength(2);
});

test.each(engines)('%s: every event from outside is told at its time', (engine) => {
  const { client, server } = connected({ engine }, { engine });
  const recorder = recorderOf(client);
  const times: number[] = [];
  const at = (deed: () => void) => {
    client.clock.time += 10;
    const { length } = journalOf(recorder);
    deed();
    for (const { time } of recordsOf(journalOf(recorder)).slice(length)) times.push(time - client.clock.time);
  };
  at(() => client.endpoint.pause());
  at(() => client.endpoint.resume());
  at(() => void client.endpoint.send(TEXT, 'x'));
  at(() => client.endpoint.ping(Uint8Array.of(1)).catch(() => {}));
  void server.endpoint.send(TEXT, 'a text');
  const bytes = server.transport.take();
  at(() => client.endpoint.receive(bytes.slice(0, 4)));
  at(() => client.endpoint.receive(bytes.slice(4)));
  at(() => client.endpoint.abort('aborted'));
  expect(times.length).toBeGreaterThan(20);
  expect(times.every((time) => time === 0)).toBe(true);
});

test('frames of one chunk are told when they are read, however long a handler takes', () => {
  const message = ({ clock }: Side) => {
    clock.time += 10;
  };
  const { client, server } = connected({ handlers: { message } });
  const recorder = recorderOf(client);
  const { time } = client.clock;
  for (const text of ['one', 'two', 'three']) void server.endpoint.send(TEXT, text);
  exchange(client, server);
  expect(ofKind(journalOf(recorder), 'frame').map((frame) => frame.time - time)).toEqual([0, 10, 20]);
});

test('a large message leaves its memory bounded at all times, though all of its payload is wanted', () => {
  const bounds = { maxMessageSize: 2 ** 25, maxFrameSize: 2 ** 25 };
  const { client, server } = connected({ bounds }, { bounds });
  for (const memory of [64 * 1024, 1024 * 1024]) {
    const recorders = [client, server].map((side) => recorderOf(side, { payload: Number.POSITIVE_INFINITY, memory }));
    const sizes = recorders.map(({ ring }) => sizesOf(ring));
    for (const size of [16 * 1024 * 1024, 16]) {
      void client.endpoint.send(BINARY, new Uint8Array(size).fill(size & 255));
      exchange(client, server);
    }
    for (const [at, recorder] of recorders.entries()) {
      expect(Math.max(...(sizes[at] ?? []))).toBeGreaterThan(memory / 2);
      expect(Math.max(...(sizes[at] ?? []))).toBeLessThanOrEqual(memory);
      const journal = journalOf(recorder);
      expect(journal.lost).toBeGreaterThan(100);
      const last = journal.frame(journal.frames.length - 1);
      expect(last).toMatchObject({ length: 16, payload: new Uint8Array(16).fill(16) });
      recorder.stop();
    }
  }
}, 60_000);

/** How large the ring is after each record, from now on. */
function sizesOf(ring: Ring): number[] {
  const sizes: number[] = [];
  const reserve = ring.reserve.bind(ring);
  ring.reserve = (size) => {
    const at = reserve(size);
    sizes.push(ring.size);
    return at;
  };
  return sizes;
}

// ── Told directly ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('payload that is told masked is kept unmasked, from any phase and beyond what one record holds', () => {
  const recorder = recorderOf(connected().client, { payload: Number.POSITIVE_INFINITY, memory: 1024 * 1024 });
  const key = Uint8Array.of(0xa1, 2, 3, 4);
  for (let phase = 0; phase < 4; phase++) {
    const masked = big.map((byte, at) => byte ^ (key[(at + phase) & 3] ?? 0));
    recorder.frameSent(0x82, big.length, true, 0xa102_0304);
    recorder.payloadSent(concat([Uint8Array.of(9, 9), masked]), 2, 2 + big.length, 0xa102_0304, phase);
  }
  const journal = journalOf(recorder);
  // Compared as a whole: a difference in so many bytes would take minutes to print.
  for (let phase = 0; phase < 4; phase++) expect(Buffer.compare(journal.frame(phase).payload, big)).toBe(0);
});

test('a timer that is armed between events is told at its time', () => {
  const { client } = connected();
  const recorder = recorderOf(client);
  client.clock.time += 12;
  recorder.timer('drain', 99);
  expect(ofKind(journalOf(recorder), 'timer')).toMatchObject([{ time: client.clock.time, timer: 'drain', due: 99 }]);
});

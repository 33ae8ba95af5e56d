import { describe, expect, test } from 'vitest';
import type { EventObject } from 'xstate';
import type { ActorName } from '../../machines/index.ts';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { AnyEndpoint } from '../../src/endpoint/endpoint.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import { chartFacts } from '../../src/inspect/chart-facts.ts';
import { Journal } from '../../src/inspect/journal.ts';
import { RecordWriter } from '../../src/inspect/record-writer.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import { Ring } from '../../src/inspect/ring.ts';
import { Store } from '../../src/inspect/store.ts';
import { actors, numberOf } from '../../src/inspect/words.ts';
import { journalFrom, journalOf, recordsOf } from '../support/journals.ts';
import { randomTalk } from '../support/random-talk.ts';
import { connected, exchange, give, type Side } from '../support/wire.ts';

const engines: readonly EngineKind[] = ['compiled', 'interpreted'];

function recorderOf(side: Side, memory?: number): ConnectionRecorder {
  return new ConnectionRecorder(side.endpoint, { id: 1, label: 'a connection' }, { memory });
}

/** Things that happen to a connection, after each of which it is at rest. */
const deeds: readonly ((sides: { client: Side; server: Side }) => void)[] = [
  ({ client }) => void client.endpoint.send(TEXT, 'one'),
  ({ client }) => client.endpoint.pause(),
  ({ client }) => client.endpoint.resume(),
  ({ client }) => void client.endpoint.ping(Uint8Array.of(1)).catch(() => {}),
  ({ server }) => void server.endpoint.outgoing.sendFragments(BINARY, new Uint8Array(9), 4),
  ({ client }) => {
    const message = client.endpoint.outgoing.begin(TEXT);
    void client.endpoint.outgoing.frame(message, 'half', false);
  },
  ({ client }) => {
    client.transport.accepts = false;
    client.endpoint.flush();
  },
  ({ client }) => {
    client.transport.accepts = true;
    client.endpoint.drained();
  },
  ({ client }) => give(client, 'text "part"', 'fin ping', 'fin continuation "s"'),
  ({ client }) => client.endpoint.close(1000, 'bye'),
];

describe.each(engines)('%s', (engine) => {
  test('where the machines are, at every record at rest, is where they were', () => {
    const sides = connected({ engine, bounds: { idleTimeout: 5000 } }, { engine });
    const recorder = recorderOf(sides.client);
    const known: [number, Record<ActorName, string>][] = [];
    const look = () => known.push([recorder.ring.nextSeq - 1, sides.client.endpoint.states()]);
    for (const deed of deeds) {
      deed(sides);
      look();
      exchange(sides.client, sides.server);
      look();
    }
    const journal = journalOf(recorder);
    expect(journal.lost).toBe(0);
    for (const [index, states] of known) expect(journal.statesAt(index)).toEqual(states);
    // They were at many places.
    expect(new Set(known.map(([, states]) => JSON.stringify(states))).size).toBeGreaterThan(5);
    expect(known.at(-1)?.[1]).toMatchObject({ connection: 'closed.clean' });
  });

  test('random conversations: where the machines are and what each transition was taken on is as it was', async () => {
    const looking: Looking[] = [];
    class Recorder extends Looking {
      constructor(...args: ConstructorParameters<typeof ConnectionRecorder>) {
        super(...args);
        looking.push(this);
      }
    }
    let [transitions, moments] = [0, 0];
    for (let seed = 200; seed < 260; seed++) {
      await randomTalk(seed, { engine, recorder: Recorder, late: seed % 3 === 0 });
      for (const recorder of looking.splice(0)) {
        const journal = journalOf(recorder);
        expect(journal.lost).toBe(0);
        for (const [index, states] of recorder.states) expect(journal.statesAt(index)).toEqual(states);
        for (const [index, event] of recorder.causes) {
          const cause = journal.record(journal.causeOf(index) ?? -1);
          expect(event).toMatchObject('event' in cause ? cause.event : { kind: cause.kind });
        }
        transitions += recorder.causes.length;
        moments += recorder.states.length;
      }
    }
    expect(transitions).toBeGreaterThan(3000);
    expect(moments).toBeGreaterThan(1500);
  });
});

/** Remembers where the machines were whenever none was in the middle of an event, and what transitions were taken on. */
class Looking extends ConnectionRecorder {
  readonly #endpoint: AnyEndpoint;
  readonly states: [index: number, states: Record<ActorName, string>][] = [];
  readonly causes: [index: number, event: EventObject][] = [];

  constructor(...args: ConstructorParameters<typeof ConnectionRecorder>) {
    super(...args);
    [this.#endpoint] = args;
  }

  override input(actor: ActorName, event: EventObject, nested: boolean): void {
    if (!nested) this.states.push([this.ring.nextSeq - 1, this.#endpoint.states()]);
    super.input(actor, event, nested);
  }

  override transition(actor: ActorName, index: number, event: EventObject): void {
    super.transition(actor, index, event);
    this.causes.push([this.ring.nextSeq - 1, { ...event }]);
  }
}

test('an event from inside of an effect is the cause of what follows from it, and the first one of the rest', () => {
  const handlers = { message: ({ endpoint }: Side) => endpoint.close(1000, '') };
  const { client, server } = connected({}, { handlers });
  const recorder = recorderOf(server);
  void client.endpoint.send(TEXT, 'x');
  exchange(client, server);
  const journal = journalOf(recorder);
  const transitions = recordsOf(journal).flatMap((record, index) =>
    record.kind === 'transition' ? [{ actor: record.actor, cause: journal.record(journal.causeOf(index) ?? -1) }] : [],
  );
  const closing = transitions.find(({ actor }) => actor === 'closeHandshake');
  expect(closing?.cause).toMatchObject({ kind: 'input', nested: true, event: { type: 'CLOSE' } });
  const reading = transitions.find(
    ({ actor, cause }) => actor === 'readLoop' && cause.kind === 'input' && cause.event.type === 'PAYLOAD',
  );
  expect(reading).toBeDefined();
});

test('behind a ring that has overflowed it begins with a gap, and knows states from the next introduction on', () => {
  const { client, server } = connected();
  const recorder = recorderOf(client, 32 * 1024);
  const known = new Map<number, Record<ActorName, string>>();
  for (let message = 0; message < 1000; message++) {
    void client.endpoint.send(TEXT, 'x'.repeat(message % 200));
    if (message % 10 === 0) client.endpoint.pause();
    if (message % 10 === 5) client.endpoint.resume();
    exchange(client, server);
    known.set(recorder.ring.nextSeq - 1, client.endpoint.states());
  }
  const journal = journalOf(recorder);
  expect(journal.record(0)).toMatchObject({ kind: 'gap', seq: 0, lost: journal.lost });
  expect(journal.lost).toBe(recorder.ring.firstSeq);
  expect(journal.seqAt(1)).toBe(journal.lost);
  expect(journal.statesAt(0).connection).toBe('');
  const introduced = recordsOf(journal).findIndex(({ kind }) => kind === 'snapshot');
  expect(introduced).toBeGreaterThan(0);
  expect(journal.head).toMatchObject({ kind: 'connection', fromStart: false });
  let compared = 0;
  for (let index = introduced; index < journal.length; index++) {
    const states = known.get(journal.seqAt(index));
    if (states === undefined) continue;
    expect(journal.statesAt(index)).toEqual(states);
    compared += 1;
  }
  expect(compared).toBeGreaterThan(50);
});

test('behind a gap in the middle nothing is known that was known before it', () => {
  const { client, server } = connected();
  const recorder = recorderOf(client);
  client.endpoint.pause();
  void server.endpoint.send(TEXT, 'before');
  exchange(client, server);
  client.endpoint.resume();
  const before = recordsOf(journalOf(recorder));
  const { length } = before;
  const states = client.endpoint.states();
  void client.endpoint.outgoing.begin(BINARY);
  const after = recordsOf(journalOf(recorder)).slice(length);
  const piece = {
    kind: 'payload',
    time: 0,
    direction: 'in',
    form: 'wire',
    bytes: Uint8Array.of(1),
    length: 1,
  } as const;
  const always = chartFacts('writeTurn').chart.transitions.findIndex(({ event }) => event === '');
  const journal = journalFrom([
    ...before,
    { kind: 'gap', time: 0, lost: 3 },
    piece,
    { kind: 'transition', time: 0, actor: 'writeTurn', index: always },
    ...after,
  ]);
  expect(journal.statesAt(length - 1)).toEqual(states);
  expect(new Set(Object.values(journal.statesAt(length)))).toEqual(new Set(['']));
  // What follows tells of one machine again, until all are introduced.
  expect(journal.statesAt(journal.length - 1)).toMatchObject({ writeLoop: 'MSG_BEGIN', readLoop: '' });
  expect(Buffer.from(journal.frame(0).payload).toString()).toBe('before');
  expect(journal.causeOf(length + 2)).toBeUndefined();
});

test('an event from before a gap is the cause of nothing behind it', () => {
  const { transitions } = chartFacts('readLoop').chart;
  const index = transitions.findIndex(({ event }) => event === 'PAUSE');
  const told = { kind: 'input', time: 0, actor: 'readLoop', event: { type: 'PAUSE' }, nested: false } as const;
  const took = { kind: 'transition', time: 0, actor: 'readLoop', index } as const;
  expect(journalFrom([told, took]).causeOf(1)).toBe(0);
  expect(journalFrom([told, { kind: 'gap', time: 0, lost: 1 }, took]).causeOf(2)).toBeUndefined();
});

test('pieces that come later go on where it is; what is missing between them is a gap', () => {
  const ring = new Ring(8192);
  const writer = new RecordWriter(ring);
  const journal = new Journal();
  const cursor = ring.oldest();
  const write = (count: number) => {
    for (let each = 0; each < count; each++) writer.json({ kind: 'open', protocol: 'chat', extensions: '' });
  };
  const read = () => {
    for (let piece = ring.read(cursor); piece !== undefined; piece = ring.read(cursor)) {
      journal.append(piece.words, piece.firstSeq);
    }
  };
  write(5);
  read();
  write(3);
  read();
  expect(journal).toHaveLength(8);
  expect(journal.lost).toBe(0);
  ring.setTime(50);
  write(1000);
  read();
  const gap = recordsOf(journal).findIndex(({ kind }) => kind === 'gap');
  expect(journal.record(gap)).toMatchObject({ seq: 8, lost: journal.lost });
  expect(journal.lost + journal.length - 1).toBe(1008);
  expect(journal.seqAt(journal.length - 1)).toBe(1007);
  expect(journal.timeAt(journal.length - 1)).toBe(50);
});

test('frames by their number, each with its payload', () => {
  const { client, server } = connected();
  const recorder = recorderOf(server);
  void client.endpoint.send(TEXT, 'one');
  void client.endpoint.send(BINARY, new Uint8Array(0));
  void client.endpoint.send(TEXT, 'three');
  exchange(client, server);
  const journal = journalOf(recorder);
  const frames = Array.from({ length: journal.frames.length }, (_, number) => journal.frame(number));
  expect(frames.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['one', '', 'three']);
  for (const [number, frame] of frames.entries()) {
    expect(journal.record(frame.index)).toMatchObject({ kind: 'frame', offset: frame.offset });
    expect(journal.frameNumberAt(frame.index)).toBe(number);
    expect(journal.frameNumberAt(frame.index - 1)).toBe(number - 1);
    expect(journal.kindAt(frame.index)).toBe('frame');
  }
  expect(frames.every(({ inflated }) => inflated === undefined)).toBe(true);
  expect(() => journal.frame(3)).toThrow(RangeError);
});

test('what is known of the connection is what was said last', () => {
  const journal = journalFrom([
    { kind: 'open', time: 1, protocol: 'chat', extensions: 'permessage-deflate' },
    { kind: 'gap', time: 2, lost: 10 },
    { kind: 'detached', time: 3 },
  ]);
  expect(journal).toMatchObject({ protocol: 'chat', extensions: 'permessage-deflate', lost: 10, head: undefined });
  expect([0, 1, 2].map((index) => journal.seqAt(index))).toEqual([0, 1, 11]);
  expect([0, 1, 2].map((index) => journal.kindAt(index))).toEqual(['open', 'gap', 'detached']);
});

test('there is no record beyond its end, and none before its beginning', () => {
  const journal = journalFrom([{ kind: 'detached', time: 0 }]);
  expect(() => journal.record(1)).toThrow(RangeError);
  expect(() => journal.record(-1)).toThrow(RangeError);
  expect(new Journal().stateAt('readLoop', 0)).toBe('');
});

test.each([
  ['a size of nothing', (words: Uint32Array) => words.fill(0x1000_0000)],
  ['a size beyond the end', (words: Uint32Array) => words.fill(0x4000_ffff)],
])('damaged records are refused: %s', (_, damage) => {
  const store = new Store();
  new RecordWriter(store).transition(0, 0);
  const words = store.words.slice(0, store.used);
  damage(words);
  expect(() => new Journal().append(words, 0)).toThrow(SyntaxError);
});

test('a million records stay packed', () => {
  const store = new Store();
  const writer = new RecordWriter(store);
  const one = Uint8Array.of(1, 2, 3, 4);
  const header = { fin: true, rsv: 0, opcode: 2, masked: true, length: 4, minimal: true, oversized: false };
  const payload = { length: 4, badUtf8: false, openUtf8: false, inflateFault: '' };
  const readLoop = numberOf('readLoop');
  // What one frame of four bytes that comes in leaves, more or less.
  const perFrame = 5;
  for (let frame = 0; frame < 200; frame++) {
    writer.frame(0, 0x82, 4, true, 1, 6, frame * 10);
    writer.input(readLoop, { type: 'FRAME_HEADER', ...header }, false);
    writer.payload(0, 0, 4, one, 0, 4, 0, 0);
    writer.input(readLoop, { type: 'PAYLOAD', ...payload }, false);
    writer.transition(readLoop, 0);
  }
  const words = store.words.slice(0, store.used);
  const journal = new Journal();
  const before = process.memoryUsage();
  for (let each = 0; each < 1000; each++) journal.append(words, each * 200 * perFrame);
  const after = process.memoryUsage();
  expect(journal).toHaveLength(1_000_000);
  expect(journal.frames).toHaveLength(200_000);
  expect(journal.frame(199_999).payload).toEqual(one);
  expect(journal.frame(199_999).offset).toBe(1990);
  const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  // Some 15 bytes of record, 16 of lists and 20 of causes and payloads; lists and stores grow twofold. An object takes more.
  expect(grown / 1_000_000).toBeLessThan(130);
});

test('all machines are known by their numbers', () => {
  for (const [number, actor] of actors.entries()) expect(numberOf(actor)).toBe(number);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineKind } from '../../src/engine/engine.ts';
import { chartFacts } from '../../src/inspect/chart-facts.ts';
import type { Journal } from '../../src/inspect/journal.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import type { InspectRecord, RecordKind } from '../../src/inspect/records.ts';
import { type ReplayResult, replay } from '../../src/inspect/replay.ts';
import { readTrace } from '../../src/inspect/trace/read.ts';
import { writeTrace } from '../../src/inspect/trace/write.ts';
import { recordings } from '../support/arbitrary-records.ts';
import { journalFrom, journalOf, recordsOf } from '../support/journals.ts';
import { type RandomTalkOptions, randomTalk } from '../support/random-talk.ts';
import { connected, exchange, type Side } from '../support/wire.ts';

const engines: readonly EngineKind[] = ['compiled', 'interpreted'];

/** What replays of random conversations came to. */
interface Tally {
  transitions: number;
  snapshots: number;
  skipped: number;
  lost: number;
  differences: unknown[];
}

async function replayTalks(from: number, count: number, options: RandomTalkOptions = {}): Promise<Tally> {
  const tally: Tally = { transitions: 0, snapshots: 0, skipped: 0, lost: 0, differences: [] };
  for (let seed = from; seed < from + count; seed++) {
    for (const journal of (await randomTalk(seed, options)).journals) {
      tally.lost += journal.lost;
      for (const engine of engines) {
        const { transitions, snapshots, skipped, difference } = replay(journal, engine);
        tally.transitions += transitions;
        tally.snapshots += snapshots;
        tally.skipped += skipped.length;
        if (difference !== undefined) tally.differences.push({ seed, engine, ...difference });
      }
    }
  }
  return tally;
}

test('1000 random conversations, both sides recorded, replay equal on both engines', async () => {
  const { transitions, snapshots, differences, skipped } = await replayTalks(1, 1000);
  expect(differences).toEqual([]);
  expect(skipped).toBe(0);
  expect(transitions).toBeGreaterThan(100_000);
  // Engines were changed, and recordings stopped and begun again.
  expect(snapshots).toBeGreaterThan(500);
}, 120_000);

test('recordings that begin in the middle of a conversation replay equal', async () => {
  const { transitions, differences } = await replayTalks(5000, 60, { late: true, steps: 60 });
  expect(differences).toEqual([]);
  expect(transitions).toBeGreaterThan(2000);
});

test('rings that have overflowed replay from the next snapshot on, and say what was skipped', async () => {
  const { transitions, differences, lost, skipped } = await replayTalks(6000, 40, { memory: 8192, steps: 200 });
  expect(differences).toEqual([]);
  expect(lost).toBeGreaterThan(1000);
  expect(skipped).toBeGreaterThan(20);
  expect(transitions).toBeGreaterThan(1000);
});

test('through a trace file nothing changes', async () => {
  for (let seed = 7000; seed < 7030; seed++) {
    const { journals } = await randomTalk(seed);
    const written = new Map(journals.map((journal, index) => [index, journal]));
    const read = readTrace(writeTrace(written));
    expect(read.problems).toEqual([]);
    for (const [id, journal] of read.journals) {
      expect(recordsOf(journal)).toEqual(recordsOf(written.get(id) as Journal));
      for (const engine of engines) expect(replay(journal, engine).difference).toBeUndefined();
    }
  }
});

// ── One conversation, and what was altered in it ─────────────────────────────────────────────────────────────────────────

/** A message, its echo, silence, a keep-alive ping, another engine, and a close: what the client recorded. */
function recorded(): InspectRecord[] {
  const bounds = { idleTimeout: 1000, pongTimeout: 500 };
  const { client, server } = connected(
    { bounds, engine: 'compiled' },
    { handlers: { message: ({ endpoint }, message) => void endpoint.send(1, message) } },
  );
  const recorder = new ConnectionRecorder(client.endpoint, { id: 1, label: 'replayed' });
  const pass = (side: Side) => {
    side.clock.time += 7;
    exchange(client, server);
  };
  void client.endpoint.send(1, 'hello');
  pass(client);
  client.clock.time += 1000;
  client.endpoint.wake();
  pass(client);
  client.endpoint.useEngine('interpreted');
  client.endpoint.close(1000, '');
  pass(client);
  return recordsOf(journalOf(recorder));
}

type Of<K extends RecordKind> = Extract<InspectRecord, { kind: K }>;

function indexOf<K extends RecordKind>(records: readonly InspectRecord[], kind: K, found: (record: Of<K>) => boolean) {
  // The kind is compared first.
  const index = records.findIndex((record) => record.kind === kind && found(record as Of<K>));
  expect(index).toBeGreaterThanOrEqual(0);
  return index;
}

function changed<K extends RecordKind>(
  records: readonly InspectRecord[],
  index: number,
  kind: K,
  change: (record: Of<K>) => Partial<Of<K>>,
): InspectRecord[] {
  const record = records[index];
  expect(record?.kind).toBe(kind);
  return records.with(index, { ...record, ...change(record as Of<K>) } as InspectRecord);
}

/** The replay on both engines, which must come to the same. */
function replayBoth(records: readonly InspectRecord[]): ReplayResult {
  const journal = journalFrom(records);
  const [compiled, interpreted] = engines.map((engine) => replay(journal, engine));
  if (compiled === undefined || interpreted === undefined) throw new Error('two engines');
  expect({ ...interpreted, engine: 'compiled' }).toEqual(compiled);
  return compiled;
}

test('the conversation is equal as it was recorded', () => {
  const records = recorded();
  const count = (kind: RecordKind) => records.filter((record) => record.kind === kind).length;
  expect(replayBoth(records)).toEqual({
    engine: 'compiled',
    inputs: count('input'),
    transitions: count('transition'),
    messages: count('message'),
    timers: count('timer'),
    snapshots: 1,
    difference: undefined,
    skipped: [],
  });
});

test('an input that was dropped', () => {
  const records = recorded();
  const index = indexOf(records, 'input', ({ event }) => event.type === 'WANT_WRITE');
  expect(replayBoth(records.toSpliced(index, 1)).difference).toMatchObject({
    index,
    expected: 'writeLoop is told SEND_MSG { compressed: false } from inside an effect',
    found: 'no effect from which it could come',
  });
});

test('a nested input that was dropped', () => {
  const records = recorded();
  const index = indexOf(records, 'input', ({ event }) => event.type === 'SEND_MSG');
  const { difference } = replayBoth(records.toSpliced(index, 1));
  expect(difference).toMatchObject({
    expected: expect.stringMatching(/^writeLoop takes transition \d+: NONE on SEND_MSG/),
  });
  expect(difference?.found).toMatch(/^writeTurn takes transition/);
  expect(recordsOf(journalFrom(records.toSpliced(index, 1)))[difference?.index ?? 0]).toMatchObject({
    kind: 'transition',
    actor: 'writeLoop',
  });
});

test('a field of an event that matters', () => {
  const records = recorded();
  const index = indexOf(records, 'input', ({ event }) => event.type === 'FRAME_HEADER');
  const altered = changed(records, index, 'input', ({ event }) => ({ event: { ...event, opcode: 3 } }));
  const { difference } = replayBoth(altered);
  expect(difference?.index).toBe(altered.findIndex(({ kind }, at) => at > index && kind === 'transition'));
  expect(difference).toMatchObject({
    expected: expect.stringMatching(/^readLoop takes transition \d+: message\.NONE\.header on FRAME_HEADER/),
    found: expect.stringMatching(/^readLoop takes transition \d+: .*\[opcodeReserved\] → message\.closed$/),
  });
});

test('a field of a message between machines', () => {
  const records = recorded();
  const index = indexOf(records, 'message', ({ event }) => event.type === 'CLOSED');
  const altered = changed(records, index, 'message', ({ event }) => ({ event: { ...event, clean: false } }));
  expect(replayBoth(altered).difference).toEqual({
    index,
    seq: index,
    time: records[index]?.time,
    expected: 'closeHandshake tells connection CLOSED { clean: false }',
    found: 'closeHandshake tells connection CLOSED { clean: true }',
  });
});

test('the number of any transition', () => {
  const records = recorded();
  for (const [index, record] of records.entries()) {
    if (record.kind !== 'transition') continue;
    const count = chartFacts(record.actor).chart.transitions.length;
    const altered = changed(records, index, 'transition', (each) => ({ index: (each.index + 1) % count }));
    expect(replayBoth(altered).difference?.index).toBe(index);
  }
});

test('two records that were swapped', () => {
  const records = recorded();
  const index = records.findIndex(({ kind }, at) => kind === 'transition' && records[at + 1]?.kind === 'message');
  const [one, other] = [records[index], records[index + 1]];
  if (one === undefined || other === undefined) throw new Error('no transition before a message');
  expect(replayBoth(records.with(index, other).with(index + 1, one)).difference?.index).toBe(index);
});

test('a timer that fires too early, or was armed for too early, or not at all', () => {
  const records = recorded();
  const index = indexOf(records, 'input', ({ event }) => event.type === 'TIMER_IDLE');
  const armed = indexOf(records, 'timer', ({ timer, due }) => timer === 'idle' && due !== undefined);
  const [time, due] = [records[index]?.time ?? 0, (records[armed] as Of<'timer'>).due ?? 0];
  const early = changed(records, index, 'input', () => ({ time: due - 1 }));
  expect(replayBoth(early).difference).toMatchObject({
    index,
    time: due - 1,
    expected: 'keepAlive is told TIMER_IDLE from outside',
    found: `the timer idle is not due before ${due.toFixed(3)} ms`,
  });
  const sooner = changed(records, armed, 'timer', () => ({ due: due - 1 }));
  expect(replayBoth(sooner).difference).toMatchObject({
    index: armed,
    expected: `the timer idle is armed for ${(due - 1).toFixed(3)} ms`,
    found: `the timer idle is armed for ${due.toFixed(3)} ms or later`,
  });
  const again = records.toSpliced(index, 0, { ...(records[index] as InspectRecord), time });
  expect(replayBoth(again).difference?.index).toBe(index + 1);
});

test('a state, a context or a timer of a later snapshot', () => {
  const records = recorded();
  const index = records.findLastIndex(({ kind }) => kind === 'snapshot');
  const context = changed(records, index, 'snapshot', ({ actors }) => ({
    actors: { ...actors, writeTurn: { ...actors.writeTurn, context: { ...actors.writeTurn.context, op_wr: 2 } } },
  }));
  expect(replayBoth(context).difference).toMatchObject({
    index,
    expected: 'writeTurn remembers op_wr = 2',
    found: 'writeTurn remembers op_wr = 0',
  });
  const state = changed(records, index, 'snapshot', ({ actors }) => ({
    actors: { ...actors, keepAlive: { ...actors.keepAlive, value: 'off' } },
  }));
  expect(replayBoth(state).difference).toMatchObject({ index, expected: 'keepAlive is in off' });
  const timers = changed(records, index, 'snapshot', () => ({ timers: {} }));
  expect(replayBoth(timers).difference).toMatchObject({ index, expected: 'the timer idle is not armed' });
});

test('records before the first snapshot and behind a gap are skipped, and counted', () => {
  const records = recorded();
  const last = records.findLastIndex(({ kind }) => kind === 'snapshot');
  const gap: InspectRecord = { kind: 'gap', seq: 0, time: records[5]?.time ?? 0, lost: 3 };
  const { difference, skipped, snapshots } = replayBoth([
    ...records.slice(2, 4),
    ...records.slice(0, 6),
    gap,
    ...records.slice(9),
  ]);
  expect(difference).toBeUndefined();
  expect(skipped).toEqual([
    { index: 0, records: 2, why: 'they come before the first snapshot' },
    { index: 9, records: expect.any(Number), why: 'records before them were lost' },
  ]);
  expect(skipped[1]?.records).toBeLessThan(last - 9);
  expect(snapshots).toBe(0);
});

test('a recording that ends in the middle of an event is equal as far as it goes', () => {
  const records = recorded();
  for (let end = 0; end <= records.length; end++) {
    expect(replayBoth(records.slice(0, end)).difference).toBeUndefined();
  }
});

test('what an application sends while it watches XState’s actors is replayed, too', () => {
  const { client, server } = connected({ engine: 'interpreted' });
  const recorder = new ConnectionRecorder(server.endpoint, { id: 1, label: 'watched' });
  server.endpoint.useEngine('interpreted', {
    next: (event) => {
      if (event.type === '@xstate.snapshot' && event.event.type === 'PAYLOAD') void server.endpoint.send(1, 'seen');
    },
  });
  void client.endpoint.send(1, 'hello');
  exchange(client, server);
  const records = recordsOf(journalOf(recorder));
  indexOf(records, 'input', ({ event, nested }) => event.type === 'WANT_WRITE' && nested);
  expect(replayBoth(records).difference).toBeUndefined();
});

test('records that nobody has recorded are replayed without harm', () => {
  fc.assert(
    fc.property(recordings, (records) => {
      const [snapshot] = recorded().filter(({ kind }) => kind === 'snapshot');
      const journal = journalFrom([...(snapshot === undefined ? [] : [{ ...snapshot, time: 0 }]), ...records]);
      for (const engine of engines) {
        const { difference, skipped } = replay(journal, engine);
        expect(difference?.index ?? 0).toBeLessThan(journal.length);
        expect(skipped.every(({ records: count }) => count > 0)).toBe(true);
      }
    }),
    { numRuns: 100 },
  );
});

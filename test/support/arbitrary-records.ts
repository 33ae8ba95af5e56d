/** Random records of every kind, for property tests. */
import fc from 'fast-check';
import { machines, type TimerName, violations } from '../../machines/index.ts';
import { initialContext } from '../../src/engine/compiled.ts';
import { perActor, type StateValue } from '../../src/engine/engine.ts';
import { chartFacts } from '../../src/inspect/chart-facts.ts';
import { eventType } from '../../src/inspect/event-words.ts';
import type { Unnumbered } from '../../src/inspect/journal.ts';
import type { ClosedRecord, MachineEvent, RecordKind } from '../../src/inspect/records.ts';
import { actors, timers } from '../../src/inspect/words.ts';

const UINT32 = 0xffff_ffff;
/** Whatever a peer or an application may say, halves of surrogate pairs among it. */
const text = fc.string({ unit: 'binary', maxLength: 20 });
const count = fc.oneof(fc.nat(300), fc.maxSafeNat());
const actor = fc.constantFrom(...actors);
const timer = fc.constantFrom(...timers);
const direction = fc.constantFrom('in' as const, 'out' as const);
const role = fc.constantFrom('client' as const, 'server' as const);
const moment = fc.double({ min: 0, max: 1e12, noNaN: true }).map((time) => time + 0);
const scalar = fc.oneof(text, fc.boolean(), count, fc.constant(null));

const packed = {
  FRAME_HEADER: fc.record({
    fin: fc.boolean(),
    rsv: fc.nat(7),
    opcode: fc.nat(15),
    masked: fc.boolean(),
    length: count,
    minimal: fc.boolean(),
    oversized: fc.boolean(),
  }),
  PAYLOAD: fc.record({
    length: count,
    badUtf8: fc.boolean(),
    openUtf8: fc.boolean(),
    inflateFault: fc.constantFrom('', 'bad-data', 'too-large'),
  }),
  SEND_MSG: fc.record({ compressed: fc.boolean() }),
  BEGIN_MSG: fc.record({ compressed: fc.boolean() }),
};
const allTypes = [...new Set(actors.flatMap((name) => machines[name].events as string[]))];
/** Types that never have fields, and those that may have any. */
const bareTypes = allTypes.filter((type) => actors.some((_, actor) => eventType(actor, type).words === 0));
const otherTypes = allTypes.filter((type) => !(type in packed) && !bareTypes.includes(type));
const event: fc.Arbitrary<MachineEvent> = fc.oneof(
  ...Object.entries(packed).map(([type, fields]) => fields.map((each): MachineEvent => ({ type, ...each }))),
  fc.constantFrom(...bareTypes).map((type): MachineEvent => ({ type })),
  fc
    .tuple(
      fc.constantFrom(...otherTypes, 'NO_CHART_KNOWS_IT'),
      fc.dictionary(fc.stringMatching(/^[a-z]\w{0,8}$/), scalar, { maxKeys: 3 }),
    )
    .map(([type, fields]): MachineEvent => ({ ...fields, type })),
);

const input = fc.record({
  role,
  maxMessageSize: count,
  maxFrameSize: count,
  maxFragments: count,
  maxQueuedPongs: count,
  maxQueuedPings: count,
  idlePings: fc.boolean(),
});

function perTimer<T>(value: fc.Arbitrary<T>) {
  return fc.record(Object.fromEntries(timers.map((name) => [name, value])) as Record<TimerName, fc.Arbitrary<T>>);
}

/** A state that the chart has, as XState writes it. */
function stateOf(name: (typeof actors)[number]): fc.Arbitrary<StateValue> {
  const { parallel, regions } = chartFacts(name).chart;
  const nested = (path: string): StateValue => {
    const dot = path.indexOf('.');
    return dot < 0 ? path : { [path.slice(0, dot)]: nested(path.slice(dot + 1)) };
  };
  const leaves = regions.map((region) => fc.constantFrom(...region.leaves.map(({ path }) => nested(path))));
  return fc
    .tuple(...leaves)
    .map((values) =>
      parallel ? Object.fromEntries(regions.map((region, at) => [region.name, values[at] ?? ''])) : (values[0] ?? ''),
    );
}

function contextOf(name: (typeof actors)[number]) {
  const none = { maxMessageSize: 0, maxFrameSize: 0, maxFragments: 0, maxQueuedPongs: 0, maxQueuedPings: 0 };
  const known = initialContext(machines[name], { role: 'client', idlePings: false, ...none });
  const fields = Object.entries(known).map(([key, value]): [string, fc.Arbitrary<unknown>] => [
    key,
    typeof value === 'boolean' ? fc.boolean() : typeof value === 'number' ? count : text,
  ]);
  return fc.record(Object.fromEntries(fields));
}

const closeFrame = fc.option(fc.record({ code: fc.nat(0xffff), reason: text }), { nil: undefined });
const closed: fc.Arbitrary<ClosedRecord> = fc.record({
  clean: fc.boolean(),
  code: fc.nat(0xffff),
  reason: text,
  began: fc.constantFrom('us' as const, 'peer' as const, 'transport' as const, '' as const),
  sent: closeFrame,
  received: closeFrame,
  violation: fc.option(
    fc.record({
      id: fc.constantFrom(...(Object.keys(violations) as (keyof typeof violations)[])),
      section: text,
      explanation: text,
      machine: fc.constantFrom(...actors, '' as const),
      state: text,
      offset: fc.oneof(count, fc.constant(-1)),
    }),
    { nil: undefined },
  ),
  timer: fc.option(timer, { nil: undefined }),
  error: text,
  states: fc.record(perActor(() => text)),
  bytesReceived: count,
  bytesSent: count,
  frames: fc.array(fc.record({ direction, opcode: fc.nat(15), fin: fc.boolean(), length: count }), { maxLength: 4 }),
  duration: moment,
  detail: text,
});

const time = fc.constant(0);

/** By kind; their times are all 0. */
const records: { readonly [Kind in RecordKind]: fc.Arbitrary<Extract<Unnumbered, { kind: Kind }>> } = {
  connection: fc.record({
    kind: fc.constant('connection'),
    time,
    id: count,
    role,
    input,
    timeouts: perTimer(fc.option(moment)),
    fromStart: fc.boolean(),
    label: text,
    protocol: text,
    extensions: text,
    epoch: fc.double({ min: 0, max: 2e12, noNaN: true }),
  }),
  snapshot: fc.record({
    kind: fc.constant('snapshot'),
    time,
    engine: fc.constantFrom('compiled', 'interpreted'),
    actors: fc.record(perActor((name) => fc.record({ value: stateOf(name), context: contextOf(name) }))),
    timers: fc.dictionary(timer, moment),
  }),
  input: fc.record({ kind: fc.constant('input'), time, actor, event, nested: fc.boolean() }),
  message: fc.record({ kind: fc.constant('message'), time, from: actor, actor, event }),
  transition: actor.chain((name) =>
    fc.record({
      kind: fc.constant('transition'),
      time,
      actor: fc.constant(name),
      index: fc.nat(chartFacts(name).chart.transitions.length - 1),
    }),
  ),
  frame: fc
    .record({
      kind: fc.constant('frame' as const),
      time,
      direction,
      fin: fc.boolean(),
      rsv: fc.nat(7),
      opcode: fc.nat(15),
      masked: fc.boolean(),
      maskingKey: fc.integer({ min: 0, max: UINT32 }),
      length: count,
      form: fc.constantFrom(0, 2, 8),
      offset: count,
    })
    .map(({ form, ...frame }) => {
      const { masked, length } = frame;
      const shortest = length < 126 ? 0 : length <= 0xffff ? 2 : 8;
      const headerLength = (masked ? 6 : 2) + Math.max(form, shortest);
      return { ...frame, headerLength, maskingKey: masked ? frame.maskingKey : 0 };
    }),
  payload: fc
    .record({
      kind: fc.constant('payload' as const),
      time,
      direction,
      form: fc.constantFrom('wire' as const, 'inflated' as const),
      bytes: fc.uint8Array({ maxLength: 70 }),
      more: fc.nat(1000),
    })
    .map(({ more, ...piece }) => ({ ...piece, length: piece.bytes.length + more })),
  handshake: fc.record({ kind: fc.constant('handshake'), time, direction, head: text }),
  timer: fc.record({ kind: fc.constant('timer'), time, timer, due: fc.option(moment, { nil: undefined }) }),
  open: fc.record({ kind: fc.constant('open'), time, protocol: text, extensions: text }),
  closed: fc.record({ kind: fc.constant('closed'), time, record: closed }),
  gap: fc.record({ kind: fc.constant('gap'), time, lost: fc.integer({ min: 1, max: UINT32 }) }),
  detached: fc.record({ kind: fc.constant('detached'), time }),
};

export const recordKinds = Object.keys(records) as RecordKind[];

/** Records of one connection, one after the other on its clock. */
export const recordings: fc.Arbitrary<Unnumbered[]> = fc
  .array(fc.tuple(fc.oneof(...Object.values(records)), fc.double({ min: 0, max: 1000, noNaN: true })), {
    maxLength: 30,
  })
  .map((pairs) => {
    let now = 0;
    return pairs.map(([record, later]) => {
      now += later;
      return { ...record, time: now };
    });
  });

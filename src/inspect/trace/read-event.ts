/** The records that the events of a trace file stand for. */
import { type ActorName, machines, type TimerName, type ViolationId, violations } from '../../../machines/index.ts';
import { initialContext } from '../../engine/compiled.ts';
import { type ActorSnapshot, describeState, perActor, type StateValue } from '../../engine/engine.ts';
import { chartFacts } from '../chart-facts.ts';
import { eventType, inflateFaults } from '../event-words.ts';
import { fromHex } from '../hex.ts';
import type { Unnumbered } from '../journal.ts';
import { MOST_PAYLOAD } from '../record-writer.ts';
import type { ClosedRecord, MachineEvent } from '../records.ts';
import { actors, timers } from '../words.ts';
import { Fields, type Scalar } from './fields.ts';

const UINT32 = 0xffff_ffff;
const directions = ['in', 'out'] as const;
const roles = ['client', 'server'] as const;
const beginners = ['us', 'peer', 'transport', ''] as const;
/** More frames than a close record keeps. */
const MOST_FRAMES = 1000;
/** More levels than a state has. */
const DEEPEST_STATE = 8;

type Reader = (data: Fields, time: number) => Unnumbered;

/** By the name of the event. Each throws a `FieldError` where the data is not as README.md beside this has it. */
export const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['websocket:connection_started', readStart],
  ['websocket:handshake_request', readHead],
  ['websocket:handshake_response', readHead],
  ['websocket:opened', (data, time) => ({ kind: 'open', time, ...agreed(data) })],
  ['websocket:frame_parsed', (data, time) => readFrame(data, time, 'in')],
  ['websocket:frame_created', (data, time) => readFrame(data, time, 'out')],
  ['websocket:payload_parsed', (data, time) => readPayload(data, time, 'in')],
  ['websocket:payload_created', (data, time) => readPayload(data, time, 'out')],
  ['websocket:connection_closed', (data, time) => ({ kind: 'closed', time, record: readClosed(data) })],
  ['websocket:recording_stopped', (_, time) => ({ kind: 'detached', time })],
  ['statechart:snapshot', readSnapshot],
  ['statechart:input', readInput],
  ['statechart:message', readMessage],
  ['statechart:transition', readTransition],
  ['statechart:timer', readTimer],
  ['statechart:dropped', (data, time) => ({ kind: 'gap', time, lost: data.whole('lost', UINT32, 1) })],
]);

function readStart(data: Fields, time: number): Unnumbered {
  const limits = data.fields('input');
  const timeouts = data.fields('timeouts');
  return {
    kind: 'connection',
    time,
    id: data.whole('id'),
    role: data.oneOf('role', roles),
    label: data.text('label'),
    fromStart: data.flag('from_start'),
    ...agreed(data),
    epoch: data.number('epoch'),
    input: {
      role: limits.oneOf('role', roles),
      maxMessageSize: limits.whole('maxMessageSize'),
      maxFrameSize: limits.whole('maxFrameSize'),
      maxFragments: limits.whole('maxFragments'),
      maxQueuedPongs: limits.whole('maxQueuedPongs'),
      maxQueuedPings: limits.whole('maxQueuedPings'),
      idlePings: limits.flag('idlePings'),
    },
    timeouts: perTimer((timer) => (timeouts.get(timer) === null ? null : timeouts.number(timer, 0))),
  };
}

function agreed(data: Fields): { protocol: string; extensions: string } {
  return { protocol: data.text('protocol'), extensions: data.text('extensions') };
}

function perTimer<T>(make: (timer: TimerName) => T): Record<TimerName, T> {
  return {
    connect: make('connect'),
    opening: make('opening'),
    idle: make('idle'),
    pong: make('pong'),
    drain: make('drain'),
    close: make('close'),
  };
}

function readHead(data: Fields, time: number): Unnumbered {
  return { kind: 'handshake', time, direction: data.oneOf('direction', directions), head: data.text('head') };
}

function readFrame(data: Fields, time: number, direction: 'in' | 'out'): Unnumbered {
  const masked = data.flag('masked');
  return {
    kind: 'frame',
    time,
    direction,
    fin: data.flag('fin'),
    rsv: data.whole('rsv', 7),
    opcode: data.whole('opcode', 15),
    masked,
    maskingKey: masked ? readKey(data) : 0,
    length: data.fields('raw').whole('payload_length'),
    headerLength: readHeaderLength(data, masked),
    offset: data.whole('offset'),
  };
}

/** A length may stand in more bytes than it needs, but not in fewer (RFC 6455 §5.2). */
function readHeaderLength(data: Fields, masked: boolean): number {
  const length = data.fields('raw').whole('payload_length');
  const fixed = masked ? 6 : 2;
  const forms = [...(length < 126 ? [0] : []), ...(length <= 0xffff ? [2] : []), 8].map((bytes) => fixed + bytes);
  const given = data.whole('header_length');
  return forms.includes(given)
    ? given
    : data.fail('header_length', `${forms.join(' or ')}, as this length and mask need`);
}

function readKey(data: Fields): number {
  const bytes = fromHex(data.text('masking_key'));
  if (bytes?.length !== 4) data.fail('masking_key', 'four bytes in hexadecimal digits');
  return new DataView(bytes.buffer).getUint32(0);
}

function readPayload(data: Fields, time: number, direction: 'in' | 'out'): Unnumbered {
  const form = data.oneOf('form', ['wire', 'inflated']);
  const raw = data.fields('raw');
  const length = raw.whole('length', UINT32);
  const bytes = fromHex(raw.text('data')) ?? raw.fail('data', 'bytes in hexadecimal digits');
  if (bytes.length > length) raw.fail('data', `at most the ${length} bytes that "raw.length" says`);
  if (bytes.length > MOST_PAYLOAD) raw.fail('data', `at most ${MOST_PAYLOAD} bytes: more belongs into several events`);
  return { kind: 'payload', time, direction, form, length, bytes };
}

function readTimer(data: Fields, time: number): Unnumbered {
  const due = data.optional('due', (name) => data.number(name));
  return { kind: 'timer', time, timer: data.oneOf('timer', timers), due };
}

function readTransition(data: Fields, time: number): Unnumbered {
  const actor = data.oneOf('machine', actors);
  const { transitions } = chartFacts(actor).chart;
  return { kind: 'transition', time, actor, index: data.whole('index', transitions.length - 1) };
}

function readInput(data: Fields, time: number): Unnumbered {
  const actor = data.oneOf('machine', actors);
  return { kind: 'input', time, actor, event: readMachineEvent(actor, data), nested: data.flag('nested') };
}

function readMessage(data: Fields, time: number): Unnumbered {
  const actor = data.oneOf('to', actors);
  return { kind: 'message', time, from: data.oneOf('from', actors), actor, event: readMachineEvent(actor, data) };
}

/** The events that come with every frame are kept without the names of their fields: they have these, and no others. */
const packedEvents: Readonly<Record<string, (event: Fields) => Record<string, Scalar>>> = {
  FRAME_HEADER: (event) => ({
    fin: event.flag('fin'),
    rsv: event.whole('rsv', 7),
    opcode: event.whole('opcode', 15),
    masked: event.flag('masked'),
    length: event.whole('length'),
    minimal: event.flag('minimal'),
    oversized: event.flag('oversized'),
  }),
  PAYLOAD: (event) => ({
    length: event.whole('length'),
    badUtf8: event.flag('badUtf8'),
    openUtf8: event.flag('openUtf8'),
    inflateFault: event.oneOf('inflateFault', inflateFaults),
  }),
  SEND_MSG: (event) => ({ compressed: event.flag('compressed') }),
  BEGIN_MSG: (event) => ({ compressed: event.flag('compressed') }),
};

function readMachineEvent(actor: ActorName, data: Fields): MachineEvent {
  const event = data.fields('event');
  const type = event.text('type');
  const packed = Object.hasOwn(packedEvents, type) ? packedEvents[type] : undefined;
  const bare = eventType(actors.indexOf(actor), type).words === 0;
  if (packed === undefined && !bare) return { ...event.scalars(), type };
  const fields = packed === undefined ? {} : packed(event);
  const other = event.names().find((name) => name !== 'type' && !Object.hasOwn(fields, name));
  if (other !== undefined) event.fail(other, `a field of ${type}`);
  return { type, ...fields };
}

function readSnapshot(data: Fields, time: number): Unnumbered {
  const engine = data.oneOf('engine', ['compiled', 'interpreted']);
  const all = data.fields('machines');
  const due = data.fields('timers');
  const armed: Partial<Record<TimerName, number>> = {};
  for (const timer of timers) {
    const at = due.optional(timer, (name) => due.number(name));
    if (at !== undefined) armed[timer] = at;
  }
  return {
    kind: 'snapshot',
    time,
    engine,
    actors: perActor((name) => readMachine(name, all.fields(name))),
    timers: armed,
  };
}

function readMachine(actor: ActorName, data: Fields): ActorSnapshot {
  const value = data.get('value');
  if (!isStateOf(actor, value)) data.fail('value', `a state of ${actor}`);
  return { value, context: readContext(actor, data.fields('context')) };
}

function isStateOf(actor: ActorName, value: unknown): value is StateValue {
  if (!isStateValue(value, DEEPEST_STATE)) return false;
  const { parallel, regions } = chartFacts(actor).chart;
  if (!parallel) return regions[0]?.leaves.some(({ path }) => path === describeState(value)) === true;
  if (typeof value === 'string' || Object.keys(value).length !== regions.length) return false;
  return regions.every(({ name, leaves }) => {
    const own = Object.hasOwn(value, name) ? value[name] : undefined;
    return own !== undefined && leaves.some(({ path }) => path === describeState(own));
  });
}

function isStateValue(value: unknown, depth: number): value is StateValue {
  if (typeof value === 'string') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth === 0) return false;
  return Object.values(value).every((each) => isStateValue(each, depth - 1));
}

/** What each machine remembers, for the names and types. */
const contexts = perActor((actor) => {
  const none = { maxMessageSize: 0, maxFrameSize: 0, maxFragments: 0, maxQueuedPongs: 0, maxQueuedPings: 0 };
  return initialContext(machines[actor], { role: 'server', idlePings: false, ...none });
});

function readContext(actor: ActorName, data: Fields): Record<string, Scalar> {
  const known = contexts[actor];
  const other = data.names().find((name) => !Object.hasOwn(known, name));
  if (other !== undefined) data.fail(other, `something that ${actor} remembers`);
  for (const [name, value] of Object.entries(known)) {
    if (typeof data.get(name) !== typeof value) data.fail(name, `a ${typeof value}`);
  }
  return data.scalars();
}

function readClosed(data: Fields): ClosedRecord {
  const states = data.fields('states');
  const frames = data.list('frames');
  if (frames.length > MOST_FRAMES) data.fail('frames', `a list of at most ${MOST_FRAMES}`);
  return {
    clean: data.flag('clean'),
    code: data.whole('code', 0xffff),
    reason: data.text('reason'),
    began: data.oneOf('began', beginners),
    sent: data.optional('sent', (name) => readCloseFrame(data.fields(name))),
    received: data.optional('received', (name) => readCloseFrame(data.fields(name))),
    violation: data.optional('violation', (name) => readViolation(data.fields(name))),
    timer: data.optional('timer', (name) => data.oneOf(name, timers)),
    error: data.text('error'),
    states: perActor((name) => states.text(name)),
    bytesReceived: data.whole('bytesReceived'),
    bytesSent: data.whole('bytesSent'),
    frames: frames.map((each) => readShortFrame(new Fields(each, 'frames'))),
    duration: data.number('duration'),
    detail: data.text('detail'),
  };
}

function readCloseFrame(data: Fields): { code: number; reason: string } {
  return { code: data.whole('code', 0xffff), reason: data.text('reason') };
}

function readViolation(data: Fields): NonNullable<ClosedRecord['violation']> {
  return {
    // The keys of the table are the type.
    id: data.oneOf('id', Object.keys(violations) as ViolationId[]),
    section: data.text('section'),
    explanation: data.text('explanation'),
    machine: data.oneOf('machine', [...actors, '']),
    state: data.text('state'),
    offset: data.whole('offset', Number.MAX_SAFE_INTEGER, -1),
  };
}

function readShortFrame(data: Fields): ClosedRecord['frames'][number] {
  return {
    direction: data.oneOf('direction', directions),
    opcode: data.whole('opcode', 15),
    fin: data.flag('fin'),
    length: data.whole('length'),
  };
}

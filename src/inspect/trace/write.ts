/** Writes trace files: qlog as a sequence of JSON texts, one event per record. */
import type { ActorName, Role } from '../../../machines/index.ts';
import { chartFacts } from '../chart-facts.ts';
import { toHex } from '../hex.ts';
import type { Journal } from '../journal.ts';
import type { ConnectionRecord, InspectRecord, RecordedFrame, TransitionRecord } from '../records.ts';
import { actors } from '../words.ts';
import { chartHash, eventSchemas, fileSchema, RECORD_SEPARATOR, serializationFormat } from './schema.ts';

/** What the header of a file says of all of it. */
export interface TraceAbout {
  readonly title?: string | undefined;
  /** Undefined where both are in it, or nothing is known. */
  readonly role?: Role | undefined;
  /** The wall clock when the recorder's was 0, in milliseconds since 1970. */
  readonly epoch?: number | undefined;
}

/** Writes a file that grows: `begin` once, then the records as they come. */
export class TraceWriter {
  readonly #roles = new Map<number, Role>();

  /** The header, and the charts that the events count by. */
  begin({ title = 'wirechart', role, epoch }: TraceAbout = {}): string {
    const wallClock = epoch === undefined ? undefined : new Date(epoch);
    const known = wallClock !== undefined && !Number.isNaN(wallClock.getTime());
    const header = {
      file_schema: fileSchema,
      serialization_format: serializationFormat,
      title,
      trace: {
        common_fields: {
          time_format: 'relative_to_epoch',
          reference_time: {
            clock_type: 'monotonic',
            epoch: 'unknown',
            ...(known ? { wall_clock_time: wallClock.toISOString() } : {}),
          },
        },
        vantage_point: { type: role ?? 'unknown' },
        event_schemas: eventSchemas,
      },
    };
    const charts = actors.map((machine) => {
      const data = { machine, chart: chartHash(machine), transitions: chartFacts(machine).chart.transitions.length };
      return { time: 0, name: 'statechart:machine_registered', data };
    });
    return [header, ...charts].map((each) => framed(JSON.stringify(each))).join('');
  }

  /** One record of the connection with this number. */
  write(id: number, record: InspectRecord): string {
    if (record.kind === 'connection') this.#roles.set(id, record.role);
    const { name, data } = eventOf(record, this.#roles.get(id));
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return framed(`{"time":${JSON.stringify(record.time)},"group_id":"${id}","name":"${name}","data":${text}}`);
  }
}

/** A whole file with all connections, by their numbers. */
export function writeTrace(journals: ReadonlyMap<number, Journal>, about: TraceAbout = aboutOf(journals)): string {
  const writer = new TraceWriter();
  const parts = [writer.begin(about)];
  for (const [id, journal] of journals) {
    for (let index = 0; index < journal.length; index++) parts.push(writer.write(id, journal.record(index)));
  }
  return parts.join('');
}

function aboutOf(journals: ReadonlyMap<number, Journal>): TraceAbout {
  const heads = [...journals.values()].flatMap(({ head }) => (head === undefined ? [] : [head]));
  const [first] = heads;
  return { role: heads.every(({ role }) => role === first?.role) ? first?.role : undefined, epoch: first?.epoch };
}

function framed(json: string): string {
  return `${RECORD_SEPARATOR}${json}\n`;
}

/** An event's name, and its data: as JSON already where they are always the same. */
interface Event {
  readonly name: string;
  readonly data: object | string;
}

function eventOf(record: InspectRecord, role: Role | undefined): Event {
  switch (record.kind) {
    case 'connection':
      return { name: 'websocket:connection_started', data: startOf(record) };
    case 'handshake': {
      const { direction, head } = record;
      const asks = (role === 'client') === (direction === 'out');
      return { name: `websocket:handshake_${asks ? 'request' : 'response'}`, data: { direction, head } };
    }
    case 'open': {
      const { protocol, extensions } = record;
      return { name: 'websocket:opened', data: { protocol, extensions } };
    }
    case 'frame':
      return { name: `websocket:frame_${record.direction === 'in' ? 'parsed' : 'created'}`, data: frameOf(record) };
    case 'payload': {
      const { direction, form, length, bytes } = record;
      const name = `websocket:payload_${direction === 'in' ? 'parsed' : 'created'}`;
      return { name, data: { form, raw: { length, data: toHex(bytes) } } };
    }
    case 'closed':
      return { name: 'websocket:connection_closed', data: record.record };
    case 'detached':
      return { name: 'websocket:recording_stopped', data: {} };
    case 'snapshot': {
      const { engine, actors: machines, timers } = record;
      return { name: 'statechart:snapshot', data: { engine, machines, timers } };
    }
    case 'input': {
      const { actor: machine, event, nested } = record;
      return { name: 'statechart:input', data: { machine, event, nested } };
    }
    case 'message': {
      const { from, actor: to, event } = record;
      return { name: 'statechart:message', data: { from, to, event } };
    }
    case 'transition':
      return { name: 'statechart:transition', data: transitionOf(record) };
    case 'timer': {
      const { timer, due } = record;
      return { name: 'statechart:timer', data: { timer, due } };
    }
    case 'gap':
      return { name: 'statechart:dropped', data: { lost: record.lost } };
  }
}

function startOf({
  id,
  role,
  label,
  fromStart,
  protocol,
  extensions,
  epoch,
  input,
  timeouts,
}: ConnectionRecord): object {
  return { id, role, label, from_start: fromStart, protocol, extensions, epoch, input, timeouts };
}

function frameOf(frame: RecordedFrame): object {
  const { fin, rsv, opcode, masked, maskingKey, length, headerLength, offset } = frame;
  return {
    fin,
    rsv,
    opcode,
    masked,
    ...(masked ? { masking_key: maskingKey.toString(16).padStart(8, '0') } : {}),
    offset,
    header_length: headerLength,
    raw: { length: headerLength + length, payload_length: length },
  };
}

const transitions = new Map<ActorName, string[]>();

/** What the chart says of a transition, so that a trace speaks for itself. */
function transitionOf({ actor, index }: TransitionRecord): string {
  let texts = transitions.get(actor);
  if (texts === undefined) {
    texts = chartFacts(actor).chart.transitions.map((transition) => JSON.stringify({ machine: actor, ...transition }));
    transitions.set(actor, texts);
  }
  return texts[index] ?? JSON.stringify({ machine: actor, index });
}

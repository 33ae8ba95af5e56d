/** The rows of the sequence: who told whom what, one record each. */
import type { ActorName, TimerName } from '../../../machines/index.ts';
import { opcodeName } from '../../../src/codec/opcodes.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { chartFacts } from '../../../src/inspect/chart-facts.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import { originOf } from '../../../src/inspect/origin.ts';
import { printable } from '../../../src/inspect/printable.ts';
import type { InspectRecord } from '../../../src/inspect/records.ts';

export type Lane = 'app' | ActorName | 'wire';
export const lanes: readonly Lane[] = ['app', ...actorNames, 'wire'];

export type Row =
  | {
      readonly shape: 'arrow';
      readonly from: Lane;
      readonly to: Lane;
      readonly text: string;
      readonly tone: 'told' | 'in' | 'out' | 'outside';
      readonly isNested: boolean;
    }
  | { readonly shape: 'state'; readonly lane: Lane; readonly text: string; readonly stays: boolean }
  | { readonly shape: 'note'; readonly lane: Lane; readonly text: string; readonly isTimer: boolean }
  | { readonly shape: 'line'; readonly text: string; readonly tone: 'plain' | 'good' | 'bad' };

export const timerLanes: Readonly<Record<TimerName, ActorName>> = {
  connect: 'connection',
  opening: 'openingHandshake',
  idle: 'keepAlive',
  pong: 'keepAlive',
  drain: 'writeTurn',
  close: 'closeHandshake',
};

export function rowOf(journal: Journal, index: number): Row {
  const record = journal.record(index);
  switch (record.kind) {
    case 'input':
      return told(record);
    case 'message':
      return arrow(record.from, record.actor, record.event.type, 'told');
    case 'transition':
      return stateRow(journal, index, record);
    case 'frame':
      return frameRow(record);
    case 'handshake': {
      const text = printable(record.head.split('\r\n', 1)[0] ?? '', 80);
      return record.direction === 'in'
        ? arrow('wire', 'openingHandshake', text, 'in')
        : arrow('openingHandshake', 'wire', text, 'out');
    }
    case 'timer':
      return {
        shape: 'note',
        lane: timerLanes[record.timer],
        text:
          record.due === undefined ? `${record.timer} off` : `${record.timer} in ${seconds(record.due - record.time)}`,
        isTimer: true,
      };
    default:
      return lineOf(record);
  }
}

function lineOf(record: InspectRecord): Row {
  switch (record.kind) {
    case 'connection':
      return line(`recorded from ${record.fromStart ? 'its beginning' : 'here on'} · ${record.role}`);
    case 'open':
      return line(`open${agreed(record.protocol)}${agreed(record.extensions)}`, 'good');
    case 'closed': {
      const { clean, code } = record.record;
      return line(`${clean ? 'closed cleanly' : 'closed uncleanly'}, code ${code}`, clean ? 'good' : 'bad');
    }
    case 'gap':
      return line(`gap: ${record.lost.toLocaleString('en')} records were lost here`, 'bad');
    case 'detached':
      return line('not recorded from here on');
    default:
      return line(record.kind);
  }
}

function told({ actor, event, nested }: Extract<InspectRecord, { kind: 'input' }>): Row {
  const origin = originOf(event.type);
  const text = event.type === 'FRAME_HEADER' ? `FRAME_HEADER ${opcodeName(Number(event.opcode))}` : event.type;
  if (origin === 'timer') return { shape: 'note', lane: actor, text: event.type, isTimer: true };
  return { ...arrow(origin, actor, text, 'outside'), isNested: nested };
}

function stateRow(journal: Journal, index: number, record: Extract<InspectRecord, { kind: 'transition' }>): Row {
  const transition = chartFacts(record.actor).chart.transitions[record.index];
  const target = transition?.target;
  const actions = transition?.actions.map(({ name }) => name).join(', ') ?? '';
  if (target === undefined) return { shape: 'state', lane: record.actor, text: actions, stays: true };
  const state = journal.stateAt(record.actor, index);
  const part = state.split(' | ').find((each) => each.startsWith(target)) ?? target;
  return {
    shape: 'state',
    lane: record.actor,
    text: part.slice(chartFacts(record.actor).chart.parallel ? part.indexOf('.') + 1 : 0),
    stays: false,
  };
}

function frameRow({ direction, opcode, fin, length }: Extract<InspectRecord, { kind: 'frame' }>): Row {
  const text = `${opcodeName(opcode)} ${length} B${fin ? '' : ' …'}`;
  if (direction === 'in') return arrow('wire', 'readLoop', text, 'in');
  return arrow(opcode === 8 ? 'closeHandshake' : opcode > 8 ? 'writeTurn' : 'writeLoop', 'wire', text, 'out');
}

function arrow(from: Lane, to: Lane, text: string, tone: 'told' | 'in' | 'out' | 'outside'): Row & { shape: 'arrow' } {
  return { shape: 'arrow', from, to, text, tone, isNested: false };
}

function line(text: string, tone: 'plain' | 'good' | 'bad' = 'plain'): Row {
  return { shape: 'line', text, tone };
}

function agreed(text: string): string {
  return text === '' ? '' : ` · ${printable(text, 80)}`;
}

function seconds(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${Number((milliseconds / 1000).toFixed(1))} s`;
}

/** Why a record is there: in words and parts, for people. */
import type { ActorName } from '../../../machines/index.ts';
import { type ViolationId, violations } from '../../../machines/index.ts';
import { opcodeName } from '../../../src/codec/opcodes.ts';
import { explainClose } from '../../../src/endpoint/close-record.ts';
import { chartFacts } from '../../../src/inspect/chart-facts.ts';
import type { Journal } from '../../../src/inspect/journal.ts';
import { fieldsOf, originOf } from '../../../src/inspect/origin.ts';
import type { ClosedRecord, InspectRecord, MachineEvent } from '../../../src/inspect/records.ts';

/** Which part of the RFC a machine is about. */
export const sections: Readonly<Record<ActorName, string>> = {
  connection: 'RFC 6455 §1.2',
  openingHandshake: 'RFC 6455 §4',
  readLoop: 'RFC 6455 §5',
  writeLoop: 'RFC 6455 §5.4',
  writeTurn: 'RFC 6455 §5.5',
  closeHandshake: 'RFC 6455 §7',
  keepAlive: 'RFC 6455 §5.5.2',
};

export interface TransitionExplanation {
  readonly actor: ActorName;
  readonly from: string;
  /** Empty where it stays. */
  readonly to: string;
  /** Undefined for an eventless transition whose event is not known. */
  readonly event:
    | { readonly type: string; readonly fields: readonly [string, string][]; readonly teller: string }
    | undefined;
  readonly isEventless: boolean;
  /** Index of the event's record. */
  readonly cause: number | undefined;
  readonly guard: string;
  readonly actions: readonly string[];
  readonly section: string;
  /** Which rule was broken, if one was. */
  readonly rule: string;
}

export function explainTransition(
  journal: Journal,
  index: number,
  { actor, index: number }: Extract<InspectRecord, { kind: 'transition' }>,
): TransitionExplanation {
  const { chart } = chartFacts(actor);
  const transition = chart.transitions[number];
  const cause = journal.causeOf(index);
  const causing = cause === undefined ? undefined : journal.record(cause);
  const told = causing?.kind === 'input' || causing?.kind === 'message' ? causing : undefined;
  const broken = brokenRule(transition?.actions ?? []) ?? ruleOf(told?.event);
  const before = index === 0 ? '' : journal.stateAt(actor, index - 1);
  return {
    actor,
    from: partOf(before, transition?.source ?? ''),
    to: transition?.target === undefined ? '' : partOf(journal.stateAt(actor, index), transition.target),
    event:
      told === undefined ? undefined : { type: told.event.type, fields: fieldsOf(told.event), teller: tellerOf(told) },
    isEventless: transition?.event === '',
    cause,
    guard: transition?.guard ?? '',
    actions: (transition?.actions ?? []).map(({ name, params }) =>
      params === undefined
        ? name
        : `${name}(${Object.entries(params)
            .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
            .join(', ')})`,
    ),
    section: broken?.section ?? sections[actor],
    rule: broken === undefined ? '' : `${broken.id}: ${broken.explanation}`,
  };
}

/** The part of a parallel state that this path is in. */
function partOf(state: string, path: string): string {
  return state.split(' | ').find((part) => part === path || part.startsWith(`${path}.`)) ?? state;
}

export function tellerOf(record: Extract<InspectRecord, { kind: 'input' | 'message' }>): string {
  if (record.kind === 'message') return record.from;
  return { app: 'the application', wire: 'the wire', timer: 'a timer' }[originOf(record.event.type)];
}

function brokenRule(actions: readonly { readonly params: unknown }[]) {
  for (const { params } of actions) {
    const id = (params as { violation?: ViolationId } | undefined)?.violation;
    if (id !== undefined && violations[id] !== undefined) return { id, ...violations[id] };
  }
  return undefined;
}

function ruleOf(event: MachineEvent | undefined) {
  // Whatever a trace file says: only ids that there are mean something.
  const id = event?.violation as ViolationId | undefined;
  return id === undefined || !Object.hasOwn(violations, id) ? undefined : { id, ...violations[id] };
}

/** The end of a connection in plain words. */
export function explainEnd(record: ClosedRecord): string {
  // As text, no error is empty.
  return explainClose({ ...record, error: record.error === '' ? undefined : record.error });
}

/** One record in a line. */
export function describe(journal: Journal, index: number): string {
  const record = journal.record(index);
  switch (record.kind) {
    case 'input':
      return `${tellerOf(record)} → ${record.actor}: ${record.event.type}`;
    case 'message':
      return `${record.from} → ${record.actor}: ${record.event.type}`;
    case 'transition': {
      const { from, to } = explainTransition(journal, index, record);
      return to === '' ? `${record.actor} stays in ${from}` : `${record.actor}: ${from} → ${to}`;
    }
    case 'frame':
      return `${record.direction === 'in' ? '← in' : '→ out'} ${opcodeName(record.opcode)}, ${record.length} B${record.fin ? '' : ', more follows'}`;
    case 'timer':
      return record.due === undefined
        ? `timer ${record.timer} is off`
        : `timer ${record.timer} is due in ${((record.due - record.time) / 1000).toFixed(3)} s`;
    case 'payload':
      return `payload ${record.direction}, ${record.length} B${record.form === 'inflated' ? ' inflated' : ''}`;
    case 'handshake':
      return `opening handshake, ${record.direction === 'in' ? 'received' : 'sent'}`;
    case 'gap':
      return `${record.lost} records were lost here`;
    case 'connection':
      return 'recorded from here on';
    case 'snapshot':
      return `snapshot of all machines, ${record.engine} engine`;
    case 'open':
      return 'the connection is open';
    case 'closed':
      return 'the connection is over';
    case 'detached':
      return 'not recorded from here on';
  }
}

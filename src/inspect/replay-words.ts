/** What a replay expected and found, in plain words. */
import type { ActorName, TimerName } from '../../machines/index.ts';
import { type ActorSnapshot, describeState } from '../engine/engine.ts';
import { chartFacts } from './chart-facts.ts';
import { printable } from './printable.ts';
import type { InspectRecord, MachineEvent } from './records.ts';

export function transitionInWords(actor: ActorName, index: number): string {
  const transition = chartFacts(actor).chart.transitions[index];
  if (transition === undefined) return `${actor} takes transition ${index}, which it does not have`;
  const { source, event, guard, target } = transition;
  const on = event === '' ? 'at once' : `on ${event}`;
  const where = source === '' ? 'any state' : source;
  return `${actor} takes transition ${index}: ${where} ${on}${guard === undefined ? '' : ` [${guard}]`} → ${target ?? 'stays'}`;
}

export function eventInWords({ type, ...fields }: MachineEvent): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return printable(pairs.length === 0 ? type : `${type} { ${pairs.join(', ')} }`, 300);
}

export function messageInWords(from: ActorName, to: ActorName, event: MachineEvent): string {
  return `${from} tells ${to} ${eventInWords(event)}`;
}

export function timerInWords(timer: TimerName, due: number | undefined): string {
  return due === undefined ? `the timer ${timer} is cancelled` : `the timer ${timer} is armed for ${moment(due)}`;
}

/** A record that a replay has to do with. */
export function recordInWords(record: InspectRecord): string {
  switch (record.kind) {
    case 'input': {
      const whence = record.nested ? 'from inside an effect' : 'from outside';
      return `${record.actor} is told ${eventInWords(record.event)} ${whence}`;
    }
    case 'message':
      return messageInWords(record.from, record.actor, record.event);
    case 'transition':
      return transitionInWords(record.actor, record.index);
    case 'timer':
      return timerInWords(record.timer, record.due);
    case 'snapshot':
      return 'all machines are at rest';
    default:
      return `a record of kind ${record.kind}`;
  }
}

export function moment(time: number): string {
  return `${time.toFixed(3)} ms`;
}

/** Two sides of a difference. */
interface Sides {
  readonly expected: string;
  readonly found: string;
}

/** Undefined where a machine is where it should be, and remembers what it should. */
export function machineDifference(actor: ActorName, wanted: ActorSnapshot, is: ActorSnapshot): Sides | undefined {
  const [expected, found] = [describeState(wanted.value), describeState(is.value)];
  if (expected !== found) return { expected: `${actor} is in ${expected}`, found: `${actor} is in ${found}` };
  const name = Object.keys(wanted.context).find((each) => !Object.is(is.context[each], wanted.context[each]));
  if (name === undefined) return undefined;
  const words = ({ context }: ActorSnapshot) => `${actor} remembers ${name} = ${JSON.stringify(context[name])}`;
  return { expected: words(wanted), found: words(is) };
}

/** Timers are due at whole milliseconds. */
export function timerDifference(
  timer: TimerName,
  wanted: number | undefined,
  is: number | undefined,
): Sides | undefined {
  const whole = (due: number | undefined) => (due === undefined ? undefined : Math.ceil(due));
  if (whole(wanted) === whole(is)) return undefined;
  const words = (due: number | undefined) =>
    due === undefined ? `the timer ${timer} is not armed` : timerInWords(timer, due);
  return { expected: words(wanted), found: words(is) };
}

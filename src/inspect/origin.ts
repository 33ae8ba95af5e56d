/** Who tells the machines an event from outside: the wire, the application, or a timer. */
import type { InspectRecord } from './records.ts';

export type Origin = 'app' | 'wire' | 'timer';

const fromWire = new Set([
  'RESPONSE',
  'REQUEST',
  'TRANSPORT_READY',
  'TRANSPORT_ENDED',
  'FRAME_HEADER',
  'PAYLOAD',
  'CONTROL_FRAME',
  'ACTIVITY',
  'BLOCKED',
  'DRAINED',
]);

export function originOf(type: string): Origin {
  if (type.startsWith('TIMER_')) return 'timer';
  return fromWire.has(type) ? 'wire' : 'app';
}

/** An event's fields as `name=value`, without its type. */
export function fieldsOf(event: Extract<InspectRecord, { kind: 'input' | 'message' }>['event']): [string, string][] {
  return Object.entries(event)
    .filter(([name]) => name !== 'type')
    .map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]);
}

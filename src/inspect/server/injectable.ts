/**
 * The events that whoever looks at a machine may send it, read from JSON that anybody may have written. An event that lacks
 * what it should carry would end the process; one that goes with bytes, which only the endpoint has, could hang it.
 */
import { type ActorEvents, type ActorName, machines, type ViolationId, violations } from '../../../machines/index.ts';
import { isSendableCloseCode } from '../../codec/close-payload.ts';
import { Fields } from '../trace/fields.ts';

type Event<Name extends ActorName> = ActorEvents[Name];

/** Events that tell of bytes, read or to be written. */
const withBytes = {
  openingHandshake: ['REQUEST', 'RESPONSE'],
  readLoop: ['FRAME_HEADER', 'PAYLOAD', 'CONTROL_FRAME'],
  writeLoop: ['SEND_MSG', 'BEGIN_MSG', 'SEND_FRAME', 'BEGIN_FRAME', 'FRAME_DATA', 'END_FRAME', 'END_MSG'],
} as const satisfies { readonly [Name in ActorName]?: readonly Event<Name>['type'][] };

type WithBytes<Name> = Name extends keyof typeof withBytes ? (typeof withBytes)[Name][number] : never;

/** Types of the other events that are more than a type. */
type Carrying<E extends { type: string }> = E extends unknown ? (keyof E extends 'type' ? never : E['type']) : never;

/** What they carry. The type sees to it that none is missing. */
type Readers = {
  readonly [Name in ActorName as [Exclude<Carrying<Event<Name>>, WithBytes<Name>>] extends [never] ? never : Name]: {
    readonly [Type in Exclude<Carrying<Event<Name>>, WithBytes<Name>>]: (
      event: Fields,
    ) => Omit<Extract<Event<Name>, { type: Type }>, 'type'>;
  };
};

const readCompression = (event: Fields) => ({ compression: event.flag('compression') });
const readCode = (event: Fields) => {
  const code = event.whole('code');
  return code === 1005 || isSendableCloseCode(code) ? { code } : event.fail('code', 'a close code, or 1005 for none');
};
const readViolation = (event: Fields) => ({
  // The keys of the table are the type.
  violation: event.oneOf('violation', Object.keys(violations) as ViolationId[]),
});

const readers: Readers = {
  connection: {
    OPENED: readCompression,
    CLOSED: (event) => ({ clean: event.flag('clean') }),
    ABORT: readViolation,
  },
  openingHandshake: { ACCEPT: readCompression, ABORT: readViolation },
  readLoop: { OPENED: readCompression },
  closeHandshake: {
    CLOSE: (event) => ({ ...readCode(event), writesWaiting: event.flag('writesWaiting') }),
    PEER_CLOSE: readCode,
    FAIL: (event) => ({ ...readViolation(event), ...readCode(event) }),
    ABORT: readViolation,
  },
};

/** An event with all that its type carries, and nothing else. */
export interface Injectable {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** @throws {FieldError} naming what is wrong with it */
export function readInjectable(actor: ActorName, event: unknown): Injectable {
  const fields = new Fields(event);
  const type = fields.oneOf('type', injectableOf(actor));
  const own = (readers as Partial<Record<ActorName, Record<string, (event: Fields) => object>>>)[actor] ?? {};
  const carried = Object.hasOwn(own, type) ? (own[type]?.(fields) ?? {}) : {};
  const other = fields.names().find((name) => name !== 'type' && !Object.hasOwn(carried, name));
  if (other !== undefined) fields.fail(other, `a field of ${type}`);
  return { type, ...carried };
}

/** Types of the events that an actor may be sent. */
export function injectableOf(actor: ActorName): string[] {
  const left: readonly string[] = (withBytes as Partial<Record<ActorName, readonly string[]>>)[actor] ?? [];
  return (machines[actor].events as string[]).filter((type) => !left.includes(type));
}

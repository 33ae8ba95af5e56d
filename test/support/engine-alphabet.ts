/**
 * Concrete events for every event that a machine's chart names. What an event carries is varied around a harmless one:
 * each field alone, and every two fields together, so that guards meet in every order.
 */
import type { EventObject } from 'xstate';
import {
  type ActorEvents,
  type ActorName,
  type ConnectionInput,
  type ControlFrameRead,
  type FrameHeaderRead,
  machines,
  type PayloadRead,
  type RequestFacts,
  type ResponseFacts,
} from '../../machines/index.ts';
import { nodesOf } from '../../src/engine/chart.ts';

export const inputs: readonly ConnectionInput[] = (['server', 'client'] as const).flatMap((role) =>
  [true, false].map((idlePings) => ({
    role,
    idlePings,
    maxMessageSize: role === 'server' ? 2 : 1,
    maxFrameSize: role === 'server' ? 3 : 2,
    maxFragments: 2,
    maxQueuedPongs: 1,
    maxQueuedPings: 2,
  })),
);

/** An event that no machine knows. */
export const stranger = { type: 'STRANGER' };

/** Event types of a chart, in document order. */
export function eventTypesOf(name: ActorName): string[] {
  return [...new Set(nodesOf(machines[name].root).flatMap((node) => [...node.transitions.keys()] as string[]))];
}

type Alphabet = ReadonlyMap<string, readonly EventObject[]>;

/** Per event type what may be sent; the first ones of each are harmless. Events are frozen: nobody may write into them. */
export function alphabetOf(name: ActorName, input: ConnectionInput): Alphabet {
  const carrying = distinct((variants[name]?.(input) ?? []) as EventObject[]);
  const alphabet = new Map<string, EventObject[]>();
  for (const type of eventTypesOf(name)) {
    const known = carrying.filter((event) => event.type === type);
    alphabet.set(
      type,
      (known.length > 0 ? known : [{ type }]).map((event) => Object.freeze(event)),
    );
  }
  return alphabet;
}

const variants: {
  readonly [Name in ActorName]?: (input: ConnectionInput) => ActorEvents[Name][];
} = {
  connection: () => [
    { type: 'OPENED', compression: false },
    { type: 'OPENED', compression: true },
    { type: 'CLOSED', clean: true },
    { type: 'CLOSED', clean: false },
    { type: 'ABORT', violation: 'aborted' },
    { type: 'ABORT', violation: 'transport-error' },
  ],
  openingHandshake: () => [
    ...around(
      {
        type: 'RESPONSE',
        fault: '',
        http11: true,
        status: 101,
        upgradeWebSocket: true,
        connectionUpgrade: true,
        accept: 'right',
        protocol: 'none',
        extensions: 'none',
      } as ResponseFacts,
      {
        fault: ['head-too-large', 'too-many-headers', 'malformed-head'],
        http11: [false],
        status: [100, 200],
        upgradeWebSocket: [false],
        connectionUpgrade: [false],
        accept: ['missing', 'wrong'],
        protocol: ['offered', 'not-offered'],
        extensions: ['agreed', 'not-offered', 'bad-parameters', 'malformed'],
      },
    ),
    ...around(
      {
        type: 'REQUEST',
        fault: '',
        http11: true,
        get: true,
        host: true,
        upgradeWebSocket: true,
        connectionUpgrade: true,
        key: 'valid',
        version: 'supported',
        protocols: 'none',
        extensions: 'none',
      } as RequestFacts,
      {
        fault: ['head-too-large', 'too-many-headers', 'malformed-head'],
        http11: [false],
        get: [false],
        host: [false],
        upgradeWebSocket: [false],
        connectionUpgrade: [false],
        key: ['missing', 'malformed'],
        version: ['missing', 'unsupported'],
        protocols: ['listed', 'malformed'],
        extensions: ['listed', 'malformed'],
      },
    ),
    { type: 'ACCEPT', compression: false },
    { type: 'ACCEPT', compression: true },
    { type: 'ABORT', violation: 'aborted' },
  ],
  readLoop: ({ role }) => [
    { type: 'OPENED', compression: false },
    { type: 'OPENED', compression: true },
    // A whole message, the first frame of one that goes on (compressed or not), and how it goes on; RSV1 beside RSV2.
    ...[
      { fin: true, opcode: 1, length: 1 },
      { fin: false, opcode: 1, length: 1 },
      { fin: false, opcode: 1, length: 1, rsv: 4 },
      { fin: false, opcode: 0, length: 0 },
      { fin: false, opcode: 0, length: 1 },
      { fin: false, opcode: 0, length: 2 },
      { fin: true, opcode: 0, length: 1 },
      { fin: true, opcode: 9, length: 1 },
      { fin: true, opcode: 1, length: 1, rsv: 6 },
    ].map(
      (fields): FrameHeaderRead => ({
        type: 'FRAME_HEADER',
        rsv: 0,
        masked: role === 'server',
        minimal: true,
        oversized: false,
        ...fields,
      }),
    ),
    ...around(
      {
        type: 'FRAME_HEADER',
        fin: true,
        rsv: 0,
        opcode: 1,
        masked: role === 'server',
        length: 1,
        minimal: true,
        oversized: false,
      } as FrameHeaderRead,
      {
        fin: [false],
        rsv: [4],
        opcode: [0, 2, 3, 8, 9, 11],
        masked: [role !== 'server'],
        length: [0, 2, 3, 126],
        minimal: [false],
        oversized: [true],
      },
    ),
    ...around({ type: 'PAYLOAD', length: 1, badUtf8: false, openUtf8: false, inflateFault: '' } as PayloadRead, {
      length: [0, 2],
      badUtf8: [true],
      openUtf8: [true],
      inflateFault: ['bad-data', 'too-large'],
    }),
    ...[9, 8, 10].flatMap((opcode) =>
      around(
        { type: 'CONTROL_FRAME', opcode, answersLastPing: false, closeCode: 1000, closeFault: '' } as ControlFrameRead,
        {
          answersLastPing: [true],
          closeCode: [1005],
          closeFault: ['bad-close-size', 'bad-close-code', 'bad-close-reason'],
        },
      ),
    ),
  ],
  writeLoop: () => [
    ...[false, true].flatMap((compressed) => [
      { type: 'SEND_MSG', compressed } as const,
      { type: 'BEGIN_MSG', compressed } as const,
    ]),
    { type: 'SEND_FRAME', fin: false },
    { type: 'SEND_FRAME', fin: true },
    ...around({ type: 'BEGIN_FRAME', length: 1, fin: true } as const, { length: [0, 2], fin: [false] }),
    ...[1, 0, 2, 3].map((length) => ({ type: 'FRAME_DATA', length }) as const),
  ],
  closeHandshake: () => [
    ...around({ type: 'CLOSE', code: 1000, writesWaiting: false } as const, { code: [1005], writesWaiting: [true] }),
    { type: 'PEER_CLOSE', code: 1000 },
    { type: 'PEER_CLOSE', code: 1005 },
    { type: 'FAIL', violation: 'bad-utf8', code: 1007 },
    { type: 'FAIL', violation: 'bad-opcode', code: 1002 },
    { type: 'ABORT', violation: 'aborted' },
    { type: 'ABORT', violation: 'pong-timeout' },
  ],
};

/** The event itself, then all that differ from it in one field, then in two. */
function around<E extends EventObject>(
  event: E,
  others: { readonly [Field in keyof E]?: readonly Widened<E[Field]>[] },
): E[] {
  const changes = Object.entries(others).flatMap(([field, values]) =>
    (values as readonly unknown[]).map((value) => ({ field, value })),
  );
  const single = changes.map(({ field, value }) => ({ ...event, [field]: value }));
  const double = changes.flatMap((first, index) =>
    changes
      .slice(index + 1)
      .filter((second) => second.field !== first.field)
      .map((second) => ({ ...event, [first.field]: first.value, [second.field]: second.value })),
  );
  return [event, ...single, ...double];
}

type Widened<T> = T extends boolean ? boolean : T extends number ? number : T;

function distinct(events: readonly EventObject[]): EventObject[] {
  const key = (event: EventObject) => JSON.stringify(Object.entries(event).sort());
  return [...new Map(events.map((event) => [key(event), event])).values()];
}

/** Opcodes 3 to 7 and 11 to 15 are reserved. */
import type { CaseGroup, FrameToSend, Payload, Step } from '../model.ts';
import {
  chopped,
  exactly,
  gotText,
  group,
  octetwise,
  ping,
  send,
  subjectFails,
  text,
  thenFails,
  type UnnumberedCase,
} from './parts.ts';

const greeting = 'Hello, opcodes!';
const base = { section: 'RFC 6455 §5.2', close: subjectFails(1002) } as const;

function alone(opcode: number, payload: Payload = ''): UnnumberedCase {
  return {
    ...base,
    description: `A frame with the reserved opcode ${opcode}${payload === '' ? '' : ' and a payload'}.`,
    expectation: `The connection fails with 1002: nobody knows what opcode ${opcode} means.`,
    script: [send({ opcode, payload })],
    outcomes: exactly(),
  };
}

/** A good message, then a frame with a reserved opcode, then a ping that must not be answered any more. */
function behind(opcode: number, payload: Payload, how = '', write: (...frames: FrameToSend[]) => Step = send) {
  return {
    ...base,
    description: `A text message, then a frame with the reserved opcode ${opcode}${
      payload === '' ? '' : ' and a payload'
    }, then a ping${how}.`,
    expectation: `The message comes back. Then the connection fails with 1002: nobody knows what opcode ${opcode} means. No pong comes back.`,
    script: [write(text(greeting), { opcode, payload }, ping())],
    outcomes: thenFails(gotText(greeting)),
  } satisfies UnnumberedCase;
}

/** The five reserved opcodes from `first` on. */
function five(first: number): UnnumberedCase[] {
  return [
    alone(first),
    alone(first + 1, 'What am I?'),
    behind(first + 2, ''),
    behind(first + 3, greeting),
    behind(first + 4, greeting, ', written octet by octet', (...frames) => chopped(octetwise, ...frames)),
  ];
}

export const opcodes: readonly CaseGroup[] = [
  group('4.1', 'Opcodes: reserved for data frames', five(3)),
  group('4.2', 'Opcodes: reserved for control frames', five(11)),
];

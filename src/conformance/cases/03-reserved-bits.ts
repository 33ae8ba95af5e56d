/** RSV1 to RSV3 mean nothing unless an extension gave them a meaning. */
import type { CaseGroup, FrameToSend, Step } from '../model.ts';
import {
  binary,
  chopped,
  close,
  exactly,
  gotText,
  group,
  hex,
  octetwise,
  ping,
  send,
  sendEach,
  subjectFails,
  text,
  thenFails,
  type UnnumberedCase,
} from './parts.ts';

const greeting = 'Hello, bits!';
const rule = 'a reserved bit is set, and no extension gives it a meaning.';

const base = { section: 'RFC 6455 §5.2', close: subjectFails(1002) } as const;

/** One frame with reserved bits, and nothing else. */
function alone(description: string, frame: FrameToSend): UnnumberedCase {
  return {
    ...base,
    description,
    expectation: `The connection fails with 1002: ${rule}`,
    script: [send(frame)],
    outcomes: exactly(),
  };
}

/** A good message, then the same with reserved bits, then a ping that must not be answered any more. */
function behind(rsv: number, bits: string, how: string, write: (...frames: FrameToSend[]) => Step[]): UnnumberedCase {
  return {
    ...base,
    description: `A text message, then another one with ${bits} set, then a ping${how}.`,
    expectation: `The first message comes back. Then the connection fails with 1002: ${rule} No pong comes back.`,
    script: write(text(greeting), text(greeting, { rsv }), ping()),
    outcomes: thenFails(gotText(greeting)),
  };
}

export const reservedBits: readonly CaseGroup[] = [
  group('3', 'Reserved bits', [
    alone('A text message with RSV3 set.', text(greeting, { rsv: 1 })),
    behind(2, 'RSV2', '', (...frames) => [send(...frames)]),
    behind(3, 'RSV2 and RSV3', ', each in a write of its own', sendEach),
    behind(4, 'RSV1', ', written octet by octet', (...frames) => [chopped(octetwise, ...frames)]),
    alone('A binary message with RSV1 and RSV3 set.', binary(hex('00fffefdfcfb00ff'), { rsv: 5 })),
    // A binary message here as there, for all that the list of cases speaks of a ping.
    alone('A binary message with RSV1 and RSV2 set.', binary(greeting, { rsv: 6 })),
    alone('A close frame with all reserved bits set.', close(undefined, '', { rsv: 7 })),
  ]),
];

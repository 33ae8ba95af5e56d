/** Messages of one frame, around every border of the payload length's three forms. */
import type { CaseGroup, Expected, FrameToSend, Pace, Payload } from '../model.ts';
import {
  binary,
  chopped,
  closesCleanly,
  exactly,
  gotBinary,
  gotText,
  group,
  repeat,
  text,
  type UnnumberedCase,
  weClose,
} from './parts.ts';

/** What is the same for all messages of a type. */
interface Kind {
  readonly name: string;
  readonly filling: string | Uint8Array;
  readonly frame: (payload: Payload) => FrameToSend;
  readonly echo: (payload: Payload) => Expected;
}

const textKind: Kind = { name: 'text', filling: '*', frame: text, echo: gotText };
const binaryKind: Kind = { name: 'binary', filling: Uint8Array.of(0xfe), frame: binary, echo: gotBinary };

/** 125 is the last length in the first octet, 65,535 the last in two octets more. */
const sizes = [0, 125, 126, 127, 128, 65_535, 65_536];

/** As many octets per write as no border of the frame is a multiple of. */
const odd: Pace = { chop: 997 };

function whole({ name, filling, frame, echo }: Kind, size: number, pace: Pace = {}): UnnumberedCase {
  const payload = repeat(filling, size);
  const cut = pace.chop === undefined ? '' : `, written in pieces of ${pace.chop} octets`;
  return {
    description: `A ${name} message of ${size.toLocaleString('en')} octets in one frame${cut}.`,
    expectation: `The message comes back as it went. ${closesCleanly}`,
    section: 'RFC 6455 §5.2',
    script: [chopped(pace, frame(payload))],
    outcomes: exactly(echo(payload)),
    close: weClose(),
  };
}

function every(kind: Kind): UnnumberedCase[] {
  return [...sizes.map((size) => whole(kind, size)), whole(kind, 65_536, odd)];
}

export const framing: readonly CaseGroup[] = [
  group('1.1', 'Framing: text messages', every(textKind)),
  group('1.2', 'Framing: binary messages', every(binaryKind)),
];

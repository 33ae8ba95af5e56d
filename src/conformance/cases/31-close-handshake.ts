/**
 * Generated from the close handshake: what comes before our close frame, what follows it, and what follows a frame that
 * fails the connection, in both orders.
 */
import type { CaseGroup } from '../model.ts';
import { caseOf } from '../paths-cases.ts';
import type { Letter } from '../paths-frames.ts';
import type { Bind } from '../paths-rehearsal.ts';
import { close, continuation, group, hex, ping, pong, text, type UnnumberedCase, unfinished } from './parts.ts';

const section = 'RFC 6455 §5.5.1';

function letter(name: string, frame: Letter['frame']): Letter {
  return { name, frame, section };
}

const message = letter('a text message', text('whole'));
const first = letter('the first frame of a text message', text('first,', unfinished));
const last = letter('a last continuation frame', continuation('last'));
const anyPing = letter('a ping', ping('Are you there?'));
const anyPong = letter('a pong that nobody asked for', pong());
const ourClose = letter('a close frame with 1000', close(1000));
const otherClose = letter('a close frame with 1001', close(1001));
const emptyClose = letter('an empty close frame', close());
const unknown = letter('a frame with the reserved opcode 3', { opcode: 3 });
const notUtf8 = letter('a text message that is not UTF-8', text(hex('ff')));
const brokenClose = letter('a close frame of one octet', close(undefined, hex('03')));
const badCode = letter('a close frame with 1006', close(1006));

const before: readonly (readonly Letter[])[] = [
  [message],
  [anyPing],
  [anyPong],
  [first],
  [first, anyPing],
  [anyPing, first, last],
];
const after: readonly Letter[] = [message, first, last, anyPing, anyPong, otherClose, emptyClose, unknown, notUtf8];
const failing: readonly Letter[] = [unknown, last, notUtf8, brokenClose, badCode];

type Path = readonly Letter[];

/** The orders in which the frames come; `around` and `crossing` have one frame on either side. */
const paths: readonly (readonly [title: string, paths: readonly Path[]])[] = [
  ['our close frame, and what is sent before it', before.map((some) => [...some, ourClose])],
  ['our close frame, and what is sent after it', after.map((one) => [ourClose, one])],
  [
    'our close frame between others',
    before.flatMap((some) => [message, last, anyPing, otherClose, unknown].map((one) => [...some, ourClose, one])),
  ],
  ['other close frames, answered', [otherClose, emptyClose].map((one) => [first, one, anyPing])],
  [
    'a frame that fails the connection, and what is sent after it',
    failing.flatMap((bad) => [message, anyPing, ourClose, emptyClose, unknown].map((one) => [bad, one])),
  ],
  [
    'a frame that fails the connection, with others before it and a close frame after it',
    before.flatMap((some) => [unknown, brokenClose].map((bad) => [...some, bad, ourClose])),
  ],
];

function pathCase(letters: Path, bind: Bind | undefined): UnnumberedCase {
  return caseOf({ letters, from: 0, chart: 'closeHandshake', section, bind });
}

export function closeHandshakeGroups(bind?: Bind): CaseGroup[] {
  return paths.map(([title, own], index) =>
    group(
      `31.${index + 1}`,
      `Close handshake: ${title}`,
      own.map((letters) => pathCase(letters, bind)),
    ),
  );
}

export const closeHandshakePaths: readonly CaseGroup[] = closeHandshakeGroups();

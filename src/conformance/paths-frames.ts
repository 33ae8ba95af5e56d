/** The alphabet that paths through the machines are spelled with: frames, good and broken, each with a name. */
import { binary, close, continuation, hex, ping, pong, repeat, text, unfinished } from './cases/parts.ts';
import type { FrameToSend, Side } from './model.ts';

export interface Letter {
  /** What it is, as part of a sentence: "an empty ping". */
  readonly name: string;
  readonly frame: FrameToSend;
  /** Where the rule about it stands; a rule that is broken names its own place. */
  readonly section: string;
  /** It is written octet by octet. */
  readonly octetwise?: boolean;
  /** Whom it can be sent to; both by default. */
  readonly side?: Side;
}

const whole = 'RFC 6455 §5.6';
const parts = 'RFC 6455 §5.4';
const encoding = 'RFC 6455 §8.1';
const header = 'RFC 6455 §5.2';
const masking = 'RFC 6455 §5.1';
const pings = 'RFC 6455 §5.5.2';
const pongs = 'RFC 6455 §5.5.3';
const closing = 'RFC 6455 §5.5.1';
const control = 'RFC 6455 §5.5';

function letter(name: string, section: string, frame: FrameToSend, more: Partial<Letter> = {}): Letter {
  return { name, frame, section, ...more };
}

/** E2 82 AC is the euro sign. */
const [euroBegins, euroEnds] = [hex('61e282'), hex('ac62')];

/** What shows that a subject is between two messages, and goes on. */
export const wholeMessage = letter('a text message', whole, text('whole'));
/** Ends any message that may end here. */
export const finalFrame = letter('an empty last continuation frame', parts, continuation());

const dataFrames: readonly Letter[] = [
  wholeMessage,
  letter('an empty text message', whole, text()),
  letter('a binary message', whole, binary(hex('00ff80'))),
  letter('the first frame of a text message', parts, text('first,', unfinished)),
  letter('an empty first frame of a text message', parts, text('', unfinished)),
  letter('the first frame of a text message, which ends within a code point', encoding, text(euroBegins, unfinished)),
  letter('the first frame of a binary message', parts, binary(hex('00ff80'), unfinished)),
  letter('a continuation frame', parts, continuation('middle,', unfinished)),
  letter('an empty continuation frame', parts, continuation('', unfinished)),
  letter('a continuation frame that ends within a code point', encoding, continuation(euroBegins, unfinished)),
  letter('a last continuation frame', parts, continuation('last')),
  finalFrame,
  letter('a last continuation frame that begins with the last octet of a code point', encoding, continuation(euroEnds)),
  letter('a text message, written octet by octet', whole, text('bit by bit'), { octetwise: true }),
  letter('a last continuation frame, written octet by octet', parts, continuation('and bit'), { octetwise: true }),
];

const badText: readonly Letter[] = [
  letter('a text message with an octet that UTF-8 never has', encoding, text(hex('61ff62'))),
  letter('a text message that ends within a code point', encoding, text(euroBegins)),
  letter(
    'the first frame of a text message with an octet that UTF-8 never has',
    encoding,
    text(hex('61ff'), unfinished),
  ),
  letter('a continuation frame with an octet that UTF-8 never has', encoding, continuation(hex('61ff'), unfinished)),
];

const controlFrames: readonly Letter[] = [
  letter('an empty ping', pings, ping()),
  letter('a ping with a payload', pings, ping('Are you there?')),
  letter('a ping of 125 octets', pings, ping(repeat(hex('fe'), 125))),
  letter('a ping, written octet by octet', pings, ping('bit by bit'), { octetwise: true }),
  letter('an empty pong', pongs, pong()),
  letter('a pong that nobody asked for', pongs, pong('Here I am.')),
  letter('a close frame with 1000', closing, close(1000)),
  letter('an empty close frame', closing, close()),
  letter('a close frame with 4999 and a reason', closing, close(4999, 'Ade, κόσμε!')),
  letter('a close frame, written octet by octet', closing, close(1001, 'bit by bit'), { octetwise: true }),
];

const badControlFrames: readonly Letter[] = [
  letter('a close frame of one octet', closing, close(undefined, hex('03'))),
  letter('a close frame with 1005', closing, close(1005)),
  letter('a close frame whose reason is not UTF-8', closing, close(1000, hex('61ff'))),
  letter('a ping with FIN unset', control, ping('part', unfinished)),
  letter('a pong with FIN unset', control, pong('part', unfinished)),
  letter('a close frame with FIN unset', control, close(1000, '', unfinished)),
  letter('a ping of 126 octets', control, ping(repeat('*', 126))),
  letter('a pong of 126 octets', control, pong(repeat('*', 126))),
  letter('a close frame of 126 octets', control, close(1000, '*'.repeat(124))),
];

const badHeaders: readonly Letter[] = [
  letter('a text message with RSV1 set', header, text('whole', { rsv: 4 })),
  letter('a text message with RSV2 set', header, text('whole', { rsv: 2 })),
  letter('a last continuation frame with RSV1 set', header, continuation('last', { rsv: 4 })),
  letter('a ping with RSV1 set', header, ping('', { rsv: 4 })),
  letter('a ping with RSV3 set', header, ping('', { rsv: 1 })),
  letter('a frame with the reserved opcode 3', header, { opcode: 3, payload: 'what?' }),
  letter('a frame with the reserved opcode 7 and FIN unset', header, { opcode: 7, fin: false }),
  letter('a frame with the reserved opcode 11', header, { opcode: 11 }),
  letter('a frame with the reserved opcode 15', header, { opcode: 15, payload: 'what?' }),
  letter('a text message whose length of 5 octets takes two octets more', header, text('whole', { lengthOctets: 2 })),
  letter('a text message whose length of 5 octets takes eight octets more', header, text('whole', { lengthOctets: 8 })),
  letter(
    'a last continuation frame whose length of 4 octets takes two octets more',
    header,
    continuation('last', { lengthOctets: 2 }),
  ),
  letter('an empty ping whose length takes two octets more', header, ping('', { lengthOctets: 2 })),
  letter('a binary message whose length has its top bit set', header, binary('', { declaredLength: 2n ** 63n })),
  letter(
    'a last continuation frame whose length has its top bit set',
    header,
    continuation('', { declaredLength: 2n ** 63n }),
  ),
];

/** A server has to refuse frames without a mask, a client those with one. */
const badMasks: readonly Letter[] = [
  ...(['server', 'client'] as const).flatMap((side) => {
    const masked = side === 'client';
    const how = masked ? 'that is masked' : 'that is not masked';
    return [
      letter(`a text message ${how}`, masking, text('whole', { masked }), { side }),
      letter(`a last continuation frame ${how}`, masking, continuation('last', { masked }), { side }),
      letter(`a ping ${how}`, masking, ping('', { masked }), { side }),
      letter(`a close frame ${how}`, masking, close(1000, '', { masked }), { side }),
    ];
  }),
];

/** In this order they are tried, and numbered: new ones go to the end. */
export const alphabet: readonly Letter[] = [
  ...dataFrames,
  ...badText,
  ...controlFrames,
  ...badControlFrames,
  ...badHeaders,
  ...badMasks,
];

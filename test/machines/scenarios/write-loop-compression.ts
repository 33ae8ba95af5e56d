/** Compressed messages as the writer sends them: RSV1 marks the first frame, whichever it is, and no other. */
import type { WriteLoopEvent } from '../../../machines/index.ts';
import type { Scenario, Step } from '../../support/scenario.ts';
import { wantWrite } from './steps.ts';

const section = 'RFC 7692 §6';
const begin = 'deflating';
const granted = 'writeTurn.grant op_wr';

const withTurn = (event: WriteLoopEvent): Step[] => [wantWrite, ['writeLoop', event]];
const sends = (compressed: boolean): Step[] => withTurn({ type: 'SEND_MSG', compressed });
const begins = (compressed: boolean): Step => ['writeLoop', { type: 'BEGIN_MSG', compressed }];
const frame = (fin: boolean): Step[] => withTurn({ type: 'SEND_FRAME', fin });
const streamed = (fin: boolean): Step[] => withTurn({ type: 'BEGIN_FRAME', length: 10, fin });
const ends = withTurn({ type: 'END_MSG' });
const data: Step = ['writeLoop', { type: 'FRAME_DATA', length: 10 }];

const [began, message] = ['writeLoop.beginMessage', 'writeLoop.writeMessage'];
const [first, later] = ['writeLoop.writeFrame true', 'writeLoop.writeFrame false'];
const [firstStreamed, laterStreamed] = ['writeLoop.writeFrameHeader true', 'writeLoop.writeFrameHeader false'];
const [onlyLast, last] = ['writeLoop.writeLastFrame true', 'writeLoop.writeLastFrame false'];
const piece = 'writeLoop.writeFrameData';

const marked = { wr_rsv1: true };
const unmarked = { wr_rsv1: false };
const betweenFrames = { writeLoop: 'IN_MSG.betweenFrames' };

const whole: readonly Scenario[] = [
  {
    rule: 'a message that is sent whole is one frame, marked if it is compressed',
    section,
    begin,
    events: sends(true),
    expect: { effects: [granted, `${message} true`] },
  },
  {
    rule: 'a message may be sent plain, though compression was agreed on',
    section,
    begin,
    events: sends(false),
    expect: { effects: [granted, `${message} false`] },
  },
  {
    rule: 'each message that is sent whole says for itself whether it is compressed',
    section,
    begin,
    events: [...sends(true), ...sends(false), ...sends(true)],
    expect: { effects: [granted, `${message} true`, granted, `${message} false`, granted, `${message} true`] },
  },
];

const ofFrames: readonly Scenario[] = [
  {
    rule: 'a compressed message that has begun will mark its first frame',
    section,
    begin,
    events: [begins(true)],
    expect: { effects: [began], states: { writeLoop: 'MSG_BEGIN' }, contexts: { writeLoop: marked } },
  },
  {
    rule: 'a plain message that has begun will mark none',
    section,
    begin,
    events: [begins(false), ...frame(false)],
    expect: {
      effects: [began, granted, first],
      states: betweenFrames,
      contexts: { writeLoop: unmarked },
      seen: [[first, unmarked]],
    },
  },
  {
    rule: 'the first frame of a compressed message is marked, the later ones are not',
    section,
    begin,
    events: [begins(true), ...frame(false), ...frame(false), ...frame(true)],
    expect: {
      effects: [began, granted, first, granted, later, granted, later],
      contexts: { writeLoop: unmarked },
      seen: [
        [first, marked],
        [later, unmarked],
        [later, unmarked],
      ],
    },
  },
  {
    rule: 'the first frame is marked, though it be the last',
    section,
    begin,
    events: [begins(true), ...frame(true)],
    expect: { effects: [began, granted, first], contexts: { writeLoop: unmarked }, seen: [[first, marked]] },
  },
  {
    rule: 'the empty frame that ends a compressed message is not marked',
    section,
    begin,
    events: [begins(true), ...frame(false), ...ends],
    expect: {
      effects: [began, granted, first, granted, last],
      seen: [
        [first, marked],
        [last, unmarked],
      ],
    },
  },
  {
    rule: 'a compressed message without frames is one frame, and marked',
    section: 'RFC 7692 §7.2.3.6',
    begin,
    events: [begins(true), ...ends],
    expect: { effects: [began, granted, onlyLast], contexts: { writeLoop: unmarked }, seen: [[onlyLast, marked]] },
  },
  {
    rule: 'a streamed frame is marked if it is the first, and not while its pieces leave',
    section,
    begin,
    events: [begins(true), ...streamed(false), data, ...streamed(true)],
    expect: {
      effects: [began, granted, firstStreamed, piece, granted, laterStreamed],
      states: { writeLoop: 'IN_MSG.inFrame', writeTurn: 'held.byFrame' },
      contexts: { writeLoop: unmarked },
      seen: [
        [firstStreamed, marked],
        [piece, unmarked],
        [laterStreamed, unmarked],
      ],
    },
  },
];

/** However a compressed message has ended, the plain one after it is not marked. */
const after: readonly Scenario[] = Object.entries({
  'of one frame': { events: frame(true), effects: [granted, first] },
  'of several frames': { events: [...frame(false), ...frame(true)], effects: [granted, first, granted, later] },
  'without frames': { events: ends, effects: [granted, onlyLast] },
  'of a streamed frame': { events: [...streamed(true), data], effects: [granted, firstStreamed, piece] },
}).map(
  ([kind, { events, effects }]): Scenario => ({
    rule: `after a compressed message ${kind}, a plain one begins without a mark`,
    section,
    begin,
    events: [begins(true), ...events, begins(false)],
    expect: {
      effects: [began, ...effects, began],
      states: { writeLoop: 'MSG_BEGIN' },
      contexts: { writeLoop: unmarked },
      seen: [
        [began, marked],
        [began, unmarked],
      ],
    },
  }),
);

export const writeCompressionScenarios: readonly Scenario[] = [...whole, ...ofFrames, ...after];

import { expect, test } from 'vitest';
import {
  chopped,
  close,
  exactly,
  gotPong,
  group,
  hex,
  octetwise,
  ping,
  refusesOurClose,
  send,
  sendEach,
  subjectFails,
  text,
  thenFails,
  unfinished,
  weClose,
} from '../../../src/conformance/cases/parts.ts';

const pingCase = {
  description: 'A ping.',
  expectation: 'A pong.',
  section: 'RFC 6455 §5.5.2',
  script: [send(ping('here'))],
  outcomes: exactly(gotPong('here')),
  close: weClose(),
};

test('cases of a group are numbered from 1 on', () => {
  expect(group('8.4', 'Some', [pingCase, pingCase]).cases.map(({ id }) => id)).toEqual(['8.4.1', '8.4.2']);
});

test('a close frame holds a code and a reason, or nothing', () => {
  expect(close().payload).toEqual(Uint8Array.of());
  expect(close(1000).payload).toEqual(Uint8Array.of(0x03, 0xe8));
  expect(close(65_535, 'é').payload).toEqual(Uint8Array.of(0xff, 0xff, 0xc3, 0xa9));
  expect(close(undefined, hex('61')).payload).toEqual(Uint8Array.of(0x61));
});

test('what is otherwise than it should be is said of the frame', () => {
  expect(text('part', unfinished)).toEqual({ opcode: 1, payload: 'part', fin: false });
  expect(ping('', { rsv: 4, masked: false })).toEqual({ opcode: 9, payload: '', rsv: 4, masked: false });
});

test('frames go in one write, each in its own, or in pieces', () => {
  const frames = [text('one'), ping()];
  expect(send(...frames)).toEqual({ do: 'frames', frames });
  expect(sendEach(...frames)).toEqual([send(text('one')), send(ping())]);
  expect(chopped(octetwise, ...frames)).toEqual({ do: 'frames', frames, chop: 1 });
});

test('an answer may be lost when the connection fails', () => {
  expect(thenFails(gotPong()).map(({ behavior, events }) => [behavior, events.length])).toEqual([
    ['pass', 1],
    ['acceptable', 0],
  ]);
});

test('a close frame may come without a code; who ends, and how, is as the RFC has it', () => {
  expect(weClose()).toEqual({ by: 'us', codes: [1000, 1005], clean: true });
  expect(weClose(1000, 3000)).toEqual({ by: 'us', codes: [1000, 3000, 1005], clean: true });
  expect(refusesOurClose(1002)).toEqual({ by: 'us', codes: [1002, 1005], clean: false });
  expect(subjectFails(1007)).toEqual({ by: 'subject', codes: [1007, 1005], clean: false });
});

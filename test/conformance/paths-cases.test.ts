import { expect, test } from 'vitest';
import { continuation, hex, ping, text, unfinished } from '../../src/conformance/cases/parts.ts';
import { caseOf } from '../../src/conformance/paths-cases.ts';
import { alphabet, type Letter } from '../../src/conformance/paths-frames.ts';

const section = 'RFC 6455 §5.4';

function letter(name: string): Letter {
  const found = alphabet.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no letter ${name}`);
  return found;
}

function path(...names: readonly string[]) {
  return caseOf({ letters: names.map(letter), from: 0, chart: 'readLoop', section });
}

const message = 'a text message';
const closing = 'a close frame with 1000';
const reserved = 'a frame with the reserved opcode 3';

test('a case says what is sent, what comes of it and along which arrows', () => {
  expect(path('an empty ping', message)).toMatchObject({
    description: 'An empty ping, then a text message.',
    expectation: expect.stringMatching(
      /^A pong, then a text message come back\. .* In readLoop: .*NONE\.control on CONTROL_FRAME if isPing to message\.NONE\.header; /,
    ),
    section,
    script: [{ do: 'frames', frames: [ping(), text('whole')] }],
    outcomes: [{ behavior: 'pass', events: [{ kind: 'pong' }, { kind: 'message', type: 'text' }] }],
    close: { by: 'us', codes: [1000, 1005], clean: true },
  });
});

test('only the arrows of the frames in question are named', () => {
  const letters = ['the first frame of a text message', 'an empty ping', 'a last continuation frame'].map(letter);
  const { expectation } = caseOf({ letters, from: 1, to: 2, chart: 'readLoop', section });
  expect(expectation).toContain('IN_MSG.control on CONTROL_FRAME if isPing');
  expect(expectation).not.toContain('PAYLOAD');
});

test('frames that follow each other are written at once, unless one goes octet by octet', () => {
  const names = ['the first frame of a text message', 'a ping, written octet by octet', 'a last continuation frame'];
  expect(path(...names, message).script).toEqual([
    { do: 'frames', frames: [text('first,', unfinished)] },
    { do: 'frames', frames: [ping('bit by bit')], chop: 1 },
    { do: 'await', events: 1 },
    { do: 'mark', name: 'the message goes on' },
    { do: 'frames', frames: [continuation('last'), text('whole')] },
  ]);
});

test('a ping is answered while the message is under way; later is acceptable, out of order is not', () => {
  const { outcomes, expectation } = path(
    'the first frame of a text message',
    'an empty ping',
    'a last continuation frame',
    message,
  );
  expect(outcomes.map(({ behavior, events }) => [behavior, ...events.map(({ kind }) => kind)])).toEqual([
    ['pass', 'pong', 'mark', 'message', 'message'],
    ['acceptable', 'mark', 'pong', 'message', 'message'],
  ]);
  expect(expectation).toContain('The pong is awaited before the message goes on.');
  expect(path('an empty ping', message).outcomes).toHaveLength(1);
});

test('a broken rule names its section, and the code of its violation', () => {
  const broken = path(reserved);
  expect(broken).toMatchObject({
    section: 'RFC 6455 §5.2',
    close: { by: 'subject', codes: [1002, 1005], clean: false },
  });
  expect(broken.expectation).toMatch(/^The connection fails with 1002\. The opcode is reserved/);
});

test('what was owed when the connection was closed may be lost, each by itself', () => {
  const { outcomes } = path('an empty ping', message, reserved);
  expect(outcomes.map(({ behavior, events }) => [behavior, ...events.map(({ kind }) => kind)])).toEqual([
    ['pass', 'pong', 'message'],
    ['acceptable', 'pong'],
    ['acceptable', 'message'],
    ['acceptable'],
  ]);
});

test('who ends the connection depends on what came first', () => {
  expect(path(reserved, closing).close).toEqual({ by: 'either', codes: [1002, 1005], clean: false });
  expect(path(closing, reserved).close).toEqual({ by: 'us', codes: [1000, 1005], clean: true });
  expect(path('a close frame with 1005').close).toEqual({ by: 'us', codes: [1002, 1005], clean: false });
  expect(path('a close frame with 4999 and a reason').close).toEqual({
    by: 'us',
    codes: [1000, 4999, 1005],
    clean: true,
  });
});

test('a letter for one side makes a case for it', () => {
  expect(path('a text message that is masked')).toMatchObject({ side: 'client', section: 'RFC 6455 §5.1' });
  expect(path('a text message that is not masked')).toMatchObject({ side: 'server' });
  expect(path(message)).not.toHaveProperty('side');
});

test('a lenient reading is acceptable where it goes on, and its code is right where it fails', () => {
  const long = letter('a text message whose length of 5 octets takes two octets more');
  const goesOn = caseOf({ letters: [long], from: 0, chart: 'readLoop', section, lenient: [letter(message)] });
  expect(goesOn.outcomes.map(({ behavior, events }) => [behavior, events.length])).toEqual([
    ['pass', 0],
    ['acceptable', 1],
  ]);
  expect(goesOn.close).toEqual({ by: 'either', codes: [1002, 1000, 1005], clean: false });
  const bad: Letter = { name: 'no UTF-8', section, frame: text(hex('ff')) };
  const fails = caseOf({ letters: [long], from: 0, chart: 'readLoop', section, lenient: [bad] });
  expect(fails.outcomes).toHaveLength(1);
  expect(fails.close).toEqual({ by: 'subject', codes: [1002, 1007, 1005], clean: false });
});

import { describe, expect, test } from 'vitest';
import { checkHandlers, type DefaultHandlers, type Handlers } from '../../src/endpoint/levels.ts';
import { framesOut, give, openServer, type Side } from '../support/wire.ts';

const frames = ['text "Hel"', 'fin ping "p"', 'continuation ""', 'fin continuation "lo"', 'fin binary ""'];

/** The frames above, and what the handlers noted of them, whole and byte by byte. */
function noted(make: (note: (text: string) => void, defaults: () => DefaultHandlers) => Handlers<Side>): string[] {
  const notes: string[] = [];
  const side: Side = openServer({
    handlers: make(
      (text) => notes.push(text),
      () => side.endpoint.levels,
    ),
  });
  give(side, ...frames);
  expect(framesOut(side)).toEqual(['fin pong "p"']);
  return notes;
}

type Note = (text: string) => void;

const message = (note: Note): Handlers<Side> => ({
  message: (_, got) => note(`message ${typeof got === 'string' ? JSON.stringify(got) : got.length}`),
});
const text = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString());
const messages = (note: Note, on?: () => DefaultHandlers): Handlers<Side> => ({
  messageBegin: (_, type) => {
    note(`messageBegin ${type}`);
    on?.().messageBegin(type);
  },
  messageFrame: (_, payload) => {
    note(`messageFrame ${text(payload)}`);
    on?.().messageFrame(payload);
  },
  messageEnd: () => {
    note('messageEnd');
    on?.().messageEnd();
  },
});
const data = (note: Note, on?: () => DefaultHandlers): Handlers<Side> => ({
  frameBegin: (_, frame) => {
    note(`frameBegin ${frame.type}${frame.first ? ' first' : ''}${frame.last ? ' last' : ''} ${frame.length}`);
    on?.().frameBegin(frame);
  },
  frameData: (_, bytes) => {
    note(`frameData ${text(bytes)}`);
    on?.().frameData(bytes);
  },
  frameEnd: () => {
    note('frameEnd');
    on?.().frameEnd();
  },
});

const level1 = ['message "Hello"', 'message 0'];
const level2 = [
  'messageBegin text',
  'messageFrame "Hel"',
  'messageFrame ""',
  'messageFrame "lo"',
  'messageEnd',
  'messageBegin binary',
  'messageFrame ""',
  'messageEnd',
];
const level3 = [
  'frameBegin text first 3',
  'frameData "Hel"',
  'frameEnd',
  'frameBegin text 0',
  'frameEnd',
  'frameBegin text last 2',
  'frameData "lo"',
  'frameEnd',
  'frameBegin binary first last 0',
  'frameEnd',
];

describe('each level', () => {
  test('1: messages', () => expect(noted(message)).toEqual(level1));
  test('2: messages of frames', () => expect(noted((note) => messages(note))).toEqual(level2));
  test('3: frames as their data arrives', () => expect(noted((note) => data(note))).toEqual(level3));
  test('none: everything is read, and pings are answered', () => expect(noted(() => ({}))).toEqual([]));
});

describe('a level taken over', () => {
  test('2: level 1 falls silent', () => {
    expect(noted((note) => ({ ...message(note), ...messages(note) }))).toEqual(level2);
  });

  test('3: levels 1 and 2 fall silent', () => {
    expect(noted((note) => ({ ...message(note), ...messages(note), ...data(note) }))).toEqual(level3);
  });

  test('2, calling the default on: level 1 speaks again', () => {
    const all = noted((note, defaults) => ({ ...message(note), ...messages(note, defaults) }));
    expect(all.filter((line) => !line.startsWith('message '))).toEqual(level2);
    expect(all.filter((line) => line.startsWith('message '))).toEqual(level1);
    expect(all.indexOf('message "Hello"')).toBe(all.indexOf('messageEnd') + 1);
  });

  test('3, calling the default on: level 1 speaks again', () => {
    const all = noted((note, defaults) => ({ ...message(note), ...data(note, defaults) }));
    expect(all.filter((line) => line.startsWith('frame'))).toEqual(level3);
    expect(all.filter((line) => line.startsWith('message '))).toEqual(level1);
  });

  test('3 and 2, calling the defaults on: all three speak', () => {
    const all = noted((note, on) => ({ ...message(note), ...messages(note, on), ...data(note, on) }));
    expect(all.filter((line) => line.startsWith('frame'))).toEqual(level3);
    expect(all.filter((line) => /^message[A-Z]/.test(line))).toEqual(level2);
    expect(all.filter((line) => line.startsWith('message '))).toEqual(level1);
  });

  test('3, calling the default on only for some frames: the message is made of those', () => {
    const notes: string[] = [];
    let taken = false;
    const side: Side = openServer({
      handlers: {
        ...message((line) => notes.push(line)),
        frameBegin: (_, frame) => {
          taken = frame.length !== 2;
          if (taken) side.endpoint.levels.frameBegin(frame);
        },
        frameData: (_, bytes) => void (taken && side.endpoint.levels.frameData(bytes)),
        frameEnd: () => void (taken && side.endpoint.levels.frameEnd()),
      },
    });
    give(side, 'text "one"', 'continuation "--"', 'fin continuation "three"');
    expect(notes).toEqual(['message "onethree"']);
  });

  test('3: data comes as it arrives, before its frame is complete', () => {
    const notes: string[] = [];
    const side = openServer({ handlers: data((line) => notes.push(line)) });
    side.endpoint.receive(Uint8Array.of(0x82, 0x83, 0, 0, 0, 0, 65));
    expect(notes).toEqual(['frameBegin binary first last 3', 'frameData "A"']);
    side.endpoint.receive(Uint8Array.of(66, 67));
    expect(notes.slice(2)).toEqual(['frameData "BC"', 'frameEnd']);
  });
});

describe('checkHandlers', () => {
  const nothing = () => {};

  test.each([
    [{ messageBegin: nothing }, /messageFrame, messageEnd missing/],
    [{ messageBegin: nothing, messageEnd: nothing }, /messageFrame missing/],
    [{ frameData: nothing }, /frameBegin, frameEnd missing/],
    [{ frameBegin: nothing, frameEnd: nothing, message: nothing }, /frameData missing/],
  ])('a level taken over in part is refused: %#', (handlers, explanation) => {
    expect(() => checkHandlers(handlers)).toThrow(TypeError);
    expect(() => checkHandlers(handlers)).toThrow(explanation);
  });

  test('what is no function is refused by name', () => {
    expect(() => checkHandlers({ message: 'x' } as never)).toThrow(new TypeError('message must be a function'));
  });

  test('whole levels are taken', () => {
    expect(() => checkHandlers({ ...messages(nothing), ...data(nothing), ...message(nothing) })).not.toThrow();
    expect(() => checkHandlers({ open: nothing, message: undefined as never })).not.toThrow();
  });
});

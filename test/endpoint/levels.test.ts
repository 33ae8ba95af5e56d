import { describe, expect, test } from 'vitest';
import { checkHandlers, type DefaultHandlers, type FrameInfo, type Handlers } from '../../src/endpoint/levels.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { against, compressed, usual } from '../support/deflate-engines.ts';
import { deflateServer, extensionOf } from '../support/deflate-sides.ts';
import { encodeFrame } from '../support/vector-frames.ts';
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

describe('compressed messages', () => {
  const first = Buffer.from('Grüße, 世界 🦊 '.repeat(300));
  const second = Buffer.from('x'.repeat(70_000));

  /** Notes what was given, and keeps it, as a handler may. */
  function keeper(level: 2 | 3, said: string[], kept: Uint8Array[]): Handlers<Side> {
    const end = () => void said.push('end');
    const keep = (_: Side, bytes: Uint8Array) => void kept.push(bytes);
    if (level === 2) return { messageBegin: (_, type) => void said.push(type), messageFrame: keep, messageEnd: end };
    const frameBegin = (_: Side, { type, first: begins, last, compressed }: FrameInfo) => {
      said.push(`${type}${begins ? ' first' : ''}${last ? ' last' : ''}${compressed ? ' compressed' : ''}`);
    };
    return { frameBegin, frameData: keep, frameEnd: end };
  }

  test.each([2, 3] as const)('level %i: all of it arrives, and may be kept', (level) => {
    const extension = extensionOf('server', { takeover: false, peerTakeover: false });
    // Two connections by turns, each with handlers of its own, whose streams and memory are the same.
    const sides = [0, 1].map(() => {
      const said: string[] = [];
      const kept: Uint8Array[] = [];
      const server = deflateServer(undefined, { extension, options: { handlers: keeper(level, said, kept) } });
      return { server, said, kept };
    });
    const deflater = nativeZlib.createDeflater(usual);
    const messages = [first, second, Buffer.from('short'), first].map((bytes) => {
      const data = compressed(deflater, bytes);
      deflater.reset();
      return data;
    });
    for (const data of messages) {
      for (let at = 0; at < data.length; at += 40) {
        const payload = data.subarray(at, at + 40);
        const fin = at + 40 >= data.length;
        for (const { server } of sides) {
          const key = Uint8Array.of(1, 2, 3, 4);
          const rsv = at === 0 ? 4 : 0;
          server.endpoint.receive(
            encodeFrame({ fin, rsv, opcode: at === 0 ? 1 : 0, key, lengthForm: undefined, payload }),
          );
        }
      }
    }
    const whole = Buffer.concat([first, second, Buffer.from('short'), first]);
    for (const { said, kept } of sides) {
      expect(against(Buffer.concat(kept), whole)).toBe('as sent');
      for (const bytes of kept) expect(bytes.constructor).toBe(Uint8Array);
      const begun = level === 2 ? 'text' : 'text first compressed';
      expect(said[0]).toBe(begun);
      expect(said.filter((line) => line.includes('first')).length).toBe(level === 2 ? 0 : messages.length);
      expect(said.filter((line) => line === 'end').length).toBeGreaterThanOrEqual(messages.length);
      expect(said.at(-1)).toBe('end');
    }
  });

  test.each([2, 3] as const)('level %i: bad UTF-8 is found in what a frame inflates to', (level) => {
    const said: string[] = [];
    const kept: Uint8Array[] = [];
    const server = deflateServer(undefined, { options: { handlers: keeper(level, said, kept) } });
    const data = compressed(nativeZlib.createDeflater(usual), Buffer.from([0x61, 0xf0, 0x9f, 0x61]));
    for (const [index, byte] of [...data].entries()) {
      const fin = index === data.length - 1 ? 'fin ' : '';
      const hex = byte.toString(16).padStart(2, '0');
      give(server, `${fin}${index === 0 ? 'rsv1 text' : 'continuation'} ${hex}`);
    }
    expect(framesOut(server)[0]).toMatch(/^fin close 03ef/);
    expect(Buffer.concat(kept).length).toBeLessThan(4);
    server.endpoint.transportEnded();
    expect(server.records[0]?.violation?.id).toBe('bad-utf8');
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

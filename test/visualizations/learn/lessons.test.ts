/** Every lesson is solved by a script of presses, and not by doing nothing, nor by the wrong thing. */
import { describe, expect, it } from 'vitest';
import { type Lesson, startOf, type Verdict, verdictOf } from '../../../visualizations/learn/lesson.ts';
import { lessons } from '../../../visualizations/learn/lessons/index.ts';
import { obstacle } from '../../../visualizations/learn/obstacles.ts';
import type { Press } from '../../../visualizations/learn/presses.ts';
import type { Amount } from '../../../visualizations/learn/wire.ts';
import { readUnits } from '../../../visualizations/learn/wire-units.ts';
import type { World } from '../../../visualizations/learn/world.ts';

type Role = 'client' | 'server';
/** The label of a button, with its side where two are called alike, or something done to the wire. */
type Step = string | Press | ((world: World) => Press);

const deliverAll: Press = { do: 'deliverAll' };

function deliver(from: Role, amount: Amount = 'piece'): Press {
  return { do: 'deliver', from, amount };
}

/** Flips bits of a byte of the last frame in flight. @param at counts from the frame's first byte */
function flip(from: Role, at: number, bits: number): Step {
  return (world) => {
    const { bytes } = world.side(from).line;
    const start = readUnits(bytes).at(-1)?.start ?? 0;
    return { do: 'edit', from, at: start + at, value: (bytes[start + at] ?? 0) ^ bits };
  };
}

/** Alters the character behind this text in the server's answer. */
function alterBehind(text: string): Step {
  return ({ server }) => {
    const at = new TextDecoder('latin1').decode(server.line.bytes).indexOf(text) + text.length;
    const before = server.line.bytes[at];
    return { do: 'edit', from: 'server', at, value: before === 0x41 ? 0x42 : 0x41 };
  };
}

interface Script {
  readonly id: string;
  readonly solution: readonly Step[];
  /** Which goals are reached after each step of it. */
  readonly reached: readonly string[];
  readonly wrong: readonly (readonly [
    what: string,
    verdict: Exclude<Verdict, 'solved'>,
    why: string,
    steps: readonly Step[],
  ])[];
}

const scripts: readonly Script[] = [
  {
    id: 'opening',
    solution: [
      'Connect',
      { do: 'cut', from: 'client', at: 20 },
      deliver('client'),
      deliver('client'),
      deliver('server'),
    ],
    reached: ['x--', 'x--', 'x--', 'xx-', 'xxx'],
    wrong: [
      ['in one piece', 'failed', 'in one piece', ['Connect', deliverAll]],
      ['only half of the request', 'open', '', ['Connect', { do: 'cut', from: 'client', at: 20 }, deliver('client')]],
    ],
  },
  {
    id: 'proof',
    solution: [alterBehind('Sec-WebSocket-Accept: '), deliverAll],
    reached: ['x-', 'xx'],
    wrong: [
      ['nothing altered', 'failed', 'found nothing wrong', [deliverAll]],
      ['another header altered', 'failed', 'upgrade-not-websocket', [alterBehind('Upgrade: '), deliverAll]],
      [
        'two bytes altered',
        'failed',
        '2 bytes',
        [alterBehind('Sec-WebSocket-Accept: '), alterBehind('Sec-WebSocket-Accept: A'), deliverAll],
      ],
    ],
  },
  {
    id: 'first-frame',
    solution: ['Send “Hello”', ...Array.from({ length: 6 }, () => deliver('client', 'byte')), deliver('client')],
    reached: ['x--', 'x--', 'x--', 'x--', 'x--', 'x--', 'xx-', 'xxx'],
    wrong: [
      ['in one piece', 'open', '', ['Send “Hello”', deliver('client')]],
      ['only the header', 'open', '', ['Send “Hello”', ...Array.from({ length: 6 }, () => deliver('client', 'byte'))]],
      ['from the other side', 'open', '', [{ do: 'send', side: 'server', payload: 'Hello' }, deliverAll]],
    ],
  },
  {
    id: 'masking',
    solution: ['Send “Hello”', deliverAll, 'Send “Hello”', flip('client', 6, 0x02), deliverAll],
    reached: ['--', '--', 'x-', 'x-', 'xx'],
    wrong: [
      [
        'a byte of the key',
        'open',
        '',
        ['Send “Hello”', deliverAll, 'Send “Hello”', flip('client', 2, 0x02), deliverAll],
      ],
      ['once only', 'open', '', ['Send “Hello”', flip('client', 6, 0x02), deliverAll]],
      [
        'no text any more, as soon as it is found',
        'failed',
        'is closing',
        ['Send “Hello”', flip('client', 6, 0x80), deliver('client')],
      ],
      ['no text any more', 'failed', 'bad-utf8', ['Send “Hello”', flip('client', 6, 0x80), deliverAll]],
    ],
  },
  {
    id: 'fragments',
    solution: ['Begin a text message', 'Frame “To be, ”', 'Frame “or not ”', 'Last frame “to be”', deliverAll],
    reached: ['---', 'x--', 'xx-', 'xx-', 'xxx'],
    wrong: [
      ['messages of one frame', 'open', '', ['Send “To be”', 'Send “To be”', 'Send “To be”', deliverAll]],
      ['two frames', 'open', '', ['Begin a text message', 'Frame “To be, ”', 'Last frame “to be”', deliverAll]],
      ['not arrived', 'open', '', ['Begin a text message', 'Frame “To be, ”', 'Frame “or not ”', 'Last frame “to be”']],
    ],
  },
  {
    id: 'ping-in-the-middle',
    solution: ['client: Ping', deliver('client'), deliver('server'), 'Last frame “lo”', deliverAll],
    reached: ['---', 'x--', 'xx-', 'xx-', 'xxx'],
    wrong: [
      ['a ping behind the message', 'failed', 'The message is over', ['Last frame “lo”', 'client: Ping', deliverAll]],
      [
        'a ping of the server’s',
        'failed',
        'The message is over',
        ['server: Ping', deliverAll, 'Last frame “lo”', deliverAll],
      ],
      ['the message left open', 'open', '', ['client: Ping', deliverAll]],
    ],
  },
  {
    id: 'write-turn',
    solution: [
      'Begin a binary message',
      'Begin a frame of 12 bytes',
      'Write 4 bytes of it',
      'Ping',
      'Write 4 bytes of it',
      'Write 4 bytes of it',
      deliver('client', 'all'),
      deliverAll,
    ],
    reached: ['----', '----', '----', 'x---', 'x---', 'xx--', 'xxx-', 'xxxx'],
    wrong: [
      [
        'a ping before the frame',
        'open',
        '',
        [
          'Begin a binary message',
          'Ping',
          'Begin a frame of 12 bytes',
          'Write 4 bytes of it',
          'Write 4 bytes of it',
          'Write 4 bytes of it',
          deliverAll,
        ],
      ],
      ['the frame left open', 'open', '', ['Begin a binary message', 'Begin a frame of 12 bytes', 'Ping', deliverAll]],
    ],
  },
  {
    id: 'utf8-across-frames',
    solution: ['Begin a text message', 'Frame e2 82', deliverAll, 'Last frame ac 35', deliverAll],
    reached: ['--', '--', 'x-', 'x-', 'xx'],
    wrong: [
      ['cut between characters', 'open', '', ['Begin a text message', 'Frame e2 82 ac', 'Last frame 35', deliverAll]],
      [
        'a character that is not finished',
        'failed',
        'bad-utf8',
        ['Begin a text message', 'Frame e2 82', 'Last frame 35', deliverAll],
      ],
      ['the end not arrived', 'open', '', ['Begin a text message', 'Frame e2 82', deliverAll, 'Last frame ac 35']],
    ],
  },
  {
    id: 'broken-text',
    solution: ['Send “Grüße”', flip('client', 6, 0x80), deliver('client'), deliverAll],
    reached: ['---', 'x--', 'xx-', 'xxx'],
    wrong: [
      ['a bit of the opcode', 'failed', '1002', ['Send “Grüße”', flip('client', 0, 0x02), deliverAll]],
      [
        'two bytes',
        'failed',
        '2 bytes',
        ['Send “Grüße”', flip('client', 6, 0x80), flip('client', 7, 0x80), deliverAll],
      ],
      ['other text, but text', 'open', '', ['Send “Grüße”', flip('client', 6, 0x02), deliverAll]],
      ['not seen to the end', 'open', '', ['Send “Grüße”', flip('client', 6, 0x80), deliver('client')]],
    ],
  },
  {
    id: 'protocol-error',
    solution: ['Send “Hello”', flip('client', 0, 0x40), deliver('client'), deliverAll],
    reached: ['---', 'x--', 'xx-', 'xxx'],
    wrong: [
      ['a bit of the text', 'failed', '1007', ['Send “Hello”', flip('client', 6, 0x80), deliverAll]],
      ['two bits', 'failed', '2 bits', ['Send “Hello”', flip('client', 0, 0x60), deliverAll]],
      [
        'of the server’s pong',
        'failed',
        'it should be the server',
        ['Ping', deliver('client'), flip('server', 0, 0x40), deliverAll],
      ],
      ['a bit that breaks nothing', 'open', '', ['Send “Hello”', flip('client', 2, 0x01), deliverAll]],
    ],
  },
  {
    id: 'close-by-client',
    solution: ['Close with 1000', deliver('client'), deliver('server'), deliver('server'), deliver('client')],
    reached: ['x--', 'xx-', 'xx-', 'xx-', 'xxx'],
    wrong: [
      ['by the server', 'failed', 'it should be the client', ['Close with 1001', deliverAll]],
      ['without a word', 'failed', 'not cleanly', ['client: Terminate', deliverAll]],
      [
        'cut off before the answer',
        'failed',
        'not cleanly',
        ['Close with 1000', deliver('client'), 'client: Terminate'],
      ],
      ['not seen to the end', 'open', '', ['Close with 1000', deliver('client'), deliver('server')]],
    ],
  },
  {
    id: 'close-by-server',
    solution: [
      'Send “one more thing”',
      'Close with 1001',
      deliver('client'),
      deliver('server'),
      deliver('client'),
      deliverAll,
    ],
    reached: ['----', 'x---', 'xx--', 'xxx-', 'xxx-', 'xxxx'],
    wrong: [
      [
        'the message first',
        'failed',
        'no message arrived',
        ['Send “one more thing”', deliverAll, 'Close with 1001', deliverAll],
      ],
      ['by the client', 'failed', 'it should be the server', ['Send “one more thing”', 'Close with 1000', deliverAll]],
      [
        'terminated behind it',
        'failed',
        'not cleanly',
        ['Send “one more thing”', 'Close with 1001', deliver('client'), 'Terminate'],
      ],
    ],
  },
  {
    id: 'crossing-closes',
    solution: [
      'Close with 1000',
      'Close with 1001',
      deliver('client'),
      deliver('server'),
      deliver('server'),
      deliverAll,
    ],
    reached: ['---', 'x--', 'x--', 'xx-', 'xx-', 'xxx'],
    wrong: [
      ['one after the other', 'failed', 'did not cross', ['Close with 1000', deliverAll]],
      ['not seen to the end', 'open', '', ['Close with 1000', 'Close with 1001', deliver('client')]],
      ['cut off', 'failed', 'not cleanly', ['Close with 1000', 'Close with 1001', 'client: Terminate']],
    ],
  },
  {
    id: 'backpressure',
    solution: ['Pause reading', ...Array.from({ length: 4 }, () => 'Send 16 bytes'), 'Resume reading', deliverAll],
    reached: ['x---', 'x---', 'x---', 'xx--', 'xxx-', 'xxx-', 'xxxx'],
    wrong: [
      ['not paused', 'open', '', [...Array.from({ length: 4 }, () => 'Send 16 bytes'), deliverAll]],
      ['too little to block', 'open', '', ['Pause reading', 'Send 16 bytes', 'Resume reading', deliverAll]],
      ['left blocked', 'open', '', ['Pause reading', ...Array.from({ length: 4 }, () => 'Send 16 bytes')]],
      [
        'waited too long',
        'failed',
        'over',
        ['Pause reading', ...Array.from({ length: 4 }, () => 'Send 16 bytes'), { do: 'wait', time: 61_000 }],
      ],
    ],
  },
  {
    id: 'lost-peer',
    solution: [{ do: 'unplug' }, { do: 'timer' }, { do: 'timer' }],
    reached: ['x--', 'xx-', 'xxx'],
    wrong: [
      ['reset instead', 'failed', 'both sides were told', [{ do: 'reset' }]],
      ['only the first silence', 'open', '', [{ do: 'unplug' }, { do: 'timer' }]],
      ['a quiet peer that is there', 'open', '', [{ do: 'timer' }, deliverAll, { do: 'timer' }, deliverAll]],
      ['bytes that nobody lets arrive', 'failed', 'plugged in', [{ do: 'timer' }, { do: 'timer' }]],
      ['closed meanwhile', 'failed', 'close-timeout', [{ do: 'unplug' }, 'Close with 1000', { do: 'timer' }]],
    ],
  },
];

function scriptOf(id: string): Script {
  const found = scripts.find((script) => script.id === id);
  if (found === undefined) throw new Error(`${id} has no script`);
  return found;
}

function pressOf(lesson: Lesson, world: World, step: Step): Press {
  if (typeof step === 'function') return step(world);
  if (typeof step !== 'string') return step;
  const found = lesson.controls.find(
    ({ label, press }) => step === label || ('side' in press && step === `${press.side}: ${label}`),
  );
  if (found === undefined) throw new Error(`${lesson.id} has no button ${step}`);
  return found.press;
}

function play(lesson: Lesson, steps: readonly Step[]): World {
  const world = startOf(lesson);
  for (const step of steps) {
    const press = pressOf(lesson, world, step);
    // An answer may have nothing left to arrive: that is no mistake of the script's.
    const why = press.do === 'deliverAll' && obstacle(world, press) !== undefined ? undefined : world.press(press);
    if (why !== undefined) throw new Error(`${JSON.stringify(press)}: ${why}`);
  }
  return world;
}

describe.each(lessons.map((lesson) => [lesson.id, lesson] as const))('lesson %s', (id, lesson) => {
  const script = scriptOf(id);

  it('is not solved at its beginning', () => {
    const progress = lesson.check(startOf(lesson));
    expect(verdictOf(progress)).toBe('open');
    expect(progress.goals.filter(({ done }) => done)).toEqual([]);
  });

  it('is solved', () => {
    const progress = lesson.check(play(lesson, script.solution));
    expect(progress.failed).toBeUndefined();
    expect(verdictOf(progress)).toBe('solved');
  });

  it('comes nearer to its goals step by step, and not before', () => {
    const { solution, reached } = script;
    const progress = solution.map((_, count) => lesson.check(play(lesson, solution.slice(0, count + 1))));
    const goals = progress.map((each) => each.goals.map(({ done }) => (done ? 'x' : '-')).join(''));
    expect(goals).toEqual(reached);
    expect(progress.map(verdictOf)).toEqual([...solution.slice(1).map(() => 'open'), 'solved']);
  });

  it.each(script.wrong)('is not solved by the wrong thing: %s', (_, verdict, why, steps) => {
    const progress = lesson.check(play(lesson, steps));
    expect(verdictOf(progress)).toBe(verdict);
    expect(progress.failed ?? '').toContain(why);
  });

  it('has its text', () => {
    for (const text of [lesson.title, lesson.task, lesson.lookBack, ...lesson.prose])
      expect(text.length).toBeGreaterThan(5);
    for (const section of lesson.sections) expect(section).toMatch(/^RFC \d{4} §\d+(\.\d+)*$/);
  });
});

describe('lessons', () => {
  it('count messages, whatever control frames pass between', () => {
    const lesson = lessons.find(({ id }) => id === 'utf8-across-frames');
    if (lesson === undefined) throw new Error('no such lesson');
    const world = play(lesson, [{ do: 'ping', side: 'client', payload: '' }, ...scriptOf(lesson.id).solution]);
    expect(verdictOf(lesson.check(world))).toBe('solved');
  });

  it('are each told once, and each has its script', () => {
    expect(new Set(lessons.map(({ id }) => id)).size).toBe(lessons.length);
    expect(scripts.map(({ id }) => id).sort()).toEqual(lessons.map(({ id }) => id).sort());
  });
});

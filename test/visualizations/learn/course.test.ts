import { describe, expect, it, vi } from 'vitest';
import { Attempt, Course } from '../../../visualizations/learn/course.ts';
import { freePlay } from '../../../visualizations/learn/free-play.ts';
import { crossingCloses } from '../../../visualizations/learn/lessons/closing.ts';
import { lessons } from '../../../visualizations/learn/lessons/index.ts';

/** What a browser keeps. */
function storage(
  kept: Record<string, string> = {},
): Pick<Storage, 'getItem' | 'setItem'> & { readonly kept: Record<string, string> } {
  return {
    kept,
    getItem: (key) => kept[key] ?? null,
    setItem: (key, value) => {
      kept[key] = value;
    },
  };
}

function solve(course: Course): void {
  course.start(crossingCloses);
  for (const { press } of crossingCloses.controls.slice(0, 2)) course.press(press);
  course.press({ do: 'deliverAll' });
}

describe('a try at a lesson', () => {
  it('tells both recordings of all that has happened, and of each press', () => {
    const attempt = new Attempt(crossingCloses);
    expect(attempt.recordings.client.length.value).toBe(attempt.world.client.journal.length);
    const before = attempt.version.value;
    attempt.press({ do: 'close', side: 'client', code: 1000, reason: '' });
    expect(attempt.version.value).toBe(before + 1);
    expect(attempt.recordings.client.length.value).toBe(attempt.world.client.journal.length);
    expect(attempt.recordings.client.playhead.live.value).toBe(true);
  });

  it('says why a press was not done, until one is', () => {
    const attempt = new Attempt(crossingCloses);
    attempt.press({ do: 'resume', side: 'client' });
    expect(attempt.refusal.value).toBe('Reading is not paused.');
    attempt.press({ do: 'pause', side: 'client' });
    expect(attempt.refusal.value).toBe('');
  });

  it('goes back to what is live with each press', () => {
    const attempt = new Attempt(crossingCloses);
    attempt.recordings.client.playhead.seek(0);
    attempt.press({ do: 'pause', side: 'client' });
    expect(attempt.recordings.client.playhead.live.value).toBe(true);
  });
});

describe('the course', () => {
  it('remembers what was solved, where the browser keeps it', () => {
    const kept = storage();
    vi.stubGlobal('localStorage', kept);
    const course = new Course();
    course.press({ do: 'connect' });
    expect(kept.kept).toEqual({});
    solve(course);
    expect(course.attempt.value.verdict.value).toBe('solved');
    expect([...new Course().solved.value]).toEqual([crossingCloses.id]);
    course.restart();
    expect(course.attempt.value.verdict.value).toBe('open');
    expect(course.solved.value.has(crossingCloses.id)).toBe(true);
    vi.unstubAllGlobals();
  });

  it.each([
    ['nonsense', '{'],
    ['something else', '{"a":1}'],
    ['lessons that are not there', '["none",3]'],
  ])('begins anew where %s was kept', (_, text) => {
    vi.stubGlobal('localStorage', storage({ 'wirechart-lessons': text }));
    expect(new Course().solved.value.size).toBe(0);
    vi.unstubAllGlobals();
  });

  it('goes on where nothing can be kept', () => {
    const refuse = () => {
      throw new Error('denied');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    const course = new Course();
    solve(course);
    expect(course.solved.value.has(crossingCloses.id)).toBe(true);
    vi.unstubAllGlobals();
  });

  it('stays solved, whatever is tried behind that', () => {
    const course = new Course();
    course.start(lessons.find(({ id }) => id === 'masking') ?? freePlay);
    const { attempt } = course;
    const send = () => course.press({ do: 'send', side: 'client', payload: 'Hello' });
    send();
    send();
    course.press({ do: 'deliver', from: 'client', amount: 'piece' });
    const { line } = attempt.value.world.client;
    const at = line.bytes.length - 5;
    course.press({ do: 'edit', from: 'client', at, value: (line.bytes[at] ?? 0) ^ 0x02 });
    course.press({ do: 'deliverAll' });
    expect(attempt.value.verdict.value).toBe('solved');
    course.press({ do: 'reset' });
    expect(attempt.value.verdict.value).toBe('solved');
  });

  it('moves from lesson to lesson, to free play behind the last, and back', () => {
    const course = new Course();
    course.move(-1);
    expect(course.position).toBe(0);
    course.move(1);
    expect(course.lesson).toBe(lessons[1]);
    course.start(lessons.at(-1) ?? freePlay);
    course.move(1);
    expect(course.lesson).toBe(freePlay);
    course.move(1);
    expect(course.lesson).toBe(freePlay);
    course.move(-1);
    expect(course.lesson).toBe(lessons.at(-1));
  });

  it('puts lists away when a lesson is chosen, and shows its machines', () => {
    const course = new Course();
    course.overlay.value = 'lessons';
    course.start(crossingCloses);
    expect(course.overlay.value).toBe('');
    expect(course.attempt.value.machines.server.value).toBe('closeHandshake');
  });

  it('does not begin a lesson half way', () => {
    const impossible = { ...crossingCloses, before: [{ do: 'resume', side: 'client' }] } as const;
    expect(() => new Attempt(impossible)).toThrow('crossing-closes cannot begin: Reading is not paused.');
  });

  it('has no task in free play', () => {
    const attempt = new Attempt(freePlay);
    attempt.press({ do: 'connect' });
    attempt.press({ do: 'deliverAll' });
    attempt.press({ do: 'reset' });
    expect(attempt.verdict.value).toBe('open');
  });
});

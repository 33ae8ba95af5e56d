import { expect, test } from 'vitest';
import { checkCuts, cutTaps } from './without-taps.ts';

/** The text that is left, and how often each cut was made. */
function cut(text: string): [string, number[]] {
  const counts: number[] = [];
  return [cutTaps(text, counts), counts];
}

test.each([
  ['a block', '  if (this.tap !== undefined) {\n    this.tap.frameSent(1);\n    this.tap.payloadSent(2);\n  }\n'],
  ['a statement', '  if (observer !== null) observer.transition(1, 2, event);\n'],
  ['a statement on its own line', '  if (this.observer !== null)\n    this.observer.message(1);\n'],
])('%s that asks for a tap or an observer goes, and nothing around it', (_, asking) => {
  expect(cut(`before();\n${asking}after();\n`)).toEqual(['before();\nafter();\n', [1]]);
});

test('an effect’s question goes', () => {
  expect(cut('a();\n    host.tap?.closed(host.record);\nb();\n')).toEqual(['a();\nb();\n', [undefined, 1]]);
  expect(cut('this.#owner.log.tap?.deflated(x);\n')[0]).toBe('');
});

test('machines are reached directly', () => {
  const [text, counts] = cut('return this.#tapped?.actors ?? this.engine.actors;\n');
  expect(text).toBe('return this.engine.actors;\n');
  expect(counts[2]).toBe(1);
});

test('connections are not announced', () => {
  const text = '    announce(connection, () => labelOf(request), this);\n    announceEnd(this);\n    go();\n';
  const [rest, counts] = cut(text);
  expect(rest).toBe('    go();\n');
  expect(counts[3]).toBe(2);
});

test.each([
  'if (other !== undefined) {\n  go();\n}\n',
  'const { tap } = this.log;\n',
  'if (tap !== undefined && other) go();\n',
  'export function announce(connection) {\n',
])('all else stays: %j', (text) => {
  expect(cut(text)).toEqual([text, []]);
});

test('counts add up over the files', () => {
  const counts: number[] = [];
  for (let file = 0; file < 3; file++) cutTaps('announceEnd(this);\n', counts);
  expect(counts[3]).toBe(3);
});

test('what was found less often than it has to be is named', () => {
  const enough = [1000, 1000, 1000, 1000];
  expect(() => checkCuts(enough)).not.toThrow();
  const named = ['code asks for an observer or a tap', 'an effect asks for a tap', 'past a tap', 'are announced'];
  for (const [missing, what] of named.entries()) {
    const counts = enough.map((count, at) => (at === missing ? 0 : count));
    expect(() => checkCuts(counts)).toThrow(what);
  }
  expect(() => checkCuts([])).toThrow('was found 0 times, not 300 or more');
});

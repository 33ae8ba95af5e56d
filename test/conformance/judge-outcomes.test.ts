import { describe, expect, test } from 'vitest';
import { describeDifference, matchOutcomes, OutcomeMatcher } from '../../src/conformance/judge-outcomes.ts';
import type { Expected, Observed, Outcome } from '../../src/conformance/model.ts';

const octets = (text: string) => new TextEncoder().encode(text);
const text = (payload: string): Observed => ({ kind: 'message', type: 'text', payload: octets(payload) });
const control = (kind: 'ping' | 'pong', payload = ''): Observed => ({ kind, payload: octets(payload) });
const wantText = (payload: string): Expected => ({ kind: 'message', type: 'text', payload });
const outcome = (behavior: Outcome['behavior'], ...events: Expected[]): Outcome => ({ behavior, events });

describe('what came is compared with each outcome', () => {
  const outcomes = [outcome('pass', wantText('one'), wantText('two')), outcome('acceptable', wantText('one'))];

  test.each<[what: string, events: Observed[], behavior: string | undefined]>([
    ['all of the best', [text('one'), text('two')], 'pass'],
    ['the second best', [text('one')], 'acceptable'],
    ['nothing', [], undefined],
    ['more than all', [text('one'), text('two'), text('three')], undefined],
    ['another payload', [text('one'), text('twO')], undefined],
    ['a longer payload', [text('one'), text('two ')], undefined],
    ['another type', [{ kind: 'message', type: 'binary', payload: octets('one') }], undefined],
    ['another order', [text('two'), text('one')], undefined],
    ['a keep-alive ping between', [text('one'), control('ping', 'alive'), text('two')], 'pass'],
    ['a pong that nobody asked for', [text('one'), control('pong'), text('two')], undefined],
  ])('%s', (_, events, behavior) => {
    expect(matchOutcomes(outcomes, events)?.behavior).toBe(behavior);
  });
});

test('pings count where an outcome has some; marks count always', () => {
  const withPing = [outcome('pass', { kind: 'ping', payload: 'x' }, { kind: 'mark', name: 'later' })];
  expect(matchOutcomes(withPing, [control('ping', 'x'), { kind: 'mark', name: 'later' }])).toBeDefined();
  expect(matchOutcomes(withPing, [{ kind: 'mark', name: 'later' }])).toBeUndefined();
  expect(matchOutcomes(withPing, [control('ping', 'x'), { kind: 'mark', name: 'sooner' }])).toBeUndefined();
});

test('a pattern is compared as the octets that it stands for', () => {
  const pattern = [outcome('pass', { kind: 'pong', payload: { repeat: 'ab', size: 5 } })];
  expect(matchOutcomes(pattern, [control('pong', 'ababa')])).toBeDefined();
  expect(matchOutcomes(pattern, [control('pong', 'ababab')])).toBeUndefined();
});

test('waiting ends when the best has come, or nothing better can', () => {
  const settledAfter = (outcomes: Outcome[], ...events: Observed[]) => {
    const matcher = new OutcomeMatcher(outcomes);
    return [
      matcher.settled,
      ...events.map((event) => {
        matcher.see(event);
        return matcher.settled;
      }),
    ];
  };
  const one = wantText('one');
  expect(settledAfter([outcome('pass')])).toEqual([true]);
  expect(settledAfter([outcome('pass', one)], text('one'))).toEqual([false, true]);
  expect(settledAfter([outcome('pass', one)], text('other'))).toEqual([false, true]);
  // The lesser one is complete at once, but the better may still come.
  expect(settledAfter([outcome('pass', one), outcome('acceptable')], text('one'))).toEqual([false, true]);
  expect(settledAfter([outcome('acceptable'), outcome('pass', one)])).toEqual([true]);
});

test('a difference is told in plain words', () => {
  const best = outcome('pass', wantText('hello'), { kind: 'pong', payload: '' });
  expect(describeDifference(best, [])).toBe(
    'Event 1: expected a text message of 5 octets (68 65 6c 6c 6f), came nothing.',
  );
  expect(describeDifference(best, [text('help!')])).toMatch(/^Event 1: .*came a text message .*octet 3 is the first/);
  expect(describeDifference(best, [text('hello'), control('pong'), text('x')])).toMatch(
    /^Event 3: expected nothing more, /,
  );
  expect(describeDifference(outcome('pass', wantText('x')), [control('pong')])).toBe(
    'Expected a text message of 1 octets (78), came a pong without payload.',
  );
});

describe('pongs that may be left out', () => {
  const maybe = (payload: string): Expected => ({ kind: 'pong', payload, optional: true });
  const flood = [outcome('pass', maybe('1'), maybe('2'), { kind: 'pong', payload: '3' }, wantText('end'))];
  const pongs = (...payloads: string[]) => payloads.map((payload) => control('pong', payload));

  test.each<[what: string, events: Observed[], matches: boolean]>([
    ['all of them', [...pongs('1', '2', '3'), text('end')], true],
    ['the last one', [...pongs('3'), text('end')], true],
    ['all but the second', [...pongs('1', '3'), text('end')], true],
    ['all but the last one', [...pongs('1', '2'), text('end')], false],
    ['in another order', [...pongs('2', '1', '3'), text('end')], false],
    ['one of them twice', [...pongs('1', '1', '3'), text('end')], false],
    ['none', [text('end')], false],
  ])('%s', (_, events, matches) => {
    expect(matchOutcomes(flood, events) !== undefined).toBe(matches);
  });

  test('at the end of an outcome they are not waited for', () => {
    const matcher = new OutcomeMatcher([outcome('pass', wantText('one'), maybe('1'))]);
    expect(matcher.settled).toBe(false);
    matcher.see(text('one'));
    expect(matcher.settled).toBe(true);
    matcher.see(control('pong', '1'));
    expect(matcher.complete?.behavior).toBe('pass');
  });
});

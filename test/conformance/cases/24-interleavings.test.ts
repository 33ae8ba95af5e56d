import { expect, test } from 'vitest';
import { interleavings } from '../../../src/conformance/cases/24-interleavings.ts';
import type { ConformanceCase, FrameToSend } from '../../../src/conformance/model.ts';

const cases = interleavings.flatMap((group) => group.cases);
const inGroup = (id: string) => interleavings.find((group) => group.id === id)?.cases ?? [];

function framesOf({ script }: ConformanceCase): FrameToSend[] {
  return script.flatMap((step) => (step.do === 'frames' ? step.frames : []));
}

const opcodes = (each: ConformanceCase) => framesOf(each).map(({ opcode }) => opcode);

test('there are as many cases as there should be', () => {
  expect(interleavings.map((group) => group.cases.length)).toEqual([9, 6, 11, 4, 5]);
});

test('a ping is in every gap of the message', () => {
  expect(inGroup('24.1').slice(0, 5).map(opcodes)).toEqual([
    [9, 1, 0, 0, 0],
    [1, 9, 0, 0, 0],
    [1, 0, 9, 0, 0],
    [1, 0, 0, 9, 0],
    [1, 0, 0, 0, 9],
  ]);
});

test('every ping outside of a flood and before a close frame is answered', () => {
  for (const each of inGroup('24.1')) {
    const pings = framesOf(each).filter(({ opcode }) => opcode === 9).length;
    const [best] = each.outcomes;
    expect(
      best?.events.filter(({ kind }) => kind === 'pong'),
      each.id,
    ).toHaveLength(pings);
  }
});

test('a close frame is in every gap of the message, and the message does not come back', () => {
  const inGaps = inGroup('24.2').slice(0, 4);
  expect(inGaps.map((each) => opcodes(each).indexOf(8))).toEqual([0, 1, 2, 3]);
  expect(inGaps.every(({ outcomes }) => outcomes.length === 1 && outcomes[0]?.events.length === 0)).toBe(true);
});

test('nothing is expected of what follows a close frame', () => {
  for (const each of inGroup('24.3')) {
    expect(opcodes(each)[0], each.id).toBe(8);
    expect(each.outcomes, each.id).toEqual([{ behavior: 'pass', events: [] }]);
  }
});

test('only the last of many pings has to be answered, and all are expected in order', () => {
  const [small, large] = inGroup('24.5').slice(3);
  for (const [each, count] of [
    [small, 40],
    [large, 2_000],
  ] as const) {
    const [best] = each?.outcomes ?? [];
    expect(best?.events).toHaveLength(count);
    expect(best?.events.at(-1)).toEqual({ kind: 'pong', payload: `${count - 1}` });
    expect(best?.events.slice(0, -1).every((event) => event.kind === 'pong' && event.optional === true)).toBe(true);
  }
});

test('they are for both sides', () => {
  expect(cases.filter(({ side, opening }) => side !== undefined || opening !== undefined)).toEqual([]);
});

import { expect, test } from 'vitest';
import { bounds } from '../../../src/conformance/cases/26-bounds.ts';
import type { FrameToSend } from '../../../src/conformance/model.ts';

const inGroup = (id: string) => bounds.find((group) => group.id === id)?.cases ?? [];

function firstFrames(id: string): (FrameToSend | undefined)[] {
  return inGroup(id).map(({ script: [step] }) => (step?.do === 'frames' ? step.frames[0] : undefined));
}

test('there are as many cases as there should be', () => {
  expect(bounds.map((group) => group.cases.length)).toEqual([13, 6, 10, 6]);
});

test('the borders of all three forms of a length are there, from both sides', () => {
  const sizes = firstFrames('26.1').map((frame) => {
    const payload = frame?.payload ?? '';
    return typeof payload === 'object' && 'size' in payload ? payload.size : payload.length;
  });
  expect(sizes).toEqual(expect.arrayContaining([0, 125, 126, 127, 65_535, 65_536]));
});

test('lengths that could be shorter are written longer', () => {
  const least = (size: number) => (size < 126 ? 0 : size < 65_536 ? 2 : 8);
  for (const frame of firstFrames('26.2')) {
    const payload = frame?.payload;
    if (typeof payload !== 'object' || !('size' in payload)) throw new Error('a frame of another kind');
    expect(frame?.lengthOctets).toBeGreaterThan(least(payload.size));
  }
});

test('to take them is acceptable, to fail is a pass', () => {
  for (const { id, outcomes } of inGroup('26.2')) {
    expect(
      outcomes.map(({ behavior, events }) => [behavior, events.length]),
      id,
    ).toEqual([
      ['pass', 0],
      ['acceptable', 1],
    ]);
  }
});

test('the top bit is set where it says so', () => {
  const declared = firstFrames('26.3').map((frame) => frame?.declaredLength);
  const topBit = 2n ** 63n;
  expect(declared.filter((length) => typeof length === 'bigint' && length >= topBit)).toEqual([
    topBit,
    2n ** 64n - 1n,
    topBit + 5n,
  ]);
  expect(declared.filter((length) => typeof length === 'bigint' && length < topBit)).toHaveLength(4);
});

test('floods that a subject may refuse are only reported', () => {
  const frames = (id: number) => {
    const [step] = inGroup('26.4')[id]?.script ?? [];
    return step?.do === 'frames' ? step.frames.length : 0;
  };
  inGroup('26.4').forEach(({ id, informational }, index) => {
    expect(informational === true, id).toBe(frames(index) > 10_000);
  });
});

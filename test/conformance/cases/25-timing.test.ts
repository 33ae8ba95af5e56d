import { expect, test } from 'vitest';
import { timing } from '../../../src/conformance/cases/25-timing.ts';

const [slowly, pauses, slowReader] = timing.map((group) => group.cases);

test('there are as many cases as there should be', () => {
  expect(timing.map((group) => group.cases.length)).toEqual([8, 5, 3]);
});

test('every kind of frame comes an octet at a time', () => {
  const chopped = (slowly ?? []).flatMap(({ script }) =>
    script.flatMap((step) => (step.do === 'frames' && step.chop === 1 ? step.frames : [])),
  );
  expect([...new Set(chopped.map(({ opcode }) => opcode))].sort((a, b) => a - b)).toEqual([0, 1, 2, 8, 9, 10]);
});

test('all that is paused takes about a second at most', () => {
  const longest = (pauses ?? []).map(({ script }) =>
    script.reduce((sum, step) => {
      if (step.do === 'pause') return sum + step.ms;
      if (step.do !== 'frames' || step.chop === undefined) return sum;
      const octets = step.frames.reduce((all, { payload = '' }) => {
        const size = typeof payload === 'object' && 'size' in payload ? payload.size : payload.length;
        return all + size + 14;
      }, 0);
      return sum + Math.ceil(octets / step.chop) * (step.pause ?? 0);
    }, 0),
  );
  expect(Math.max(...longest)).toBeGreaterThan(200);
  expect(Math.max(...longest)).toBeLessThan(1_200);
});

test('whoever stops reading goes on, and all comes back', () => {
  for (const { id, script, outcomes } of slowReader ?? []) {
    const steps = script.map((step) => step.do);
    expect(steps.filter((each) => each === 'stopReading').length, id).toBe(
      steps.filter((each) => each === 'readAgain').length,
    );
    expect(outcomes[0]?.events.length, id).toBeGreaterThan(0);
  }
});

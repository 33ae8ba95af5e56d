import { describe, expect, test } from 'vitest';
import { groups } from '../../../src/conformance/cases/index.ts';
import type { ConformanceCase, FrameToSend, Outcome, Step } from '../../../src/conformance/model.ts';

const cases = groups.flatMap((group) => group.cases);
const byId = new Map(cases.map((each) => [each.id, each]));

function find(id: string): ConformanceCase {
  const found = byId.get(id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

const numbers = (id: string) => id.split('.').map(Number);

/** Which of two ids comes first. */
function compare(one: string, other: string): number {
  const [left, right] = [numbers(one), numbers(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Groups up to 13 have the numbers of the suite that the field knows: results compare one by one. */
const counts: Record<string, number> = {
  '1': 16,
  '2': 11,
  '3': 7,
  '4': 10,
  '5': 20,
  '6': 145,
  '7': 37,
  '9': 54,
  '10': 1,
  '12': 90,
  '13': 126,
};

test.each(Object.entries(counts))('chapter %s has %i cases', (chapter, count) => {
  expect(cases.filter(({ id }) => id.startsWith(`${chapter}.`))).toHaveLength(count);
});

test('the groups of chapters 4, 6 and 7 have as many cases as they have elsewhere', () => {
  const sizes = (chapter: string) =>
    Object.fromEntries(groups.filter(({ id }) => id.startsWith(chapter)).map(({ id, cases: own }) => [id, own.length]));
  expect(sizes('1.')).toEqual({ '1.1': 8, '1.2': 8 });
  expect(sizes('4.')).toEqual({ '4.1': 5, '4.2': 5 });
  expect(sizes('6.')).toEqual({
    '6.1': 3,
    '6.2': 4,
    '6.3': 2,
    '6.4': 4,
    '6.5': 5,
    '6.6': 11,
    '6.7': 4,
    '6.8': 2,
    '6.9': 4,
    '6.10': 3,
    '6.11': 5,
    '6.12': 8,
    '6.13': 5,
    '6.14': 10,
    '6.15': 1,
    '6.16': 3,
    '6.17': 5,
    '6.18': 5,
    '6.19': 5,
    '6.20': 7,
    '6.21': 8,
    '6.22': 34,
    '6.23': 7,
  });
  expect(sizes('7.')).toEqual({ '7.1': 6, '7.3': 6, '7.5': 1, '7.7': 13, '7.9': 9, '7.13': 2 });
});

test('every case has a number of its own, and they are in order', () => {
  const ids = cases.map(({ id }) => id);
  expect(byId.size).toBe(ids.length);
  expect(ids).toEqual([...ids].sort(compare));
});

test('every case belongs to its group by its number', () => {
  const strangers = groups.flatMap((group) =>
    group.cases.filter(({ id }) => id.slice(0, id.lastIndexOf('.')) !== group.id).map(({ id }) => id),
  );
  expect(strangers).toEqual([]);
});

test('every case says in words what is sent, what is expected and where that stands', () => {
  const sentence = /^[A-Z0-9“"].*\.$/s;
  const wordless = cases.filter(
    ({ description, expectation, section }) =>
      !sentence.test(description) || !sentence.test(expectation) || !/^RFC \d{4}( §[\d.]+(–[\d.]+)?)?$/.test(section),
  );
  expect(wordless.map(({ id, description, expectation, section }) => [id, description, expectation, section])).toEqual(
    [],
  );
});

test('texts name no case by a number: the numbers may go on', () => {
  const naming = cases.filter(({ description, expectation }) =>
    /\bcase \d|\b\d+\.\d+\.\d+\b/i.test(description + expectation),
  );
  expect(naming.map(({ id }) => id)).toEqual([]);
});

test('every case has a way to go, and ways that differ', () => {
  const key = ({ events }: Outcome) => JSON.stringify(events);
  const wrong = cases.filter(
    ({ outcomes }) => outcomes.length === 0 || new Set(outcomes.map(key)).size !== outcomes.length,
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('only what the RFC leaves open is informational, in chapters 1 to 10', () => {
  const open = cases.filter(({ id, informational }) => informational === true && (numbers(id)[0] ?? 0) <= 10);
  expect(open.map(({ id }) => id)).toEqual(['7.1.6', '7.13.1', '7.13.2']);
});

describe('what single cases send', () => {
  const frames = (id: string): FrameToSend[] =>
    find(id).script.flatMap((step: Step) => (step.do === 'frames' ? step.frames : []));
  const payloads = (id: string) =>
    frames(id).map(({ payload }) => (payload instanceof Uint8Array ? Buffer.from(payload).toString('hex') : payload));

  test('1.2.6: 65,535 octets FE, the longest length in two octets', () => {
    expect(frames('1.2.6')).toEqual([{ opcode: 2, payload: { repeat: Uint8Array.of(0xfe), size: 65_535 } }]);
  });

  test('1.1.8: pieces of 997 octets', () => {
    expect(find('1.1.8').script).toMatchObject([{ do: 'frames', chop: 997 }]);
  });

  test('2.10 and 2.11: the same ten pings, each in a write or octet by octet', () => {
    expect(frames('2.10')).toEqual(frames('2.11'));
    expect(find('2.10').script).toHaveLength(10);
    expect(find('2.11').script).toMatchObject([{ chop: 1 }]);
  });

  test('3.1 to 3.7: every value of the reserved bits', () => {
    const bits = [1, 2, 3, 4, 5, 6, 7].map((number) => frames(`3.${number}`).find(({ rsv }) => rsv !== undefined)?.rsv);
    expect(bits).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('4.*: every reserved opcode, once', () => {
    const reserved = cases
      .filter(({ id }) => id.startsWith('4.'))
      .map(({ id }) =>
        frames(id)
          .map(({ opcode }) => opcode)
          .filter((opcode) => ![1, 9].includes(opcode)),
      );
    expect(reserved.flat()).toEqual([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]);
  });

  test('5.19: the first ping is waited for', () => {
    expect(find('5.19').script.map((step) => step.do)).toEqual(['frames', 'await', 'frames']);
    expect(find('5.20').script).toHaveLength(8);
  });

  test('6.4.4: three pieces of one frame, the second of one octet', () => {
    expect(frames('6.4.4')).toMatchObject([{ opcode: 1, maskingKey: 0, declaredLength: 21 }]);
    const pieces = find('6.4.4').script.flatMap((step) => (step.do === 'octets' ? [step.octets] : []));
    expect(pieces).toEqual([Uint8Array.of(0x90), Uint8Array.of(0x80, 0x80, 0x65, 0x64, 0x69, 0x74, 0x65, 0x64)]);
  });

  test('6.6: valid exactly where a code point ends', () => {
    const ends = cases.filter(({ id }) => id.startsWith('6.6.')).map(({ outcomes }) => outcomes[0]?.events.length);
    expect(ends).toEqual([0, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  test('6.12.8, 6.13.1, 6.22.3: runs and non-characters as the stress test has them', () => {
    expect(payloads('6.12.8')[0]).toMatch(/^8081.*bdbe$/);
    expect(payloads('6.13.1')[0]).toMatch(/^c020c120.*dd20de20$/);
    expect(payloads('6.22.3')).toEqual(['f09fbfbe']);
    expect(payloads('6.22.34')).toEqual(['f48fbfbf']);
  });

  test('7.9.4: the code 1005 is on the wire', () => {
    expect(payloads('7.9.4')).toEqual(['03ed']);
  });

  test('7.3.6: 126 octets in a close frame', () => {
    expect(frames('7.3.6')[0]?.payload).toHaveLength(126);
  });
});

describe('how single cases are judged', () => {
  const behaviors = (id: string) => find(id).outcomes.map(({ behavior, events }) => [behavior, events.length]);

  test('an answer that is lost when the connection fails is acceptable', () => {
    for (const id of ['3.2', '3.3', '3.4', '4.1.3', '4.1.4', '4.1.5', '4.2.3', '4.2.4', '4.2.5', '5.15']) {
      expect([id, behaviors(id)]).toEqual([
        id,
        [
          ['pass', 1],
          ['acceptable', 0],
        ],
      ]);
    }
  });

  test('6.4: to find out at the end is acceptable', () => {
    for (const id of ['6.4.1', '6.4.2', '6.4.3', '6.4.4']) {
      expect([id, behaviors(id)]).toEqual([
        id,
        [
          ['pass', 1],
          ['acceptable', 2],
        ],
      ]);
    }
  });

  test('a close frame without a code is right wherever one with a code is', () => {
    expect(cases.filter(({ id, close }) => (numbers(id)[0] ?? 0) <= 10 && !close.codes.includes(1005))).toEqual([]);
  });

  test('close codes', () => {
    expect(find('7.7.10').close).toEqual({ by: 'us', codes: [1000, 3000, 1005], clean: true });
    expect(find('7.9.1').close).toEqual({ by: 'us', codes: [1002, 1005], clean: false });
    expect(find('7.5.1').close).toEqual({ by: 'us', codes: [1002, 1007, 1005], clean: false });
    expect(find('6.3.1').close).toEqual({ by: 'subject', codes: [1007, 1005], clean: false });
  });
});

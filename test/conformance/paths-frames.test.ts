import { expect, test } from 'vitest';
import { type Role, type ViolationId, violations } from '../../machines/index.ts';
import { placesOf, walk } from '../../src/conformance/paths.ts';
import { alphabet, finalFrame, wholeMessage } from '../../src/conformance/paths-frames.ts';

test('every letter has a name of its own, which goes into a sentence', () => {
  const names = alphabet.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !/^(a|an|the) /.test(name))).toEqual([]);
});

test('every opcode with a meaning is there, whole and in parts, and reserved ones of both kinds', () => {
  const opcodes = new Set(alphabet.map(({ frame: { opcode, fin = true } }) => `${opcode}${fin ? '' : ' unfinished'}`));
  for (const opcode of [0, 1, 2, 8, 9, 10]) expect(opcodes).toContain(String(opcode));
  for (const opcode of [0, 1, 2, 8, 9, 10]) expect(opcodes).toContain(`${opcode} unfinished`);
  for (const opcode of [3, 7, 11, 15])
    expect([...opcodes].some((each) => Number.parseInt(each, 10) === opcode)).toBe(true);
});

test('every rule about frames is broken by some letter, limits and compression aside', () => {
  const broken = new Set<ViolationId | undefined>();
  for (const role of ['server', 'client'] satisfies Role[]) {
    for (const { way } of placesOf(role)) {
      for (const letter of alphabet) broken.add(walk([...way, letter], role).rehearsal.violation);
    }
  }
  const rules: ViolationId[] = [
    'reserved-bits',
    'bad-opcode',
    'bad-length',
    'length-overflow',
    'unmasked-client-frame',
    'masked-server-frame',
    'control-frame-fragmented',
    'control-frame-too-long',
    'unexpected-continuation',
    'expected-continuation',
    'bad-utf8',
    'bad-close-size',
    'bad-close-code',
    'bad-close-reason',
  ];
  expect([...broken].filter((each) => each !== undefined).sort()).toEqual(rules.sort());
  const closing = Object.entries(violations).filter(([, { closeCode }]) => closeCode === 1002 || closeCode === 1007);
  expect(closing.map(([id]) => id).filter((id) => !rules.some((rule) => rule === id))).toEqual(['bad-deflate']);
});

test('the frames that end cases do what they are for', () => {
  expect(walk([wholeMessage], 'server').rehearsal.events).toHaveLength(1);
  const begun = alphabet.find(({ name }) => name === 'the first frame of a binary message');
  if (begun === undefined) throw new Error('the alphabet begins no binary message');
  expect(walk([begun, finalFrame], 'server').rehearsal).toMatchObject({ inMessage: false, closed: false });
});

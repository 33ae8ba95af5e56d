import { expect, test } from 'vitest';
import { closeReasonOf, frameStats, octetStats, wireLog } from '../../../src/conformance/report/autobahn-wire.ts';
import { frame, note, octets, rawOctets } from '../../support/sample-runs.ts';

const long = octets('ä'.repeat(100));
const wire = [
  rawOctets('octets-out', 0, Uint8Array.of(0x81, 0x80)),
  frame('frame-out', 0, 1, octets('Hello'), { fin: false, rsv: 4, maskingKey: -2 }),
  frame('frame-out', 0, 0, octets('x'), { masked: false }),
  note(1, 'A pause.'),
  rawOctets('octets-in', 2, long),
  frame('frame-in', 2, 1, long),
  frame('frame-in', 2, 2, Uint8Array.of(0xff, 0)),
  frame('frame-in', 2, 9, new Uint8Array(), { masked: true, maskingKey: 1 }),
  frame('frame-out', 3, 8, Uint8Array.of(3, 0xe8)),
  frame('frame-out', 3, 8, Uint8Array.of(3, 0xe8, ...octets('bye'))),
];

test('rows of every kind', () => {
  expect(wireLog(wire)).toEqual([
    ['TO', [2, '8180'], false],
    ['TF', [5, 'Hello'], 1, false, 4, 'fffffffe', null, null, false],
    ['TF', [1, 'x'], 0, true, 0, null, null, null, false],
    ['CTE', 'A pause.'],
    ['RO', [200, `${'c3a4'.repeat(32)} ...`]],
    ['RF', [200, `${'ä'.repeat(32)} ...`], 1, true, 0, false, null],
    ['RF', [2, '0xff00'], 2, true, 0, false, null],
    ['RF', [0, ''], 9, true, 0, true, '00000001'],
    ['TF', [2, '0x03e8'], 8, true, 0, '1a2b3c4d', null, null, false],
    ['TF', [5, '0x03e8627965'], 8, true, 0, '1a2b3c4d', null, null, false],
  ]);
});

test('frames by opcode, octets by the size of their pieces', () => {
  expect([frameStats(wire, 'frame-out'), frameStats(wire, 'frame-in')]).toEqual([
    { 0: 1, 1: 1, 8: 2 },
    { 1: 1, 2: 1, 9: 1 },
  ]);
  expect([octetStats(wire, 'octets-out'), octetStats(wire, 'octets-in')]).toEqual([{ 2: 1 }, { 200: 1 }]);
});

test('the reason that we sent', () => {
  expect([closeReasonOf(wire), closeReasonOf([])]).toEqual(['bye', null]);
});

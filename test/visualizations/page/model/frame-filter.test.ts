import { expect, test } from 'vitest';
import { countsOf } from '../../../../visualizations/page/model/frame-counts.ts';
import { type Criteria, everything, FrameFilter } from '../../../../visualizations/page/model/frame-filter.ts';
import type { Recording } from '../../../../visualizations/page/model/recording.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

function found(recording: Recording, criteria: Partial<Criteria>): number[] {
  const filter = new FrameFilter(recording, { ...everything, ...criteria });
  filter.advance();
  return Array.from({ length: filter.found.length }, (_, place) => filter.found.get(place));
}

const close = (code: number) => Uint8Array.of(code >> 8, code & 255);

function talk() {
  return new JournalMaker()
    .frame({ payload: 'Prices: 100' })
    .frame({ direction: 'out', opcode: 2, payload: Uint8Array.of(1, 2, 3) })
    .frame({ opcode: 9, payload: 'prices?' })
    .frame({ direction: 'out', opcode: 10, payload: 'prices?' })
    .frame({ opcode: 8, payload: close(1000) });
}

test('by direction, by kind, by both', () => {
  const recording = talk().recording();
  expect(found(recording, { direction: 'in' })).toEqual([0, 2, 4]);
  expect(found(recording, { kinds: new Set(['ping', 'pong']) })).toEqual([2, 3]);
  expect(found(recording, { direction: 'out', kinds: new Set(['ping', 'pong']) })).toEqual([3]);
});

test('by text in the payload, upper or lower case', () => {
  expect(found(talk().recording(), { text: 'PRICES' })).toEqual([0, 2, 3]);
  expect(found(talk().recording(), { text: 'prices:' })).toEqual([0]);
});

test('text is found in what a compressed payload inflates to', () => {
  const maker = talk().frame({ rsv: 4, payload: Uint8Array.of(202, 72) });
  maker.add({
    kind: 'payload',
    direction: 'in',
    form: 'inflated',
    bytes: new TextEncoder().encode('hidden'),
    length: 6,
  });
  expect(found(maker.recording(), { text: 'hidden' })).toEqual([5]);
});

test('errors: headers that break a rule, and close codes that say so', () => {
  const maker = talk()
    .frame({ rsv: 1 })
    .frame({ opcode: 3 })
    .frame({ opcode: 9, fin: false })
    .frame({ opcode: 10, rsv: 4 })
    .frame({ masked: true, maskingKey: 5 })
    .frame({ direction: 'out', masked: false })
    .frame({ direction: 'out', opcode: 8, payload: close(1002) });
  expect(found(maker.recording(), { errors: true })).toEqual([5, 6, 7, 8, 9, 10, 11]);
});

test('errors: the frame that the close record names', () => {
  const maker = talk().frame({ payload: 'bad utf-8' });
  const { offset } = maker.journal.frame(5);
  const violation = {
    id: 'bad-utf8',
    section: '',
    explanation: '',
    machine: 'readLoop',
    state: '',
    offset: offset + 4,
  };
  maker.add({ kind: 'closed', record: { clean: false, code: 1006, violation } });
  expect(found(maker.recording(), { errors: true })).toEqual([5]);
});

test('it goes on as frames come', () => {
  const maker = talk();
  const recording = maker.recording();
  const filter = new FrameFilter(recording, { ...everything, text: 'prices' });
  expect(filter.advance()).toBe(false);
  maker.frame({ payload: 'more prices' });
  recording.notice();
  filter.advance();
  expect([filter.found.length, filter.found.get(3)]).toEqual([4, 5]);
});

test('it searches in slices', () => {
  const maker = new JournalMaker();
  for (let count = 0; count < 500; count++) maker.frame({ payload: 'x' });
  const filter = new FrameFilter(maker.recording(), { ...everything, text: 'x' });
  expect(filter.advance(0)).toBe(true);
  expect(filter.searched).toBeLessThan(500);
});

test('counts follow a growing recording', () => {
  const maker = talk();
  const recording = maker.recording();
  expect(countsOf(recording.survey)).toMatchObject({ in: 3, out: 2, text: 1, close: 1, reserved: 0 });
  maker.frame({ opcode: 11 });
  recording.notice();
  expect(countsOf(recording.survey)).toMatchObject({ in: 4, reserved: 1 });
});

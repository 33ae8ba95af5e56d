import { expect, test } from 'vitest';
import { factsOf } from '../../../../visualizations/page/model/frame-facts.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

/** A text in two frames with a ping in the middle; the second one is what the machines refused. */
function refused(offset: number) {
  const maker = new JournalMaker('server')
    .frame({ fin: false, masked: true, headerLength: 6, payload: 'ab' })
    .frame({ opcode: 9, masked: true, headerLength: 6, payload: '' })
    .frame({ opcode: 0, masked: true, headerLength: 6, payload: Uint8Array.of(0x63, 0xff) });
  const { frames } = maker.journal;
  const last = maker.journal.record(frames.get(2));
  const base = last.kind === 'frame' ? last.offset : -1;
  const violation = {
    id: 'bad-utf8',
    section: 'RFC 6455 §8.1',
    explanation: 'A text message is not valid UTF-8.',
    machine: 'readLoop',
    state: 'message.IN_MSG.payload',
    offset: base + offset,
  };
  return maker.add({ kind: 'closed', record: { clean: false, code: 1006, violation } }).recording();
}

test('a continuation is dissected as a part of its message', () => {
  const { dissection } = factsOf(refused(7), 2);
  expect([dissection.text, dissection.utf8Error]).toEqual(['c', 1]);
});

test('the rule that a frame broke is told once, with who refused it, and where', () => {
  const { faults, badByte } = factsOf(refused(7), 2);
  expect(faults).toEqual([
    'bad-utf8 (RFC 6455 §8.1): A text message is not valid UTF-8. Refused by readLoop in message.IN_MSG.payload, at byte 7 of the frame.',
  ]);
  expect(badByte).toBe(7);
});

test('where the machines name the frame only, its own bytes say which of them', () => {
  expect(factsOf(refused(0), 2).badByte).toBe(7);
});

test('frames before it broke nothing', () => {
  const recording = refused(7);
  expect([factsOf(recording, 0), factsOf(recording, 1)].map(({ faults, badByte }) => [faults, badByte])).toEqual([
    [[], -1],
    [[], -1],
  ]);
});

test('of a huge payload no more is looked into than a picture has time for', () => {
  const recording = new JournalMaker().frame({ payload: 'x'.repeat(1_000_000), headerLength: 10 }).recording();
  const { frame, dissection } = factsOf(recording, 0);
  expect(frame.payload.length).toBe(64 * 1024);
  expect(dissection.cut).toBe(true);
});

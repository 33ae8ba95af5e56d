import { expect, test } from 'vitest';
import { Survey } from '../../../../visualizations/page/model/survey.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

function told(maker: JournalMaker): JournalMaker {
  return maker
    .add({ kind: 'input', actor: 'writeTurn', event: { type: 'WANT_WRITE' }, nested: false })
    .add({ kind: 'input', actor: 'writeLoop', event: { type: 'SEND_MSG', compressed: false }, nested: true })
    .frame({ direction: 'out', payload: 'hello' })
    .add({ kind: 'transition', actor: 'writeLoop', index: 2 })
    .add({ kind: 'transition', actor: 'writeTurn', index: 12 });
}

test('rows are what is drawn: payloads, snapshots and repeated introductions are not', () => {
  const maker = told(new JournalMaker());
  maker.add({ ...maker.journal.head });
  const survey = new Survey(maker.journal);
  survey.advance();
  const kinds = Array.from({ length: survey.rows.length }, (_, row) => maker.journal.kindAt(survey.rows.get(row)));
  expect(kinds).toEqual(['connection', 'input', 'input', 'frame', 'transition', 'transition']);
});

test('a step lasts from an event at rest to the next one', () => {
  const maker = told(told(new JournalMaker()));
  const survey = new Survey(maker.journal);
  survey.advance();
  expect(survey.stepAt(0)).toEqual([0, 1]);
  expect(survey.stepAt(1)).toEqual([1, 7]);
  expect(survey.stepAt(6)).toEqual([1, 7]);
  expect(survey.stepAt(7)).toEqual([7, 13]);
});

test('a frame that comes, and what the machines are told of its header, are one step', () => {
  const maker = new JournalMaker()
    .frame({ payload: '' })
    .add({ kind: 'input', actor: 'readLoop', event: { type: 'FRAME_HEADER' }, nested: false })
    .add({ kind: 'transition', actor: 'readLoop', index: 14 })
    .add({ kind: 'input', actor: 'readLoop', event: { type: 'PAYLOAD' }, nested: false });
  const survey = new Survey(maker.journal);
  survey.advance();
  expect([survey.stepAt(1), survey.stepAt(3), survey.stepAt(4)]).toEqual([
    [1, 4],
    [1, 4],
    [4, 5],
  ]);
});

test('transitions are found by their machine', () => {
  const maker = told(told(new JournalMaker()));
  const survey = new Survey(maker.journal);
  survey.advance();
  expect([survey.transitions.writeLoop.get(0), survey.transitions.writeLoop.get(1)]).toEqual([5, 11]);
  expect(survey.transitions.readLoop.length).toBe(0);
});

test('it goes on in slices, and as the recording grows', () => {
  const maker = new JournalMaker();
  for (let count = 0; count < 1000; count++) maker.frame({ payload: 'x' });
  const survey = new Survey(maker.journal);
  survey.advance(0);
  expect(survey.length).toBeLessThan(1000);
  survey.advance();
  maker.frame({ payload: 'y' });
  survey.advance();
  expect([survey.length, survey.traits.length]).toEqual([maker.journal.length, 1001]);
});

test('landmarks: gaps, and both ends', () => {
  const maker = new JournalMaker()
    .add({ kind: 'open', protocol: '', extensions: '' })
    .add({ kind: 'gap', lost: 7 })
    .add({ kind: 'detached' });
  const survey = new Survey(maker.journal);
  survey.advance();
  expect(survey.landmarks.map(({ index, kind }) => `${index} ${kind}`)).toEqual([
    '0 connection',
    '1 open',
    '2 gap',
    '3 detached',
  ]);
});

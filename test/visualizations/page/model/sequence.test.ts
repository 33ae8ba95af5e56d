import { expect, test } from 'vitest';
import type { ActorName } from '../../../../machines/index.ts';
import { chartFacts } from '../../../../src/inspect/chart-facts.ts';
import { describe as describeRecord, explainTransition } from '../../../../visualizations/page/model/explanation.ts';
import { rowOf } from '../../../../visualizations/page/model/sequence.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

/** A text message that is sent, and one that comes in. */
function talk() {
  return new JournalMaker()
    .add({ kind: 'input', actor: 'writeTurn', event: { type: 'WANT_WRITE' }, nested: false })
    .add({ kind: 'transition', actor: 'writeTurn', index: 12 })
    .add({ kind: 'input', actor: 'writeLoop', event: { type: 'SEND_MSG', compressed: false }, nested: true })
    .frame({ direction: 'out', payload: 'hello' })
    .add({ kind: 'message', from: 'writeLoop', actor: 'writeTurn', event: { type: 'RELEASE' } }).journal;
}

test('arrows lead from who tells to who is told', () => {
  const journal = talk();
  expect(rowOf(journal, 1)).toMatchObject({
    shape: 'arrow',
    from: 'app',
    to: 'writeTurn',
    text: 'WANT_WRITE',
    isNested: false,
  });
  expect(rowOf(journal, 3)).toMatchObject({ from: 'app', to: 'writeLoop', isNested: true });
  expect(rowOf(journal, 4)).toMatchObject({ from: 'writeLoop', to: 'wire', text: 'text 5 B', tone: 'out' });
  expect(rowOf(journal, 6)).toMatchObject({ from: 'writeLoop', to: 'writeTurn', text: 'RELEASE', tone: 'told' });
});

test('transitions are the state that they lead to; timers are beside their machine', () => {
  const { journal } = new JournalMaker()
    .add({ kind: 'transition', actor: 'readLoop', index: 14 })
    .add({ kind: 'timer', timer: 'pong', due: 20_002 })
    .add({ kind: 'timer', timer: 'pong', due: undefined });
  expect(rowOf(journal, 1)).toEqual({ shape: 'state', lane: 'readLoop', text: 'IN_MSG.payload', stays: false });
  expect(rowOf(journal, 2)).toMatchObject({ shape: 'note', lane: 'keepAlive', text: 'pong in 20 s' });
  expect(rowOf(journal, 3)).toMatchObject({ text: 'pong off' });
});

test('what is missing is a line across', () => {
  const { journal } = new JournalMaker().add({ kind: 'gap', lost: 12_345 });
  expect(rowOf(journal, 1)).toEqual({ shape: 'line', text: 'gap: 12,345 records were lost here', tone: 'bad' });
});

test('a transition is explained by its event, guard, actions and section', () => {
  const { journal } = new JournalMaker()
    .add({ kind: 'transition', actor: 'readLoop', index: 14 })
    .add({ kind: 'input', actor: 'readLoop', event: { type: 'PAYLOAD', length: 5, badUtf8: true }, nested: false })
    .add({ kind: 'transition', actor: 'readLoop', index: numberOf('readLoop', 'utf8Invalid') });
  const record = journal.record(3);
  if (record.kind !== 'transition') throw new Error('it is a transition');
  const why = explainTransition(journal, 3, record);
  expect(why).toMatchObject({ actor: 'readLoop', from: 'message.IN_MSG.payload', cause: 2, isEventless: false });
  expect(why.event).toMatchObject({ type: 'PAYLOAD', teller: 'the wire' });
  expect(why.event?.fields).toContainEqual(['badUtf8', 'true']);
  expect(why.guard).toBe('utf8Invalid');
  expect(why.actions.length).toBeGreaterThan(0);
  expect(why.section).toBe('RFC 6455 §8.1');
});

test('a transition that refuses names the rule, and where that is written', () => {
  const { journal } = new JournalMaker()
    .add({
      kind: 'input',
      actor: 'closeHandshake',
      event: { type: 'FAIL', violation: 'bad-utf8', code: 1007 },
      nested: false,
    })
    .add({ kind: 'transition', actor: 'closeHandshake', index: numberOf('closeHandshake', undefined, 'FAIL') });
  const record = journal.record(2);
  if (record.kind !== 'transition') throw new Error('it is a transition');
  expect(explainTransition(journal, 2, record)).toMatchObject({
    section: 'RFC 6455 §8.1',
    rule: 'bad-utf8: A text message is not valid UTF-8.',
  });
});

function numberOf(actor: ActorName, guard: string | undefined, event?: string): number {
  const { transitions } = chartFacts(actor).chart;
  return transitions.findIndex((each) => each.guard === guard && (event === undefined || each.event === event));
}

test('every kind of record has its words', () => {
  const maker = new JournalMaker()
    .frame({ payload: 'x', fin: false })
    .add({ kind: 'handshake', direction: 'out', head: 'GET / HTTP/1.1\r\n\r\n' })
    .add({ kind: 'open', protocol: '', extensions: '' })
    .add({ kind: 'timer', timer: 'idle', due: 30_005 })
    .add({ kind: 'detached' });
  const said = Array.from({ length: maker.journal.length }, (_, index) => describeRecord(maker.journal, index));
  expect(said).toEqual([
    'recorded from here on',
    '← in text, 1 B, more follows',
    'payload in, 1 B',
    'opening handshake, sent',
    'the connection is open',
    'timer idle is due in 30.000 s',
    'not recorded from here on',
  ]);
});

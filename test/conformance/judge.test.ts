import { describe, expect, test } from 'vitest';
import { type ConnectionFacts, judge, type Observation } from '../../src/conformance/judge.ts';
import type { ConformanceCase, Observed, OpeningExpectation, Side } from '../../src/conformance/model.ts';
import type { OpeningFacts } from '../../src/conformance/opening-facts.ts';
import { caseOf, violationOf } from './cases-to-try.ts';

const opened: OpeningFacts = {
  httpRequest: '',
  httpResponse: '',
  head: { startLine: 'HTTP/1.1 101 Switching Protocols', headers: [] },
  status: 101,
  opened: true,
  problem: '',
  silent: false,
  fault: undefined,
  agreement: undefined,
};

const hello: Observed = { kind: 'message', type: 'text', payload: new TextEncoder().encode('hello') };
const normal = { code: 1000, reason: '' };

const clean: ConnectionFacts = {
  events: [hello],
  closedBy: 'us',
  closeSent: normal,
  closeReceived: normal,
  transport: 'ended',
  cutShort: '',
  fault: undefined,
  flood: undefined,
  roundsFault: undefined,
  neverClosed: false,
  neverEnded: false,
};

function verdict(conformanceCase: ConformanceCase, facts: Partial<ConnectionFacts>, opening = opened): string {
  const { behavior, behaviorClose } = judge(conformanceCase, {
    side: 'server',
    opening,
    connection: { ...clean, ...facts },
  });
  return `${behavior}/${behaviorClose}`;
}

describe('we close', () => {
  const echo = caseOf({ id: '1' });
  test.each<[what: string, facts: Partial<ConnectionFacts>, verdict: string]>([
    ['cleanly', {}, 'pass/pass'],
    ['nothing came back', { events: [] }, 'fail/pass'],
    ['with another code', { closeReceived: { code: 1002, reason: '' } }, 'pass/wrong-code'],
    ['dropped instead of an answer', { closeReceived: undefined }, 'pass/unclean'],
    ['no answer', { closeReceived: undefined, transport: 'open', neverClosed: true }, 'pass/unclean'],
    ['the subject was first', { closedBy: 'subject' }, 'pass/fail'],
    ['the server does not end TCP', { neverEnded: true }, 'pass/fail'],
    ['a rule was broken', { fault: { section: '§', text: 'x', closing: false } }, 'fail/fail'],
    ['a rule of the close frame was broken', { fault: { section: '§', text: 'x', closing: true } }, 'pass/fail'],
    ['it floods', { flood: 'x' }, 'fail/fail'],
    ['a loop found a fault', { roundsFault: 'x' }, 'fail/pass'],
  ])('%s', (_, facts, expected) => {
    expect(verdict(echo, facts)).toBe(expected);
  });
});

describe('the subject has to close', () => {
  const violation = violationOf({ id: '1' });
  const refused: Partial<ConnectionFacts> = {
    events: [],
    closedBy: 'subject',
    closeReceived: { code: 1002, reason: '' },
  };
  test.each<[what: string, facts: Partial<ConnectionFacts>, verdict: string]>([
    ['with the right code', {}, 'pass/pass'],
    ['with another code', { closeReceived: normal }, 'pass/wrong-code'],
    ['by dropping', { closeReceived: undefined, closeSent: undefined }, 'pass/pass'],
    ['it echoes the message first', { events: [hello] }, 'fail/pass'],
    [
      'it does not',
      { closeReceived: undefined, closeSent: undefined, closedBy: 'nobody', transport: 'open', neverClosed: true },
      'pass/fail',
    ],
  ])('%s', (_, facts, expected) => {
    expect(verdict(violation, { ...refused, ...facts })).toBe(expected);
  });

  test('cleanly', () => {
    const strictly = violationOf({ id: '1', close: { by: 'subject', codes: [1002], clean: true } });
    expect(verdict(strictly, { ...refused, closeReceived: undefined })).toBe('pass/unclean');
  });
});

test('where the RFC leaves it open, what happened is only reported; a broken rule is a fail all the same', () => {
  const open = caseOf({ id: '1', informational: true });
  expect(verdict(open, {})).toBe('informational/pass');
  expect(verdict(open, { events: [], closedBy: 'subject' })).toBe('informational/informational');
  expect(verdict(open, { fault: { section: '§', text: 'x', closing: false } })).toBe('fail/informational');
  const openClose = caseOf({ id: '1', close: { by: 'us', codes: [1000], clean: true, informational: true } });
  expect(verdict(openClose, { closeReceived: { code: 4000, reason: '' } })).toBe('pass/informational');
});

test('an extension that was not agreed on is not supported', () => {
  const compressed = caseOf({ id: '1', deflate: { offer: 'permessage-deflate', grant: [{}] } });
  expect(verdict(compressed, { events: [] })).toBe('unsupported/unsupported');
});

describe('the opening handshake', () => {
  const expecting = (expect: OpeningExpectation) => caseOf({ id: '1', opening: { expect } });
  const refusing = (status: number): OpeningFacts => ({
    ...opened,
    opened: false,
    status,
    problem: `answered ${status}`,
    head: { startLine: `HTTP/1.1 ${status} No`, headers: [] },
  });
  const judged = (
    expectation: OpeningExpectation,
    opening: OpeningFacts,
    connection?: Partial<ConnectionFacts>,
    side: Side = 'server',
  ) => {
    const observation: Observation = {
      side,
      opening,
      connection: connection === undefined ? undefined : { ...clean, ...connection },
    };
    return judge(expecting(expectation), observation);
  };

  test('a server refuses what it must', () => {
    expect(judged({ opens: false }, refusing(400))).toMatchObject({ behavior: 'pass', behaviorClose: 'pass' });
    expect(judged({ opens: false, status: [426] }, refusing(426))).toMatchObject({ behavior: 'pass' });
    expect(judged({ opens: false, status: [426] }, refusing(400))).toMatchObject({ behavior: 'acceptable' });
    expect(judged({ opens: false }, { ...refusing(400), status: undefined, silent: true })).toMatchObject({
      behavior: 'acceptable',
    });
    expect(judged({ opens: false }, opened, {})).toMatchObject({ behavior: 'fail' });
  });

  test('a server opens what it must', () => {
    expect(judged({ opens: true }, opened, {})).toMatchObject({ behavior: 'pass', behaviorClose: 'pass' });
    const { behavior, result } = judged({ opens: true }, refusing(400));
    expect(behavior).toBe('fail');
    expect(result).toContain('answered 400');
    expect(judged({ opens: 'either' }, refusing(400))).toMatchObject({ behavior: 'pass' });
  });

  test('where the RFC only prefers that it opens, a refusal is acceptable; a broken answer is not', () => {
    expect(judged({ opens: true, otherwise: 'acceptable' }, refusing(400))).toMatchObject({
      behavior: 'acceptable',
      behaviorClose: 'pass',
    });
    const fault = { section: 'RFC 6455 §4.1', text: 'Wrong key.' };
    const broken = { ...opened, opened: false, fault };
    expect(judged({ opens: true, otherwise: 'acceptable' }, broken)).toMatchObject({ behavior: 'fail' });
    expect(judged({ opens: true, otherwise: 'acceptable' }, opened, {})).toMatchObject({ behavior: 'pass' });
  });

  test('what is wrong with its head is a fail, in the words of the case', () => {
    const fault = () => 'The answer has a body.';
    expect(judged({ opens: true, fault }, opened, {})).toMatchObject({
      behavior: 'fail',
      result: 'The answer has a body.',
    });
  });

  test('a broken rule is named', () => {
    const opening = { ...opened, opened: false, fault: { section: 'RFC 6455 §4.1', text: 'Wrong key.' } };
    expect(judged({ opens: true }, opening)).toMatchObject({ behavior: 'fail', broke: 'RFC 6455 §4.1: Wrong key.' });
  });

  test('a client refuses by leaving', () => {
    const silent = { events: [], closeSent: undefined, closeReceived: undefined } as const;
    const client = (facts: Partial<ConnectionFacts>) =>
      judged({ opens: false }, opened, { ...silent, ...facts }, 'client');
    expect(client({ transport: 'ended' })).toMatchObject({ behavior: 'pass' });
    expect(client({ transport: 'reset' })).toMatchObject({ behavior: 'pass' });
    expect(client({ closeReceived: { code: 1002, reason: '' } })).toMatchObject({ behavior: 'acceptable' });
    expect(client({ transport: 'open', neverClosed: true })).toMatchObject({ behavior: 'fail' });
    expect(client({ events: [hello] })).toMatchObject({ behavior: 'fail' });
  });

  test('a client that was answered with another status may keep the transport, as HTTP has it', () => {
    const declined = caseOf({ id: '1', opening: { response: { status: 404 }, expect: { opens: false } } });
    const silent = { events: [], closeSent: undefined, closeReceived: undefined, neverClosed: true } as const;
    const observation = (facts: Partial<ConnectionFacts>): Observation => {
      return { side: 'client', opening: opened, connection: { ...clean, ...silent, transport: 'open', ...facts } };
    };
    expect(judge(declined, observation({}))).toMatchObject({ behavior: 'pass' });
    expect(judge(declined, observation({ events: [hello] }))).toMatchObject({ behavior: 'fail' });
  });
});

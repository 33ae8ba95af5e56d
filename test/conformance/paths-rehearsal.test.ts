import { describe, expect, test } from 'vitest';
import { binary, close, continuation, hex, ping, pong, text, unfinished } from '../../src/conformance/cases/parts.ts';
import type { Expected, FrameToSend } from '../../src/conformance/model.ts';
import { Rehearsal } from '../../src/conformance/paths-rehearsal.ts';
import { octetsOf } from '../../src/conformance/wire-payload.ts';

function rehearse(...frames: readonly FrameToSend[]): Rehearsal {
  const rehearsal = new Rehearsal('server');
  for (const frame of frames) rehearsal.receive(frame);
  return rehearsal;
}

/** Events as text: payloads may be of any kind of array. */
function told(events: readonly Expected[]): string[] {
  return events.map((event) => {
    if (event.kind === 'mark') return event.name;
    const payload = Buffer.from(octetsOf(event.payload)).toString('latin1');
    return `${event.kind === 'message' ? event.type : event.kind} ${payload}`;
  });
}

describe('what the machines do is what a subject has to do', () => {
  test('messages come back, whole', () => {
    const { events } = rehearse(text('one'), binary('tw', unfinished), continuation('', unfinished), continuation('o'));
    expect(told(events)).toEqual(['text one', 'binary two']);
  });

  test('pings are answered between two messages and in the middle of one, pongs are not', () => {
    const { events } = rehearse(ping('1'), text('a', unfinished), ping('2'), pong('3'), continuation('b'));
    expect(told(events)).toEqual(['pong 1', 'pong 2', 'text ab']);
  });

  test('a broken rule closes with its code, and nothing is read any more', () => {
    const rehearsal = rehearse({ opcode: 3 }, ping());
    expect(rehearsal).toMatchObject({ violation: 'bad-opcode', closeCode: 1002, closed: true, events: [] });
  });

  test('a close frame is answered with its code, or without one', () => {
    expect(rehearse(close(4000), text('late'))).toMatchObject({ violation: undefined, closeCode: 4000, events: [] });
    expect(rehearse(close())).toMatchObject({ violation: undefined, closeCode: 1005 });
  });

  test('UTF-8 is checked across frames', () => {
    expect(rehearse(text(hex('e282'), unfinished), continuation(hex('ac'))).violation).toBe(undefined);
    expect(rehearse(text(hex('e282'), unfinished), continuation()).violation).toBe('bad-utf8');
    expect(rehearse(binary(hex('e282'))).violation).toBe(undefined);
  });
});

describe('headers are reported as an endpoint reads them', () => {
  test.each([
    ['a length in more octets than it needs', text('five!', { lengthOctets: 2 }), 'bad-length'],
    ['a length with its top bit set', binary('', { declaredLength: 2n ** 63n }), 'length-overflow'],
    ['no mask', text('bare', { masked: false }), 'unmasked-client-frame'],
    ['126 octets in a control frame', ping('*'.repeat(126)), 'control-frame-too-long'],
    ['a reserved bit', ping('', { rsv: 1 }), 'reserved-bits'],
  ])('%s', (_, frame, violation) => {
    expect(rehearse(frame).violation).toBe(violation);
  });

  test('of a server they must not be masked', () => {
    const rehearsal = new Rehearsal('client');
    rehearsal.receive(text('plain'));
    expect(rehearsal.violation).toBe(undefined);
    rehearsal.receive(text('masked', { masked: true }));
    expect(rehearsal.violation).toBe('masked-server-frame');
  });
});

test('payload may arrive in pieces', () => {
  const rehearsal = new Rehearsal('server');
  rehearsal.receive(text('bit by bit'), 1);
  expect(told(rehearsal.events)).toEqual(['text bit by bit']);
  const pieces = rehearsal.taken.filter(({ transition }) => transition.guard === 'frameUnderWay');
  expect(pieces).toHaveLength(9);
});

test('the state tells apart what makes a difference to the next frame, and nothing else', () => {
  const open = rehearse().state;
  expect(rehearse(text('whole'), ping()).state).toBe(open);
  const states = [
    open,
    rehearse(text('a', unfinished)).state,
    rehearse(text(hex('e2'), unfinished)).state,
    rehearse(binary('a', unfinished)).state,
    rehearse(text('a', unfinished), continuation('b', unfinished)).state,
    rehearse(close(1000)).state,
    rehearse({ opcode: 3 }).state,
  ];
  expect(new Set(states).size).toBe(states.length);
  expect(rehearse(text('other', unfinished), ping()).state).toBe(states[1]);
});

import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { machines, type ViolationId, violations } from '../../machines/index.ts';
import { encodeClosePayload } from '../../src/codec/close-payload.ts';
import { readChart } from '../../src/engine/chart.ts';

const ids = Object.keys(violations) as ViolationId[];

/** Not found out by any chart: who raises them, and with which event. */
const raisedOutside: readonly ViolationId[] = [
  'aborted', // the application: ABORT
  'handler-threw', // the endpoint, for a handler of the application's: FAIL
  'transport-error', // whoever owns the socket: ABORT
];

/** What a chart can raise: a parameter of an action, or part of an event that is told as it is. */
function raisedBy(machine: AnyStateMachine): unknown[] {
  const actions = readChart(machine).transitions.flatMap((transition) => transition.actions);
  const tells = Object.values(machine.implementations.actions as Record<string, { tell?: { event: object } }>);
  return [
    ...actions.map(({ params }) => params?.violation),
    ...tells.map(({ tell }) => (tell?.event as { violation?: unknown } | undefined)?.violation),
  ].filter((violation) => violation !== undefined);
}

describe('the table of violations', () => {
  test.each(ids)('%s names where its rule stands', (id) => {
    expect(violations[id].section).toMatch(/^(–|RFC \d{4} §\d+(\.\d+)*)$/);
  });

  test.each(ids)('%s leads to a close code that may be sent, or to none', (id) => {
    const { closeCode } = violations[id];
    if (closeCode !== 0) expect(encodeClosePayload(closeCode, id)).toHaveLength(2 + id.length);
  });

  test('lead to the codes that RFC 6455 §7.4.1 has for them, most to 1002', () => {
    const others = ids.filter((id) => ![0, 1002].includes(violations[id].closeCode));
    expect(Object.fromEntries(others.map((id) => [id, violations[id].closeCode]))).toEqual({
      'bad-utf8': 1007,
      'bad-deflate': 1007,
      'bad-close-reason': 1007,
      'too-many-fragments': 1008,
      'frame-too-large': 1009,
      'message-too-large': 1009,
      'handler-threw': 1011,
    });
  });

  test.each(ids)('%s is explained in one sentence', (id) => {
    expect(violations[id].explanation).toMatch(/^[A-Z][^!?]*\.$/);
    expect(violations[id].explanation).not.toMatch(/\. [A-Z]/);
  });

  test('no two say the same', () => {
    expect(new Set(ids.map((id) => violations[id].explanation)).size).toBe(ids.length);
  });

  test('each is raised by a chart, or is known to be raised outside', () => {
    const raised = Object.values(machines).flatMap((machine) => raisedBy(machine));
    expect([...new Set([...raised, ...raisedOutside])].toSorted()).toEqual(ids.toSorted());
  });

  test('what the charts find out is not raised outside as well', () => {
    const raised = Object.values(machines).flatMap((machine) => raisedBy(machine));
    expect(raisedOutside.filter((id) => raised.includes(id))).toEqual([]);
  });
});

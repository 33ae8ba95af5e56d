/**
 * What holds however a connection ends: P2, P3 and P4 of the properties. Every scenario is one way to live, and random ones
 * are added. An endpoint of a few lines stands in for the real one: its timers fire only while they are armed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionInput, Role } from '../../machines/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import {
  goodRequest,
  goodResponse,
  type Recording,
  run,
  runCompiled,
  type Scenario,
  type Step,
  send,
  usualInput,
} from '../support/scenario.ts';
import { closeScenarios } from './scenarios/close-handshake.ts';
import { closeEndScenarios } from './scenarios/close-handshake-ends.ts';
import { connectionScenarios } from './scenarios/connection.ts';
import { keepAliveScenarios } from './scenarios/keep-alive.ts';
import { headerScenarios } from './scenarios/read-loop-headers.ts';
import { messageScenarios } from './scenarios/read-loop-messages.ts';
import * as steps from './scenarios/steps.ts';
import { writeLoopScenarios } from './scenarios/write-loop.ts';
import { turnScenarios } from './scenarios/write-turn.ts';

const scenarios: readonly Scenario[] = [
  ...closeScenarios,
  ...closeEndScenarios,
  ...connectionScenarios,
  ...keepAliveScenarios,
  ...headerScenarios,
  ...messageScenarios,
  ...writeLoopScenarios,
  ...turnScenarios,
];

/** Effects that put a frame on the wire, or let one go there. */
const sends = /^(writeTurn\.(grant|resumeFrame)|keepAlive\.writeIdlePing|writeLoop\.write)/;

/** What the effects of one connection say about P2 and P3; empty if they hold. */
function breaches(role: Role, effects: readonly string[]): string[] {
  const found: string[] = [];
  const closes = effects.filter((effect) => effect === 'closeHandshake.writeClose').length;
  if (closes > 1) found.push('P2: more than one close frame is sent');
  const sent = effects.indexOf('closeHandshake.writeClose');
  const after = sent < 0 ? [] : effects.slice(sent + 1).filter((effect) => sends.test(effect));
  if (after.length > 0) found.push(`P2: after the close frame: ${after.join(', ')}`);
  if (effects.includes('connection.reportClosed true')) {
    const read = effects.indexOf('readLoop.receiveClose');
    if (sent < 0 || read < 0) found.push('P3: clean, though a close frame is missing');
    const ended = effects.indexOf('closeHandshake.endTransport');
    if (role === 'server' && ended < Math.max(sent, read)) found.push('P3: the server did not end the transport');
    if (role === 'client' && ended >= 0) found.push('P3: the client did not wait for the server');
  }
  if (effects.filter((effect) => effect.startsWith('connection.reportClosed')).length > 1) {
    found.push('P1: the end is reported twice');
  }
  return found;
}

/** Timers that were armed and neither fired nor were cancelled. */
function armed(effects: readonly string[]): Set<string> {
  const timers = new Set<string>();
  for (const effect of effects) {
    const [name, timer] = effect.split(' ');
    if (timer !== undefined && name?.endsWith('.arm')) timers.add(timer);
    if (timer !== undefined && name?.endsWith('.cancel')) timers.delete(timer);
  }
  return timers;
}

describe('properties of every scenario', () => {
  test.each(scenarios.map((scenario) => [scenario.rule, scenario] as const))('P2, P3: %s', (_, scenario) => {
    const { effects } = run(scenario, runCompiled);
    expect(breaches({ ...usualInput, ...scenario.input }.role, effects)).toEqual([]);
  });

  test('P4: wherever a scenario leaves a connection that closes, the close timer ends it', () => {
    const closing = scenarios.filter((scenario) => scenario.expect.states?.connection === 'closing');
    expect(closing.length).toBeGreaterThan(50);
    for (const scenario of closing) {
      expect(armed(run(scenario, runCompiled).effects), scenario.rule).toContain('close');
      const timed = { ...scenario, events: [...scenario.events, steps.closeTimer] };
      expect(run(timed, runCompiled).states.connection, scenario.rule).toMatch(/^closed\./);
    }
  });
});

const anyPeer: readonly (readonly Step[])[] = [
  [steps.header(1, 5), steps.payload(5)],
  [steps.header(1, 5)],
  [steps.payload(5)],
  steps.messageBegins,
  steps.peerPings(),
  steps.peerPongs(true),
  steps.peerCloses(),
  steps.peerCloses(1005),
  [steps.peerErrs],
  [['keepAlive', { type: 'ACTIVITY' }]],
];
const anyUser: readonly (readonly Step[])[] = [
  [steps.wantWrite],
  [steps.wantPing],
  [steps.release],
  [steps.weClose()],
  [steps.weClose(1000, true)],
  [steps.writesDone],
  [steps.pauseReading],
  [steps.resumeReading],
  [['closeHandshake', { type: 'FAIL', violation: 'handler-threw', code: 1011 }]],
  [steps.abort()],
];
const anyTransport: readonly (readonly Step[])[] = [[steps.blocked], [steps.drained], [steps.transportEnds]];
const timerEvents: readonly (readonly [timer: string, step: Step])[] = [
  ['idle', ['keepAlive', { type: 'TIMER_IDLE' }]],
  ['pong', ['keepAlive', { type: 'TIMER_PONG' }]],
  ['drain', ['writeTurn', { type: 'TIMER_DRAIN' }]],
  ['close', steps.closeTimer],
];

/** An open connection on the compiled engine. */
function open(role: Role): { engine: Engine; recording: Recording } {
  const input: ConnectionInput = { ...usualInput, role };
  const recording: Recording = { effects: [], details: [], transitions: [], callBack: () => {} };
  const engine = runCompiled(recording, { input });
  send(engine, [
    ['connection', { type: 'TRANSPORT_READY' }],
    ['openingHandshake', { type: role === 'client' ? 'CONNECT' : 'AWAIT_REQUEST' }],
    ['openingHandshake', role === 'client' ? goodResponse : goodRequest],
    ['openingHandshake', { type: 'ACCEPT' }],
  ]);
  return { engine, recording };
}

test('P2, P3, P4 hold on random ways through a connection’s life', () => {
  const moves = [...anyPeer, ...anyUser, ...anyTransport];
  const move = fc.nat(moves.length + timerEvents.length - 1);
  fc.assert(
    fc.property(fc.constantFrom<Role>('client', 'server'), fc.array(move, { maxLength: 25 }), (role, choices) => {
      const { engine, recording } = open(role);
      for (const choice of choices) {
        const chosen = moves[choice];
        const [timer, event] = timerEvents[choice - moves.length] ?? [];
        if (chosen !== undefined) send(engine, role === 'server' ? steps.masked(chosen) : chosen);
        else if (timer !== undefined && event !== undefined && armed(recording.effects).has(timer)) {
          recording.effects.push(`fired.cancel ${timer}`);
          send(engine, [event]);
        }
      }
      expect(breaches(role, recording.effects)).toEqual([]);
      if (engine.stateOf('connection') === 'closing') {
        expect(armed(recording.effects)).toContain('close');
        send(engine, [steps.closeTimer]);
        expect(engine.stateOf('connection')).toMatch(/^closed\./);
      }
      if (engine.stateOf('connection').startsWith('closed')) expect(armed(recording.effects)).toEqual(new Set());
    }),
    { numRuns: 1500, seed: 6455 },
  );
});

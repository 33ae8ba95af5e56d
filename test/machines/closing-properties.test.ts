/**
 * What holds however a connection ends: P1 to P4 of the properties. Every scenario is one way to live, and random ones are
 * added. An endpoint of a few lines stands in for the real one: its timers fire only while they are armed.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ConnectionInput, Role } from '../../machines/index.ts';
import type { Engine } from '../../src/engine/engine.ts';
import {
  opening,
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
import { openingScenarios } from './scenarios/opening-handshake.ts';
import { readCompressionScenarios } from './scenarios/read-loop-compression.ts';
import { headerScenarios } from './scenarios/read-loop-headers.ts';
import { messageScenarios } from './scenarios/read-loop-messages.ts';
import * as steps from './scenarios/steps.ts';
import { writeLoopScenarios } from './scenarios/write-loop.ts';
import { writeCompressionScenarios } from './scenarios/write-loop-compression.ts';
import { turnScenarios } from './scenarios/write-turn.ts';

const scenarios: readonly Scenario[] = [
  ...closeScenarios,
  ...closeEndScenarios,
  ...connectionScenarios,
  ...keepAliveScenarios,
  ...openingScenarios,
  ...headerScenarios,
  ...messageScenarios,
  ...readCompressionScenarios,
  ...writeLoopScenarios,
  ...writeCompressionScenarios,
  ...turnScenarios,
];

/** Effects that put a frame on the wire, or let one go there. */
const sends = /^(writeTurn\.(grant|resumeFrame)|keepAlive\.writeIdlePing|writeLoop\.write)/;

/** What happens once in a connection's life, if at all. */
const once = [
  'connection.reportOpen',
  'connection.reportClosing',
  'connection.reportClosed',
  'closeHandshake.writeClose',
]
  .concat(['closeHandshake.endTransport', 'readLoop.stopReading', 'readLoop.discardMessages', 'writeTurn.abortPaused'])
  .map((effect) => [effect, new RegExp(`^${effect}\\b`)] as const);

/** What the effects of one connection say about P1, P2 and P3; empty if they hold. */
function breaches(role: Role, effects: readonly string[]): string[] {
  const found: string[] = [];
  for (const [name, pattern] of once) {
    if (effects.filter((effect) => pattern.test(effect)).length > 1) found.push(`P1, P2: ${name} more than once`);
  }
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

/** Operations that asked for the turn and of which nobody ever hears again; none, unless the turn is closed. */
function forgotten(engine: Engine, wanted: Readonly<Record<string, number>>, effects: readonly string[]): string[] {
  if (engine.stateOf('writeTurn') === 'closed') return [];
  const waiting = engine.snapshot().writeTurn.context as Readonly<Record<string, number>>;
  const answers = (operation: string) => [`writeTurn.grant ${operation}`, `writeTurn.refuseTurn ${operation}`];
  return Object.entries(wanted)
    .filter(([operation, count]) => {
      const superseded = operation === 'op_pong' ? ['writeTurn.supersedePong'] : [];
      const known = [...answers(operation), ...superseded];
      return effects.filter((effect) => known.includes(effect)).length + (waiting[operation] ?? 0) !== count;
    })
    .map(([operation]) => operation);
}

describe('properties of every scenario', () => {
  test.each(scenarios.map((scenario) => [scenario.rule, scenario] as const))('P1, P2, P3: %s', (_, scenario) => {
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
  [steps.header(1, 5, { rsv: 4 })],
  [steps.payload(5, { inflateFault: 'bad-data' })],
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

/** A connection that has just been made, on the compiled engine. */
function make(input: ConnectionInput): { engine: Engine; recording: Recording } {
  const recording: Recording = { effects: [], details: [], transitions: [], callBack: () => {} };
  return { engine: runCompiled(recording, { input }), recording };
}

/** What may come before a connection is open. */
const early: readonly (readonly Step[])[] = [
  [steps.wantWrite],
  [steps.wantPing],
  [steps.pauseReading],
  [steps.resumeReading],
  [steps.blocked],
  [steps.drained],
  [steps.abort()],
  [steps.transportEnds],
];

test('P1 to P4 hold on random ways through a connection’s life', () => {
  const moves = [...anyPeer, ...anyUser, ...anyTransport];
  const inputs = fc.record({ role: fc.constantFrom<Role>('client', 'server'), idlePings: fc.boolean() });
  const before = fc.array(fc.tuple(fc.nat(4), fc.nat(early.length - 1)), { maxLength: 4 });
  const after = fc.array(fc.nat(moves.length + timerEvents.length - 1), { maxLength: 25 });
  fc.assert(
    fc.property(inputs, fc.boolean(), before, after, (input, compression, beginning, choices) => {
      const { engine, recording } = make({ ...usualInput, ...input });
      const wanted = { op_wr: 0, op_ping: 0, op_pong: 0 };
      const tell = (told: readonly Step[]) => {
        for (const step of told) {
          if (step === steps.wantWrite) wanted.op_wr += 1;
          if (step === steps.wantPing) wanted.op_ping += 1;
          const pings = recording.effects.filter((effect) => effect === 'readLoop.receivePing').length;
          send(engine, [step]);
          wanted.op_pong += recording.effects.filter((effect) => effect === 'readLoop.receivePing').length - pings;
        }
      };
      opening(input.role, compression).forEach((step, index) => {
        tell(beginning.filter(([at]) => at === index).flatMap(([, choice]) => early[choice] ?? []));
        tell([step]);
      });
      for (const choice of choices) {
        const chosen = moves[choice];
        const [timer, event] = timerEvents[choice - moves.length] ?? [];
        if (chosen !== undefined) tell(input.role === 'server' ? steps.masked(chosen) : chosen);
        else if (timer !== undefined && event !== undefined && armed(recording.effects).has(timer)) {
          recording.effects.push(`fired.cancel ${timer}`);
          tell([event]);
        }
      }
      expect(breaches(input.role, recording.effects)).toEqual([]);
      expect(forgotten(engine, wanted, recording.effects)).toEqual([]);
      if (engine.stateOf('connection') === 'closing') {
        expect(armed(recording.effects)).toContain('close');
        send(engine, [steps.closeTimer]);
        expect(engine.stateOf('connection')).toMatch(/^closed\./);
      }
      if (engine.stateOf('connection').startsWith('closed')) {
        expect(armed(recording.effects)).toEqual(new Set());
        expect(engine.stateOf('writeTurn')).toBe('closed');
        expect(engine.stateOf('readLoop')).toMatch(/^message\.closed/);
      }
    }),
    { numRuns: 1500, seed: 6455 },
  );
});

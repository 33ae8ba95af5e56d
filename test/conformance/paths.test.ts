import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine } from 'xstate';
import { type ActorName, machines } from '../../machines/index.ts';
import { readLoopGroups, readLoopPaths } from '../../src/conformance/cases/30-read-loop.ts';
import { closeHandshakeGroups, closeHandshakePaths } from '../../src/conformance/cases/31-close-handshake.ts';
import type { CaseGroup } from '../../src/conformance/model.ts';
import { lettersFor, placesOf, walk } from '../../src/conformance/paths.ts';
import { arrowText } from '../../src/conformance/paths-cases.ts';
import { alphabet, type Letter } from '../../src/conformance/paths-frames.ts';
import { type Bind, rehearsalEffects } from '../../src/conformance/paths-rehearsal.ts';
import { readChart } from '../../src/engine/chart.ts';
import { bindCompiled, type CompiledModules } from '../../src/engine/compiled.ts';
import { actorNames } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';
import { compile, mutantsOf } from '../support/mutation.ts';

const intact = Object.fromEntries(actorNames.map((name) => [name, compile(machines[name], name)])) as CompiledModules;

/** Rehearses with a machine in another one's place. */
function bindMutant(name: ActorName, machine: AnyStateMachine): Bind {
  return bindCompiled(rehearsalEffects, { ...intact, [name]: compile(machine, name) });
}

/** What is expected in each case, without the words. */
function verdicts(groups: readonly CaseGroup[]) {
  return groups.flatMap((group) =>
    group.cases.map(({ id, outcomes, close, script }) => ({ id, outcomes, close, script })),
  );
}

const roles = ['server', 'client'] as const;

/** Every transition that the frames of generated cases lead to, as `arrowText` writes it. */
function taken(actor: ActorName): Set<string> {
  const arrows = new Set<string>();
  const note = (letters: readonly Letter[], role: 'server' | 'client') => {
    const { rehearsal, end } = walk(letters, role);
    // A peer ends the transport when the closing handshake is over.
    if (end >= 0) rehearsal.end();
    for (const each of rehearsal.taken) if (each.actor === actor) arrows.add(arrowText(each));
  };
  for (const role of roles) {
    for (const { way } of placesOf(role)) for (const letter of lettersFor(role)) note([...way, letter], role);
  }
  return arrows;
}

function missing(actor: ActorName): string[] {
  const covered = taken(actor);
  return readChart(machines[actor])
    .transitions.map((transition) => arrowText({ actor, transition }))
    .filter((arrow) => !covered.has(arrow));
}

describe('paths through the read loop', () => {
  test('lead to every place where a frame may make a difference', () => {
    expect(placesOf('server').map(({ way }) => way.map(({ name }) => name))).toEqual([
      [],
      ['the first frame of a text message'],
      ['the first frame of a text message, which ends within a code point'],
      ['the first frame of a binary message'],
      ['the first frame of a text message', 'a continuation frame'],
      ['the first frame of a text message', 'a continuation frame that ends within a code point'],
      ['the first frame of a binary message', 'a continuation frame'],
    ]);
  });

  test('take every transition that frames alone can lead to', () => {
    const bySubject = [
      // The user, or the closing handshake, told the reader to.
      'flow.flowing on PAUSE to flow.suspended',
      'flow.suspended on RESUME to flow.flowing',
      'flow.suspended on CLOSING to flow.draining',
      'flow.closing on PAUSE to flow.draining',
      'message on STOP to message.closed',
      // Before the cases begin.
      'message.waiting on OPENED to message.NONE',
      // The subject has to have sent a ping, which is its own affair.
      'message.NONE.control on CONTROL_FRAME if answersLastPing to message.NONE.header',
      'message.IN_MSG.control on CONTROL_FRAME if answersLastPing to message.IN_MSG.header',
    ];
    const byLimits = [
      // Where they are is the subject's affair.
      'message.NONE.header on FRAME_HEADER if frameTooLarge to message.closed',
      'message.NONE.header on FRAME_HEADER if firstFrameTooLarge to message.closed',
      'message.IN_MSG.header on FRAME_HEADER if frameTooLarge to message.closed',
      'message.IN_MSG.header on FRAME_HEADER if messageTooLarge to message.closed',
      'message.IN_MSG.header on FRAME_HEADER if tooManyFragments to message.closed',
    ];
    const byDeflate = [
      // Needs permessage-deflate, which has cases of its own.
      'message.IN_MSG.payload on PAYLOAD if notInflatable to message.closed',
      'message.IN_MSG.payload on PAYLOAD if inflatesTooLarge to message.closed',
    ];
    expect(missing('readLoop').sort()).toEqual([...bySubject, ...byLimits, ...byDeflate].sort());
  });
});

test('paths through the close handshake take every transition that a peer alone can lead to', () => {
  expect(missing('closeHandshake').sort()).toEqual(
    [
      // The subject closes: no frame makes it.
      'open on CLOSE if writesWaiting to closing.flushing',
      'open on CLOSE to closing.asking',
      'closing.flushing on WRITES_DONE to closing.asking',
      'closing.flushing on PEER_CLOSE to closing.replying',
      'closing.flushing on FAIL to closing.failing',
      'closing.asking on TURN to closing.weClosed',
      'closing.asking on PEER_CLOSE to closing.replying',
      'closing.asking on FAIL to closing.failing',
      'closing.weClosed on PEER_CLOSE to closing.bothClosed',
      'closing.weClosed on FAIL to closing.tearingDown',
      // Nobody ends the transport in time, or the subject gives up.
      '(any state) on ABORT to failed',
      'closing on TIMER_CLOSE to failed',
      'closing.bothClosed on ABORT to tornDown',
      'closing.bothClosed on TIMER_CLOSE to tornDown',
      'closing.ending on ABORT to tornDown',
      'closing.ending on TIMER_CLOSE to tornDown',
      // Nothing comes after the end.
      'tornDown on ABORT',
      'tornDown on TRANSPORT_ENDED',
      'failed on ABORT',
      'failed on TRANSPORT_ENDED',
    ].sort(),
  );
});

test('a server and a client do the same with frames that both may get', () => {
  for (const { way } of placesOf('server')) {
    for (const letter of alphabet.filter(({ side }) => side === undefined)) {
      const [server, client] = roles.map((role) => walk([...way, letter], role).rehearsal);
      expect([letter.name, client?.events, client?.violation, client?.closeCode]).toEqual([
        letter.name,
        server?.events,
        server?.violation,
        server?.closeCode,
      ]);
    }
  }
});

test('the interpreted machines give the same cases as the compiled ones', () => {
  const bind: Bind = bindInterpreted(rehearsalEffects);
  for (const letter of lettersFor('server')) {
    const [interpreted, compiled] = [walk([letter], 'server', bind), walk([letter], 'server')];
    expect(interpreted.rehearsal.taken).toEqual(compiled.rehearsal.taken);
  }
  expect(closeHandshakeGroups(bind)).toEqual(closeHandshakePaths);
});

test('cases are the same whenever they are made', () => {
  expect(readLoopGroups()).toEqual(readLoopPaths);
  expect(closeHandshakeGroups()).toEqual(closeHandshakePaths);
});

describe('a machine with one rule less gives other expectations', () => {
  const rules = mutantsOf(machines.readLoop).filter(({ name }) => /\[\w+\]: removed$/.test(name));
  const changes = (machine: AnyStateMachine) => {
    const changed = verdicts(readLoopGroups(bindMutant('readLoop', machine)));
    return !isDeepStrictEqual(changed, verdicts(readLoopPaths));
  };
  /** Rules that no frame alone leads to: see above. */
  const outOfReach =
    /frameTooLarge|firstFrameTooLarge|messageTooLarge|tooManyFragments|answersLastPing|Inflatable|inflates/;
  const within = rules.filter(({ name }) => !outOfReach.test(name));

  test.each(within)('$name', ({ machine }) => {
    expect(changes(machine)).toBe(true);
  });

  test('rules that no frame leads to change nothing', () => {
    const without = rules.filter(({ name }) => outOfReach.test(name));
    expect(without.length).toBeGreaterThan(5);
    expect(without.filter(({ machine }) => changes(machine)).map(({ name }) => name)).toEqual([]);
  });

  test('a close handshake that does not echo the code', () => {
    const mutant = mutantsOf(machines.closeHandshake).find(
      ({ name }) => name === 'open PEER_CLOSE: without the action echoCode',
    );
    if (mutant === undefined) throw new Error('the close handshake echoes no code any more');
    const changed = closeHandshakeGroups(bindMutant('closeHandshake', mutant.machine));
    expect(verdicts(changed)).not.toEqual(verdicts(closeHandshakePaths));
  });
});

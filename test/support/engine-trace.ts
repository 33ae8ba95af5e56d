/**
 * Random lives of a whole connection: all seven machines wired to each other, events from outside, and a host that answers
 * effects from inside. A trace is plain numbers, so that it can be run again on any engine, and shrunk.
 */
import fc from 'fast-check';
import type { AnyStateNode, EventObject } from 'xstate';
import { type ActorEvents, type ActorName, machines } from '../../machines/index.ts';
import { actorNames, type Engine } from '../../src/engine/engine.ts';
import { alphabetOf, inputs, stranger } from './engine-alphabet.ts';
import { type Answer, Recorder } from './engine-recorder.ts';
import { type Make, starts } from './engine-starts.ts';

export interface Trace {
  /** Which of `starts`. */
  readonly start: number;
  /** An event each, see `decode`. */
  readonly moves: readonly number[];
  /** What the host does inside of effects, in turn. */
  readonly answers: readonly number[];
}

interface Sending {
  readonly actor: ActorName;
  readonly event: EventObject;
}

const alphabets = inputs.map((input) => new Map(actorNames.map((actor) => [actor, alphabetOf(actor, input)])));

/** Most of these end everything: they come seldom. */
const seldom = /^(STOP|ABORT|TRANSPORT_ENDED|REFUSED|CLOSED|TIMER_CLOSE|TIMER_CONNECT|REFUSE|FAIL)$/;

/** The event types that an actor in this state has transitions for. */
const handled = new Map<string, readonly string[]>();
function handledIn(actor: ActorName, state: string): readonly string[] {
  const key = `${actor} ${state}`;
  const known = handled.get(key);
  if (known !== undefined) return known;
  const nodes = new Set<AnyStateNode>();
  for (const path of state.split(' | ')) {
    let node: AnyStateNode = machines[actor].root;
    nodes.add(node);
    for (const child of path.split('.')) {
      node = node.states[child] as AnyStateNode;
      nodes.add(node);
    }
  }
  const types = [...new Set([...nodes].flatMap((node) => [...node.transitions.keys()]))];
  handled.set(key, types);
  return types;
}

/** A number becomes an event: mostly one that means something now, sometimes any, or one that nobody knows. */
function decode(input: number, engine: Engine, move: number): Sending {
  // Neighbouring numbers become different moves: fast-check likes small ones.
  let rest = Math.imul(move ^ (move >>> 15), 0x2c1b3c6d) ^ 0x5bd1e995;
  rest = Math.imul(rest ^ (rest >>> 13), 0x297a2d39) >>> 0;
  const pick = <T>(choices: readonly T[]): T => {
    const choice = choices[rest % choices.length] as T;
    rest = Math.floor(rest / choices.length);
    return choice;
  };
  const actors = actorNames.map((actor) => ({ actor, types: handledIn(actor, engine.stateOf(actor)) }));
  const meaningful = pick([true, true, true, true, true, false]);
  const { actor, types } = pick(meaningful ? actors.filter(({ types }) => types.length > 0) : actors);
  const alphabet = alphabets[input]?.get(actor) ?? new Map<string, EventObject[]>();
  const choices = meaningful ? types : [...alphabet.keys(), stranger.type];
  let type = pick(choices);
  if (seldom.test(type) && pick([true, true, true, true, false])) type = pick(choices);
  const events = alphabet.get(type) ?? [stranger];
  return { actor, event: pick(pick([true, false]) ? events.slice(0, 8) : events) };
}

function send(engine: Engine, { actor, event }: Sending): void {
  const to: { send(event: never): void } = engine.actors[actor];
  to.send(event as never);
}

export function traces(length: number): fc.Arbitrary<Trace> {
  const number = fc.nat(2 ** 31 - 1);
  return fc.record({
    start: fc.nat(starts.length - 1),
    moves: fc.array(number, { maxLength: length, size: 'max' }),
    answers: fc.array(number, { minLength: 1, maxLength: 8, size: 'max' }),
  });
}

/** What happened at each step: effects and transitions in order, then all snapshots. */
export type History = readonly string[];

/**
 * @param makeAt the engine of each step; where it changes, the snapshot goes through JSON into the next one
 * @param fired gathers the transitions that were taken
 */
export function run(trace: Trace, makeAt: (step: number) => Make, observed = true, fired?: Set<string>): History {
  const { input, beginning } = starts[trace.start] as (typeof starts)[number];
  let [answered, budget] = [0, 0];
  const answer: Answer = (engine, actor, effect, params) => {
    const choice = trace.answers[answered++ % trace.answers.length] ?? 0;
    if (budget-- <= 0) return;
    const sending = respond(input, engine, choice, actor, effect, params);
    if (sending !== undefined) send(engine, sending);
  };
  const recorder = new Recorder(actorNames, answer);
  let make = makeAt(0);
  let engine = recorder.attach(make(recorder, beginning), observed);
  const history = [JSON.stringify(engine.snapshot())];
  trace.moves.forEach((move, index) => {
    budget = 6;
    const sending = decode(input, engine, move);
    send(engine, sending);
    const snapshot = JSON.stringify(engine.snapshot());
    history.push(`${sending.actor} is sent ${JSON.stringify(sending.event)}\n${recorder.take()}\n${snapshot}`);
    const next = makeAt(index + 1);
    if (next === make) return;
    engine.stop();
    make = next;
    engine = recorder.attach(make(recorder, { snapshot: JSON.parse(snapshot) }), observed);
  });
  if (fired !== undefined) {
    for (const [actor, transitions] of recorder.fired) for (const index of transitions) fired.add(`${actor} ${index}`);
  }
  return history;
}

/** Whoever is given the turn releases it now, writes a message, or keeps the turn. Other effects now and then send anything. */
function respond(
  input: number,
  engine: Engine,
  choice: number,
  actor: ActorName,
  effect: string,
  params: unknown,
): Sending | undefined {
  const rest = Math.floor(choice / 8);
  if (actor === 'writeTurn' && effect === 'grant') {
    const { operation } = params as { operation: string };
    if (choice % 8 < 3) return { actor: 'writeTurn', event: { type: 'RELEASE' } };
    if (choice % 8 < 6 && operation === 'op_wr') return { actor: 'writeLoop', event: sendMessage(choice % 2 === 0) };
    return undefined;
  }
  return choice % 8 === 0 ? decode(input, engine, rest) : undefined;
}

function sendMessage(compressed: boolean): ActorEvents['writeLoop'] {
  return { type: 'SEND_MSG', compressed };
}

/** The first step in which two histories differ. */
export function firstDifference(one: History, other: History): string | undefined {
  const step = one.findIndex((text, index) => text !== other[index]);
  return step < 0 ? undefined : `step ${step}:\n${one[step]}\n---\n${other[step]}`;
}

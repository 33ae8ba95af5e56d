/**
 * Rules as data. A scenario tells the wired system of all seven machines what happens and states what must come of it: every
 * effect in order, where each machine ends, and what its context says. It is run on both engines, which must agree in all
 * of this and in each transition on the way.
 */
import type { AnyStateMachine, EventObject } from 'xstate';
import { type ActorEvents, type ActorName, type ConnectionInput, machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { bindCompiled } from '../../src/engine/compiled.ts';
import { actorNames, type Beginning, type Effects, type Engine } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';

/** One event for one actor, from whoever is outside of the machines. */
export type Step = {
  [Name in ActorName]: readonly [actor: Name, event: ActorEvents[Name]];
}[ActorName];

export interface Scenario {
  /** What holds, in a sentence. */
  readonly rule: string;
  /** Where it stands. */
  readonly section: string;
  /** What differs from `usualInput`. */
  readonly input?: Partial<ConnectionInput>;
  /** Begin with machines just made, with an open connection (the usual case), or with one that agreed on permessage-deflate. */
  readonly begin?: 'made' | 'open' | 'deflating';
  readonly events: readonly Step[];
  /** What is sent from within an effect, by the effect's text: users and transports call back at once. */
  readonly during?: Readonly<Record<string, readonly Step[]>>;
  readonly expect: {
    /** Every effect, in order: `actor.effect`, then the values of its parameters. */
    readonly effects: readonly string[];
    /** Where machines end. One that is not named must be where it began. */
    readonly states?: Partial<Record<ActorName, string>>;
    /** What contexts say at the end; fields that are not named do not matter. */
    readonly contexts?: {
      readonly [Name in ActorName]?: Readonly<Record<string, unknown>>;
    };
    /** What the context of its machine said each time that an effect was carried out, for these effects, in order. */
    readonly seen?: readonly (readonly [effect: string, fields: Readonly<Record<string, unknown>>])[];
  };
}

/** Small limits, so that a scenario about a border stays short. */
export const usualInput: ConnectionInput = {
  role: 'client',
  maxMessageSize: 1000,
  maxFrameSize: 600,
  maxFragments: 3,
  maxQueuedPongs: 2,
  maxQueuedPings: 2,
  idlePings: true,
};

const whenMade: Record<ActorName, string> = {
  connection: 'connecting',
  openingHandshake: 'idle',
  readLoop: 'message.waiting | flow.flowing',
  writeLoop: 'NONE',
  writeTurn: 'waiting.clear',
  closeHandshake: 'open',
  keepAlive: 'off.reading',
};

const whenOpen: Record<ActorName, string> = {
  ...whenMade,
  connection: 'open',
  openingHandshake: 'accepted',
  readLoop: 'message.NONE.header | flow.flowing',
  writeTurn: 'free',
};

/** A response with which the client is content. */
export const goodResponse = {
  type: 'RESPONSE',
  fault: '',
  http11: true,
  status: 101,
  upgradeWebSocket: true,
  connectionUpgrade: true,
  accept: 'right',
  protocol: 'none',
  extensions: 'none',
} as const;

/** A request with which the server is content. */
export const goodRequest = {
  type: 'REQUEST',
  fault: '',
  http11: true,
  get: true,
  host: true,
  upgradeWebSocket: true,
  connectionUpgrade: true,
  key: 'valid',
  version: 'supported',
  protocols: 'none',
  extensions: 'none',
} as const;

/** What opens a connection, with permessage-deflate agreed on or without. */
export function opening(role: ConnectionInput['role'], compression = false): Step[] {
  if (role === 'client') {
    return [
      ['connection', { type: 'DIAL' }],
      ['connection', { type: 'TRANSPORT_READY' }],
      ['openingHandshake', { type: 'CONNECT' }],
      ['openingHandshake', { ...goodResponse, extensions: compression ? 'agreed' : 'none' }],
    ];
  }
  return [
    ['connection', { type: 'TRANSPORT_READY' }],
    ['openingHandshake', { type: 'AWAIT_REQUEST' }],
    ['openingHandshake', goodRequest],
    ['openingHandshake', { type: 'ACCEPT', compression }],
  ];
}

/** What the machines did: the host of the recording effects. */
export interface Recording {
  effects: string[];
  /** Each effect with the context and the event that it was given; the engines must agree in these as well. */
  details: (readonly [effect: string, context: object, event: string])[];
  /** `actor index` of every transition. */
  transitions: string[];
  /** Called from within an effect. */
  callBack: (effect: string) => void;
}

export interface Outcome extends Omit<Recording, 'callBack'> {
  readonly states: Record<ActorName, string>;
  readonly contexts: Record<ActorName, Record<string, unknown>>;
}

export type Bind = (host: Recording, beginning: Beginning) => Engine;

/** Effects that only write down that they were called. */
export const recordingEffects = Object.fromEntries(
  actorNames.map((actor) => [actor, recordEffectsOf(actor)]),
) as unknown as Effects<Recording>;

function recordEffectsOf(actor: ActorName) {
  const parts = Object.entries(machines[actor].implementations.actions as Record<string, object>);
  const names = parts.filter(([, part]) => 'effect' in part).map(([name]) => name);
  return Object.fromEntries(
    names.map((name) => [
      name,
      (host: Recording, context: object, event: EventObject, params?: object) => {
        const text = [`${actor}.${name}`, ...Object.values(params ?? {}).map(String)].join(' ');
        host.effects.push(text);
        host.details.push([text, { ...context }, event.type]);
        host.callBack(text);
      },
    ]),
  );
}

/** More transitions than any scenario needs: machines that send each other the turn for ever. */
const tooMany = 1000;

/** Runs a scenario's events; only what happens after its beginning is recorded. */
export function run(scenario: Scenario, bind: Bind): Outcome {
  const input = { ...usualInput, ...scenario.input };
  const recording: Recording = { effects: [], details: [], transitions: [], callBack: () => {} };
  const engine = bind(recording, { input });
  engine.observe({
    transition(actor, index) {
      if (recording.transitions.push(`${actor} ${index}`) > tooMany) throw new Error('the machines never come to rest');
    },
  });
  if (scenario.begin !== 'made') {
    send(engine, opening(input.role, scenario.begin === 'deflating'));
    Object.assign(recording, { effects: [], details: [], transitions: [] });
  }
  recording.callBack = (effect) => send(engine, scenario.during?.[effect] ?? []);
  send(engine, scenario.events);
  const snapshot = engine.snapshot();
  const { effects, details, transitions } = recording;
  const outcome = {
    effects,
    details,
    transitions,
    states: fromNames((name) => engine.stateOf(name)),
    contexts: fromNames((name) => snapshot[name].context),
  };
  engine.stop();
  return outcome;
}

export function send(engine: Engine, steps: readonly Step[]): void {
  // The type of a step pairs the actor with an event of its own.
  for (const [actor, event] of steps) (engine.actors[actor] as { send(event: EventObject): void }).send(event);
}

export const runCompiled: Bind = bindCompiled(recordingEffects);
export const runInterpreted: Bind = bindInterpreted(recordingEffects);

/** What the scenario demands, in the form of `found`. */
export function demanded(scenario: Scenario) {
  const { effects, states, contexts = {}, seen = [] } = scenario.expect;
  const { idlePings } = { ...usualInput, ...scenario.input };
  const opened = { ...whenOpen, keepAlive: idlePings ? 'idle' : 'passive.quiet' };
  return { effects, states: { ...(scenario.begin === 'made' ? whenMade : opened), ...states }, contexts, seen };
}

/** What came of it, without the fields of contexts that do not matter. */
export function found(scenario: Scenario, outcome: Outcome): ReturnType<typeof demanded> {
  const { effects, states, details } = outcome;
  const contexts = Object.entries(scenario.expect.contexts ?? {}).map(([name, fields]) => [
    name,
    fieldsOf(outcome.contexts[name as ActorName], fields),
  ]);
  const wanted = new Map(scenario.expect.seen);
  const seen = details.flatMap(([effect, context]) => {
    const fields = wanted.get(effect);
    return fields === undefined ? [] : [[effect, fieldsOf(context, fields)] as const];
  });
  return { effects, states, contexts: Object.fromEntries(contexts), seen };
}

/** What `context` says about these fields. */
function fieldsOf(context: object, fields: object): Record<string, unknown> {
  const all = new Map<string, unknown>(Object.entries(context));
  return Object.fromEntries(Object.keys(fields).map((key) => [key, all.get(key)]));
}

/** Transitions of a machine that no scenario takes, as `source event [guard] → target`. */
export function neverTaken(actor: ActorName, scenarios: readonly Scenario[]): string[] {
  const taken = new Set(scenarios.flatMap((scenario) => run(scenario, runCompiled).transitions));
  return readChart(machines[actor] as AnyStateMachine)
    .transitions.filter(({ index }) => !taken.has(`${actor} ${index}`))
    .map(({ source, event, guard, target }) => `${source} ${event} [${guard ?? ''}] → ${target ?? '(stays)'}`);
}

function fromNames<T>(make: (name: ActorName) => T): Record<ActorName, T> {
  return Object.fromEntries(actorNames.map((name) => [name, make(name)])) as Record<ActorName, T>;
}

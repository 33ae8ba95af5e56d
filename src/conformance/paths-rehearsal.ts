/**
 * Rehearses a conversation with the machines themselves: frames go in as the events that an endpoint would report, and what
 * the machines do says what a subject has to do. No octets, no clock, no socket.
 */
import {
  type ActorName,
  type CloseHandshakeContext,
  machines,
  type Role,
  type ViolationId,
} from '../../machines/index.ts';
import { decodeClosePayload } from '../codec/close-payload.ts';
import { CLOSE, CONTINUATION, TEXT } from '../codec/opcodes.ts';
import { Utf8Validator } from '../codec/utf8.ts';
import {
  actorNames,
  type Beginning,
  bindCompiled,
  type ChartTransition,
  type Effects,
  type Engine,
  readChart,
} from '../engine/index.ts';
import type { Expected, FrameToSend } from './model.ts';
import { octetsOf } from './wire-payload.ts';

/** Makes an engine for a rehearsal: compiled from the machines, unless a test has others. */
export type Bind = (host: Rehearsal, beginning: Beginning) => Engine;

/** Wide enough for every frame of the cases: limits are the subject's own business. */
const limits = {
  maxMessageSize: 65_536,
  maxFrameSize: 65_536,
  maxFragments: 64,
  maxQueuedPongs: 16,
  maxQueuedPings: 16,
  idlePings: false,
};

type Phase = 'header' | 'payload' | 'control' | 'closed';

/** A transition that was taken, and whose it is. */
export interface Taken {
  readonly actor: ActorName;
  readonly transition: ChartTransition;
}

export class Rehearsal {
  readonly role: Role;
  /** What has to come back, if every message is echoed. */
  readonly events: Expected[] = [];
  /** The rule that was broken. */
  violation: ViolationId | undefined;
  /** The code of the close frame that was sent; 1005 for an empty one. */
  closeCode: number | undefined;
  /** Every transition so far. */
  readonly taken: Taken[] = [];
  readonly #engine: Engine;
  readonly #utf8 = new Utf8Validator();
  #frame: FrameToSend = { opcode: CONTINUATION };
  #phase: Phase = 'header';
  #opcode = 0;
  #frames = 0;
  #pieces: Uint8Array[] = [];
  #piece: Uint8Array = new Uint8Array(0);
  #owed: Uint8Array[] = [];

  constructor(role: Role, bind: Bind = bindRehearsal) {
    this.role = role;
    this.#engine = bind(this, { input: { role, ...limits } });
    this.#engine.actors.connection.send({ type: 'TRANSPORT_READY' });
    this.#engine.actors.connection.send({ type: 'OPENED', compression: false });
    this.#engine.observe({
      transition: (actor, index) => {
        const transition = chartOf(actor)[index];
        if (transition !== undefined) this.taken.push({ actor, transition });
      },
    });
  }

  /** The subject reads no further. */
  get closed(): boolean {
    return this.#phase === 'closed';
  }

  /** A message is under way. */
  get inMessage(): boolean {
    return this.#frames > 0;
  }

  /**
   * Where the conversation is, as far as it makes a difference to what may come next: the machines' states, the message under
   * way, whether it has gone on yet, and whether it stopped within a code point.
   */
  get state(): string {
    const place = `${this.#engine.stateOf('readLoop')}, ${this.#engine.stateOf('closeHandshake')}`;
    if (!this.inMessage) return place;
    const text = this.#opcode === TEXT;
    return [
      place,
      `opcode ${this.#opcode}`,
      this.#frames > 1 ? 'gone on' : 'begun',
      text && !this.#utf8.complete,
    ].join();
  }

  /** @param chop octets of payload that arrive at once; all of them by default */
  receive(frame: FrameToSend, chop?: number): void {
    if (this.closed) return;
    this.#frame = frame;
    const payload = octetsOf(frame.payload ?? '');
    const declared = frame.declaredLength ?? payload.length;
    const { opcode, fin = true, rsv = 0, masked = this.role === 'server', lengthOctets } = frame;
    this.#engine.actors.readLoop.send({
      type: 'FRAME_HEADER',
      fin,
      rsv,
      opcode,
      masked,
      length: Number(declared),
      minimal: lengthOctets === undefined || lengthOctets === fewestOctets(declared),
      oversized: declared > Number.MAX_SAFE_INTEGER,
    });
    if (this.#phase === 'control') this.#receiveControl(opcode, payload);
    else if (this.#phase === 'payload') this.#receivePayload(payload, chop ?? payload.length);
  }

  /** The peer ends the transport, as it does once both close frames have passed. */
  end(): void {
    this.#engine.actors.connection.send({ type: 'TRANSPORT_ENDED' });
  }

  /** Carries out an effect of the machines'. */
  effect(name: string, context: unknown, params: unknown): void {
    this.#effects[name]?.(context, params);
  }

  #receiveControl(opcode: number, payload: Uint8Array): void {
    const { code, fault } = decodeClosePayload(payload, 0, payload.length);
    const close = opcode === CLOSE;
    this.#phase = 'header';
    this.#engine.actors.readLoop.send({
      type: 'CONTROL_FRAME',
      opcode,
      answersLastPing: false,
      closeCode: close ? code : 0,
      closeFault: close ? fault : '',
    });
  }

  #receivePayload(payload: Uint8Array, chop: number): void {
    let at = 0;
    do {
      const piece = payload.subarray(at, at + chop);
      const badUtf8 = this.#opcode === TEXT && this.#utf8.push(piece, 0, piece.length) >= 0;
      this.#piece = piece;
      this.#engine.actors.readLoop.send({
        type: 'PAYLOAD',
        length: piece.length,
        badUtf8,
        openUtf8: this.#opcode === TEXT && !badUtf8 && !this.#utf8.complete,
        inflateFault: '',
      });
      at += piece.length;
    } while (at < payload.length && !this.closed);
  }

  readonly #effects: Readonly<Record<string, (context: unknown, params: unknown) => void>> = {
    'readLoop.beginMessage': () => {
      this.#opcode = this.#frame.opcode;
      this.#pieces = [];
      this.#utf8.reset();
    },
    'readLoop.beginFrame': () => {
      this.#phase = 'payload';
      this.#frames += 1;
    },
    'readLoop.beginControlFrame': () => {
      this.#phase = 'control';
    },
    'readLoop.frameData': () => {
      this.#pieces.push(this.#piece);
    },
    'readLoop.endFrame': () => {
      this.#phase = 'header';
    },
    'readLoop.endMessage': () => {
      const type = this.#opcode === TEXT ? 'text' : 'binary';
      this.events.push({ kind: 'message', type, payload: Buffer.concat(this.#pieces) });
      this.#frames = 0;
    },
    'readLoop.receivePing': () => {
      this.#owed.push(octetsOf(this.#frame.payload ?? ''));
    },
    'readLoop.stopReading': () => {
      this.#phase = 'closed';
    },
    'readLoop.refuse': (_, params) => {
      // The chart gives this effect the rule that was broken.
      this.violation = (params as { violation: ViolationId }).violation;
    },
    'writeTurn.grant': () => {
      const payload = this.#owed.shift();
      if (payload !== undefined) this.events.push({ kind: 'pong', payload });
      this.#engine.actors.writeTurn.send({ type: 'RELEASE' });
    },
    'closeHandshake.writeClose': (context) => {
      // An effect is given the context of its own machine.
      this.closeCode = (context as CloseHandshakeContext).wr_code;
    },
  };
}

function fewestOctets(length: number | bigint): number {
  return length < 126 ? 0 : length <= 0xffff ? 2 : 8;
}

const charts = new Map<ActorName, readonly ChartTransition[]>();

function chartOf(actor: ActorName): readonly ChartTransition[] {
  let transitions = charts.get(actor);
  if (transitions === undefined) {
    transitions = readChart(machines[actor]).transitions;
    charts.set(actor, transitions);
  }
  return transitions;
}

function effectsOf(actor: ActorName) {
  // Every action of the machines is a part of `machines/parts.ts`.
  const parts = Object.entries(machines[actor].implementations.actions as Record<string, object>);
  const names = parts.filter(([, part]) => 'effect' in part).map(([name]) => name);
  return Object.fromEntries(
    names.map((name) => [
      name,
      (host: Rehearsal, context: never, _: never, params: never) => host.effect(`${actor}.${name}`, context, params),
    ]),
  );
}

/** Every effect of every machine, handed to the rehearsal. */
export const rehearsalEffects = Object.fromEntries(actorNames.map((actor) => [actor, effectsOf(actor)])) as Record<
  ActorName,
  ReturnType<typeof effectsOf>
> satisfies Effects<Rehearsal>;

const bindRehearsal: Bind = bindCompiled<Rehearsal>(rehearsalEffects);

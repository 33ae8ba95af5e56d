/** Plays the script of a case on an open connection, waits for what has to come, and ends the connection. */
import { BINARY, TEXT } from '../codec/index.ts';
import { Deflater, directionOf } from './deflate.ts';
import type { SequenceStore } from './deflate-sequence.ts';
import { OutcomeMatcher } from './judge-outcomes.ts';
import type { ConformanceCase, Step } from './model.ts';
import { playRounds } from './player-rounds.ts';
import type { Peer } from './wire.ts';
import { framesOf } from './wire-frame.ts';
import { octetsOf } from './wire-payload.ts';

export interface PlayContext {
  readonly full: boolean;
  readonly sequences: SequenceStore;
  /** Milliseconds that the subject has to react, unless a case gives it more. */
  readonly timeLimit: number;
}

/** What the subject has for a whole loop of rounds, and for one of Autobahn's volume. */
const ROUNDS_LIMIT = 60_000;
const FULL_ROUNDS_LIMIT = 300_000;
/** A client has got its end of the connection: it may take its time, but holds up nobody. */
const CLIENT_LEAVE_LIMIT = 1_000;

export function limitOf({ timeLimit = 0 }: Pick<ConformanceCase, 'timeLimit'>, context: PlayContext): number {
  return Math.max(timeLimit, context.timeLimit);
}

export interface Played {
  /** What a loop of rounds found wrong. */
  readonly roundsFault: string | undefined;
  /** Neither a close frame nor the end of the transport came in time. */
  readonly neverClosed: boolean;
  /** The subject is a server, both close frames have gone, and it did not end the transport. */
  readonly neverEnded: boolean;
}

export class ScriptPlayer {
  readonly #peer: Peer;
  readonly #case: ConformanceCase;
  readonly #context: PlayContext;
  readonly #limit: number;
  readonly #matcher: OutcomeMatcher;
  #deflater: Deflater | undefined;
  #roundsFault: string | undefined;
  /** What was waited for did not come: whoever is silent once would be waited for at every step. */
  #silent = false;

  constructor(peer: Peer, conformanceCase: ConformanceCase, context: PlayContext) {
    this.#peer = peer;
    this.#case = conformanceCase;
    this.#context = context;
    this.#limit = limitOf(conformanceCase, context);
    this.#matcher = new OutcomeMatcher(conformanceCase.outcomes);
    peer.onEvent = (event) => this.#matcher.see(event);
  }

  /** @param what the script; or only to close (there is nothing to test); or only to wait for the subject to leave */
  async play(what: 'script' | 'leave' | 'wait'): Promise<Played> {
    if (what === 'script') await this.#script();
    this.#peer.readAgain();
    const ending = await this.#finish(
      what === 'script' ? this.#case.close.by : what === 'leave' ? 'us' : 'subject',
      what,
    );
    return { roundsFault: this.#roundsFault, ...ending };
  }

  async #script(): Promise<void> {
    for (const step of this.#case.script) {
      if (this.#peer.over || this.#roundsFault !== undefined) return;
      await this.#step(step);
    }
  }

  async #step(step: Step): Promise<void> {
    const peer = this.#peer;
    switch (step.do) {
      case 'frames':
        return peer.sendFrames(step.frames, step);
      case 'octets':
        return peer.sendOctets(octetsOf(step.octets), step);
      case 'message':
        return this.#sendMessage(step);
      case 'rounds':
        return this.#rounds(step);
      case 'pause':
        await peer.until(() => peer.over, step.ms);
        return;
      case 'await':
        return this.#awaitEvents(step.events, step.ms ?? this.#limit);
      case 'awaitClose':
        await peer.until(() => peer.over, step.ms);
        return;
      case 'close':
        peer.sendClose(step.code, octetsOf(step.reason ?? ''));
        return;
      default:
        this.#act(step);
    }
  }

  #act(step: Extract<Step, { do: 'mark' | 'stopReading' | 'readAgain' | 'end' | 'reset' }>): void {
    if (step.do === 'mark') this.#peer.mark(step.name);
    else if (step.do === 'stopReading') this.#peer.stopReading();
    else if (step.do === 'readAgain') this.#peer.readAgain();
    else if (step.do === 'end') this.#peer.end();
    else this.#peer.reset();
  }

  async #sendMessage(step: Extract<Step, { do: 'message' }>): Promise<void> {
    const octets = octetsOf(step.payload);
    const compressed = step.compress !== false && this.#peer.agreement !== undefined;
    const payload = compressed ? this.#deflate(octets) : octets;
    const opcode = step.type === 'text' ? TEXT : BINARY;
    await this.#peer.sendFrames(framesOf(payload, { opcode, compressed, fragment: step.fragment }), step);
  }

  #deflate(octets: Uint8Array): Uint8Array {
    const { agreement, masks } = this.#peer;
    if (agreement === undefined) return octets;
    this.#deflater ??= new Deflater(directionOf(agreement, masks ? 'client' : 'server'));
    return this.#deflater.deflate(octets);
  }

  async #rounds(step: Extract<Step, { do: 'rounds' }>): Promise<void> {
    const { full, sequences } = this.#context;
    const limit = Math.max(this.#case.timeLimit ?? 0, full ? FULL_ROUNDS_LIMIT : ROUNDS_LIMIT);
    this.#roundsFault = await playRounds(this.#peer, step, { full, limit, sequences });
    // What a message after the loop may refer back to has moved on; to begin anew is always right.
    this.#deflater = undefined;
  }

  async #awaitEvents(count: number, ms: number): Promise<void> {
    if (this.#silent) return;
    const counted = () => this.#peer.events.filter(({ kind }) => kind !== 'mark').length;
    const wanted = counted() + count;
    this.#silent = !(await this.#peer.until(() => counted() >= wanted || this.#peer.over, ms));
  }

  async #finish(by: string, what: string): Promise<Pick<Played, 'neverClosed' | 'neverEnded'>> {
    const peer = this.#peer;
    if (by !== 'subject') {
      const waiting = what === 'script' && this.#roundsFault === undefined;
      if (waiting) await peer.until(() => peer.over || this.#matcher.settled, this.#limit);
      if (!peer.over && peer.closeSent === undefined) peer.sendClose(1000);
    }
    const closed = await peer.until(() => peer.over, this.#limit);
    if (!closed) peer.note(`The subject did not close within ${this.#limit} ms.`);
    const orderly = closed && peer.closeReceived !== undefined && peer.fault === undefined;
    const ended = orderly ? await this.#endTransport() : true;
    peer.destroy();
    return { neverClosed: !closed, neverEnded: !ended };
  }

  /** RFC 6455 §7.1.1: the server ends the transport, the client waits for it. */
  async #endTransport(): Promise<boolean> {
    const peer = this.#peer;
    const ended = () => peer.transport !== 'open' || peer.left;
    if (peer.closeSent === undefined) peer.sendClose(peer.closeReceived?.code ?? 1005);
    if (peer.masks) return peer.until(ended, this.#limit);
    peer.end();
    await peer.until(ended, CLIENT_LEAVE_LIMIT);
    return true;
  }
}

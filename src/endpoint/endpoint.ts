/**
 * One end of a WebSocket connection, without I/O: bytes in, bytes and events out, no timer and no socket of its own. It holds
 * the bytes and carries out what the machines decide; whoever drives it provides a transport.
 */
import type { ActorEvents, ActorName, ConnectionInput, Role, ViolationId } from '../../machines/index.ts';
import { encodeClosePayload } from '../codec/close-payload.ts';
import { copyOf } from '../codec/word-view.ts';
import type { Actors, Engine, EngineKind, Observer } from '../engine/engine.ts';
import type { Inspect } from '../engine/interpreted.ts';
import { wakeUp } from './awake.ts';
import { CloseFacts } from './close-facts.ts';
import type { CloseRecord } from './close-record.ts';
import { Deadlines } from './deadlines.ts';
import { closedError, handlerThrew } from './ending.ts';
import type { OperationError } from './errors.ts';
import type { Agreement, Extension, MessageCodec } from './extension.ts';
import { FrameLog } from './frame-log.ts';
import type { Incoming } from './incoming.ts';
import type { DefaultHandlers, Handlers, Levels } from './levels.ts';
import { Machinery } from './machinery.ts';
import type { ClientRequest, UpgradeRequest, UpgradeResponse } from './opening.ts';
import { type Acceptance, Opening, type Refusal } from './opening-side.ts';
import { type Bounds, resolveBounds } from './options.ts';
import { Outgoing } from './outgoing.ts';
import type { Outlet } from './outlet.ts';
import type { Output } from './output.ts';
import { Pings } from './pings.ts';
import { type Platform, portable } from './platform.ts';
import type { PreparedMessage } from './prepared.ts';
import { giveBack, readerFor } from './readers.ts';
import { giveBackOutgoing, giveBackOutlet, giveBackOutput, outgoingFor, outletFor, outputFor } from './senders.ts';
import type { Tally } from './tally.ts';
import type { Tap } from './tap.ts';
import { fireDue } from './timers.ts';
import type { Transport } from './transport.ts';

export interface EndpointOptions<C> {
  readonly role: Role;
  /** Handed to every handler as its first argument. */
  readonly connection: C;
  readonly handlers: Handlers<C>;
  readonly transport: Transport;
  readonly bounds?: Partial<Bounds> | undefined;
  readonly engine?: EngineKind | undefined;
  /** XState's inspection callback, for the interpreted engine. */
  readonly inspect?: Inspect | undefined;
  readonly platform?: Platform | undefined;
  /** Client: what to ask for. */
  readonly request?: ClientRequest | undefined;
  /** What is offered, or agreed to. */
  readonly extension?: Extension | undefined;
  /** Server: decides about a request that is in order, with `accept` or `refuse`, now or later. Accepts by default. */
  readonly decide?: ((endpoint: Endpoint<C>, request: UpgradeRequest) => void) | undefined;
}

export type ReadyState = 'connecting' | 'opening' | 'open' | 'closing' | 'closed';

const activity = { type: 'ACTIVITY' } as const;
const wantPing = { type: 'WANT_PING' } as const;

export class Endpoint<C> {
  readonly role: Role;
  readonly connection: C;
  readonly handlers: Handlers<C>;
  readonly bounds: Readonly<Bounds>;
  readonly platform: Platform;
  state: ReadyState = 'connecting';
  /** What is known once the connection is over. */
  record: CloseRecord | undefined;
  /** The subprotocol agreed on, or `''`. */
  protocol = '';
  /** What was agreed on about extensions; undefined for none. */
  agreement: Agreement | undefined;
  request: UpgradeRequest | undefined;
  response: UpgradeResponse | undefined;
  /** The connection is open; its `open` handler comes next. */
  onOpened: ((connection: C) => void) | undefined;
  /** The connection is over. */
  onClosed: ((record: CloseRecord, connection: C) => void) | undefined;
  /** The close handler threw: no handler is left to be told. */
  onCloseThrew: ((error: unknown) => void) | undefined;

  // For the effects and the parts; not for users.
  /** Where the machines were when what may end the connection came: it sends them all to their ends. */
  before: Record<ActorName, string> | undefined;
  /** Bytes that had left when the drain timer was armed. */
  leftBefore = 0;
  /** What our close frame says, when we close. */
  closeReason = '';
  readonly transport: Transport;
  readonly madeAt: number;
  decide: EndpointOptions<C>['decide'];
  /** Our side of the opening handshake, until it is over. */
  opening: Opening | undefined;
  wasOpen = false;
  /** See `wakeUp`. */
  awake = false;

  readonly #machinery: Machinery;
  // Not there while nothing is under way: an idle connection keeps as little as it can.
  #incoming: Incoming<C> | undefined;
  #outgoing: Outgoing | undefined;
  #output: Output | undefined;
  #outlet: Outlet | undefined;
  /** Bytes sent, as of when `#outlet` was let go of. */
  #sent = 0;
  #codec: MessageCodec | undefined;
  /** Bytes received, as of when `#incoming` was let go of. */
  #received = 0;
  /** The application holds on to the default handlers. */
  #levelsKept = false;
  // Made when first needed: most connections live long and need neither.
  #pings: Pings | undefined;
  #facts: CloseFacts | undefined;
  #log: FrameLog | undefined;
  #deadlines: Deadlines | undefined;

  constructor(options: EndpointOptions<C>) {
    const { role, transport, platform = portable } = options;
    this.role = role;
    this.connection = options.connection;
    this.handlers = options.handlers;
    this.bounds = resolveBounds(options.bounds);
    this.platform = platform;
    this.decide = options.decide;
    this.transport = transport;
    this.madeAt = Math.round(platform.now());
    const { maxHeaderBytes, maxHeaders } = this.bounds;
    const limits = { maxBytes: maxHeaderBytes, maxHeaders };
    this.opening = new Opening(this, role, limits, options.request, options.extension);
    this.#machinery = new Machinery(this, options.engine ?? 'compiled', options.inspect);
  }

  // ── What the transport does ──────────────────────────────────────────────────────────────────────────────────────────────

  /** The transport is being made: the connect timer starts. */
  dial(): void {
    this.actors.connection.send({ type: 'DIAL' });
  }

  /** Bytes can pass: the opening handshake begins. */
  transportReady(): void {
    this.actors.connection.send({ type: 'TRANSPORT_READY' });
    if (this.state !== 'connecting') return;
    this.state = 'opening';
    this.actors.openingHandshake.send({ type: this.role === 'client' ? 'CONNECT' : 'AWAIT_REQUEST' });
    this.#settle();
  }

  /** Bytes arrived. They are the endpoint's now: payload is unmasked where it lies. */
  receive(bytes: Uint8Array): void {
    if (this.opening !== undefined) {
      this.opening.receive(bytes);
      if (this.opening?.full) this.transport.suspend();
    } else {
      if (!this.awake && this.state === 'open') wakeUp(this);
      this.actors.keepAlive.send(activity);
      this.incoming.receive(bytes, bytes.length, false);
    }
    this.#settle();
  }

  /** The first `length` bytes are the endpoint's until this returns: it alters them, and copies what it keeps. */
  receiveLent(bytes: Uint8Array, length: number): void {
    if (this.opening !== undefined) {
      this.receive(copyOf(bytes, 0, length));
      return;
    }
    if (!this.awake && this.state === 'open') wakeUp(this);
    this.actors.keepAlive.send(activity);
    this.incoming.receive(bytes, length, true);
    this.#settle();
  }

  /** Server: a request that an HTTP server has read. */
  receiveRequest(request: UpgradeRequest): void {
    this.opening?.receiveRequest(request);
    this.#settle();
  }

  /** The transport has ended, on both sides or on the peer's; `error` says why, if it failed. */
  transportEnded(error?: unknown): void {
    if (error !== undefined) {
      this.facts.failed(error);
      this.outlet.drop();
      if (this.state === 'connecting') this.facts.detail = messageOf(error);
    }
    this.before ??= this.states();
    this.actors.connection.send({ type: 'TRANSPORT_ENDED' });
    this.#settle();
  }

  /** Hands waiting output to the transport. */
  flush(): void {
    this.outlet.flush();
    this.#settle();
  }

  /** The transport takes bytes again. */
  drained(): void {
    this.#outlet?.drained();
    this.#settle();
  }

  /** Fires the timers that are due. */
  wake(): void {
    fireDue(this);
    this.#settle();
  }

  // ── What the application does ────────────────────────────────────────────────────────────────────────────────────────────

  /** Server: takes the upgrade. See `Opening.accept`. */
  accept(acceptance: Acceptance = {}): void {
    this.opening?.accept(acceptance);
    this.#settle();
  }

  /** Server: declines the upgrade. See `Opening.refuse`. */
  refuse(refusal: Refusal): void {
    this.opening?.refuse(refusal);
    this.#settle();
  }

  /**
   * @param compress whether to compress the message, if that was agreed on; undefined: if it is worth it
   * @returns settles when the bytes have been handed to the transport, or with why they could not be
   */
  send(opcode: number, payload: string | Uint8Array, compress?: boolean): Promise<void> {
    return this.outgoing.send(opcode, payload, compress);
  }

  /** One of many that get the same message. @param tally is told instead of a promise */
  deliver(prepared: PreparedMessage, compress: boolean | undefined, tally: Tally): void {
    const { lent } = this.#machinery;
    this.outgoing.deliver(prepared, compress, tally);
    // The next of them takes up the same engine, instead of all holding one until they are flushed.
    if (lent && this.state === 'open') this.#machinery.rest();
  }

  /**
   * @returns the round trip in milliseconds
   * @throws {RangeError} if the payload is longer than a control frame may be
   */
  ping(payload: Uint8Array): Promise<number> {
    if (payload.length > 125) throw new RangeError(`payload: ${payload.length} bytes, at most 125 fit into a ping`);
    if (this.state !== 'open') return this.outgoing.refused();
    return this.pings.ping(payload.slice(), () => this.actors.writeTurn.send(wantPing));
  }

  /**
   * Begins the closing handshake behind what was sent so far. Before the connection is open it is given up instead.
   * @param code 1005 for a close frame without one
   * @throws {RangeError | TypeError} naming what a close frame cannot carry
   */
  close(code: number, reason: string): void {
    encodeClosePayload(code === 1005 ? undefined : code, reason);
    if (this.state === 'connecting' || this.state === 'opening') {
      this.abort('aborted');
      return;
    }
    if (this.state !== 'open') return;
    this.closeReason = reason;
    this.outgoing.refuseNew();
    this.actors.closeHandshake.send({ type: 'CLOSE', code, writesWaiting: this.outgoing.busy });
    this.#settle();
  }

  /** Ends the transport without a closing handshake. */
  abort(violation: ViolationId, error?: unknown): void {
    if (error !== undefined) this.facts.failed(error);
    this.before ??= this.states();
    this.actors.connection.send({ type: 'ABORT', violation });
    this.#settle();
  }

  pause(): void {
    this.actors.readLoop.send({ type: 'PAUSE' });
  }

  resume(): void {
    this.actors.readLoop.send({ type: 'RESUME' });
    this.#settle();
  }

  // ── Engines ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

  get engine(): Engine {
    return this.#machinery.engine;
  }

  /** Asked for by itself, as an idle connection holds no engine. */
  get engineKind(): EngineKind {
    return this.#machinery.kind;
  }

  /** Goes on running on another engine, from the next event on. */
  useEngine(kind: EngineKind, inspect?: Inspect): void {
    this.#machinery.change(kind, inspect);
    this.#settle();
  }

  observe(observer: Observer | null): void {
    this.#machinery.observe(observer);
  }

  /** Tells `tap` all that happens, from the next event on; null: nobody any more. */
  attach(tap: Tap | null): void {
    this.#machinery.attach(tap);
    this.#settle();
  }

  states(): Record<ActorName, string> {
    return this.#machinery.states();
  }

  get actors(): Actors {
    return this.#machinery.actors;
  }

  get machineInput(): ConnectionInput {
    return this.#machinery.input;
  }

  /** Bytes that have left, as far as the transport knows. */
  get bytesLeft(): number {
    return this.transport.bytesLeft ?? 0;
  }

  get incoming(): Incoming<C> {
    this.#incoming ??= readerFor<C>(this, this.#received);
    return this.#incoming;
  }

  get levels(): Levels<C> {
    return this.incoming.levels;
  }

  /** The default handlers, for the application to keep. */
  get defaults(): DefaultHandlers {
    this.#levelsKept = true;
    return this.levels;
  }

  get outgoing(): Outgoing {
    this.#outgoing ??= this.state === 'open' ? outgoingFor(this) : new Outgoing(this);
    return this.#outgoing;
  }

  /** Messages may be sent from now on. */
  openOutgoing(): void {
    this.#outgoing?.open();
  }

  get output(): Output {
    this.#output ??= this.#takeOutput();
    return this.#output;
  }

  get outlet(): Outlet {
    this.#outlet ??= outletFor(this, this.transport);
    return this.#outlet;
  }

  /** Since the opening handshake, once that is over. */
  get bytesSent(): number {
    return this.#sent + (this.#outlet?.sent ?? 0);
  }

  get deadlines(): Deadlines {
    this.#deadlines ??= new Deadlines(this.transport);
    return this.#deadlines;
  }

  /** Bytes that wait to be handed to the transport. */
  get bufferedAmount(): number {
    return (this.#outgoing?.waiting ?? 0) + (this.#output?.size ?? 0);
  }

  get log(): FrameLog {
    this.#log ??= new FrameLog();
    return this.#log;
  }

  get tap(): Tap | undefined {
    return this.#log?.tap;
  }

  /** Whom the parts tell what they do. */
  tapped(tap: Tap | undefined): void {
    this.log.tap = tap;
    if (this.#output !== undefined) this.#output.tap = tap;
  }

  /** Compresses and inflates messages, where that was agreed on. */
  get codec(): MessageCodec | undefined {
    this.#codec ??= this.agreement?.createCodec();
    return this.#codec;
  }

  get pings(): Pings {
    this.#pings ??= new Pings(this.bounds.maxQueuedPings);
    return this.#pings;
  }

  /** Round trip of the last answered ping, in milliseconds. */
  get latency(): number | undefined {
    return this.#pings?.latency;
  }

  get facts(): CloseFacts {
    this.#facts ??= new CloseFacts();
    return this.#facts;
  }

  // ── For the parts ────────────────────────────────────────────────────────────────────────────────────────────────────────

  tellReadLoop(event: ActorEvents['readLoop']): void {
    this.actors.readLoop.send(event);
    // More may come of the same chunk.
    if (this.#machinery.toChange && !this.#machinery.busy) this.#machinery.settle();
  }

  tellWriteLoop(event: ActorEvents['writeLoop']): void {
    this.actors.writeLoop.send(event);
  }

  tellWriteTurn(event: ActorEvents['writeTurn']): void {
    this.actors.writeTurn.send(event);
  }

  tellKeepAlive(event: ActorEvents['keepAlive']): void {
    this.actors.keepAlive.send(event);
  }

  tellOpeningHandshake(event: ActorEvents['openingHandshake']): void {
    this.actors.openingHandshake.send(event);
  }

  answersLastPing(payload: Uint8Array): boolean {
    return this.pings.answersLast(payload);
  }

  wrote(): Promise<void> {
    this.outlet.wrote();
    return this.outlet.flushed();
  }

  writesDone(): void {
    if (this.state === 'closing') this.actors.closeHandshake.send({ type: 'WRITES_DONE' });
  }

  closedError(): OperationError {
    return closedError(this);
  }

  /** A handler of the application's has thrown, or a promise that it gave has failed. */
  handlerThrew(error: unknown): void {
    handlerThrew(this, error);
  }

  closeCodec(): void {
    this.#codec?.close();
    this.#codec = undefined;
  }

  /** Something broke, and was noted. */
  get hasFailed(): boolean {
    return this.#facts?.violation !== undefined;
  }

  /** Since the opening handshake. */
  get bytesReceived(): number {
    return this.#incoming?.received ?? this.#received;
  }

  get maxBufferedOutput(): number {
    return this.bounds.maxBufferedOutput;
  }

  get blocked(): boolean {
    return this.#outlet?.blocked === true;
  }

  get watched(): boolean {
    return this.#machinery.watched;
  }

  append(bytes: Uint8Array): void {
    this.tap?.headSent(bytes);
    this.output.append(bytes);
    this.outlet.wrote();
  }

  // ── Effects of the machines ──────────────────────────────────────────────────────────────────────────────────────────────

  endTransport(): void {
    this.outlet.end();
  }

  destroyTransport(): void {
    this.outlet.drop();
    this.transport.destroy();
  }

  suspendReading(): void {
    this.incoming.suspend();
    this.transport.suspend();
  }

  resumeReading(): void {
    this.incoming.resume();
    this.transport.resume();
  }

  // ── Inside ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** At the end of whatever was called: what had to wait for the machines to come to rest. */
  #settle(): void {
    if (this.#machinery.busy) return;
    this.#machinery.settle();
    const opening = this.opening;
    if (opening !== undefined && this.state !== 'connecting' && this.state !== 'opening') {
      this.opening = undefined;
      for (const bytes of opening.rest) this.incoming.receive(bytes, bytes.length, false);
      if (opening.full && !this.incoming.suspended) this.transport.resume();
    }
    this.#incoming?.readOn();
    if (!this.awake) this.fallAsleep();
  }

  /** Lends others what only a connection with something to do needs, if this one has nothing. */
  fallAsleep(): void {
    if (this.#machinery.busy || this.state !== 'open' || this.#outlet?.idle === false) return;
    if (this.#machinery.rest()) this.#rest();
  }

  #rest(): void {
    if (this.#codec?.atRest) this.#codec = undefined;
    if (this.#deadlines?.idle) this.#deadlines = undefined;
    this.#restSending();
    const incoming = this.#incoming;
    if (incoming === undefined || this.#levelsKept || !incoming.atRest) return;
    this.#received = incoming.received;
    this.#incoming = undefined;
    giveBack(incoming);
  }

  #takeOutput(): Output {
    const output = outputFor(this.platform, this.role === 'client');
    output.tap = this.tap;
    return output;
  }

  #restSending(): void {
    const outgoing = this.#outgoing;
    if (outgoing !== undefined) {
      if (!outgoing.atRest) return;
      this.#outgoing = undefined;
      giveBackOutgoing(outgoing);
    }
    // Flushed, and no frame is being streamed.
    if (this.#output !== undefined) giveBackOutput(this.#output);
    this.#output = undefined;
    const outlet = this.#outlet;
    if (outlet === undefined || !outlet.atRest) return;
    this.#sent += outlet.sent;
    this.#outlet = undefined;
    giveBackOutlet(outlet);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: parts and tools that do not care whose it is
export type AnyEndpoint = Endpoint<any>;

/** Of several addresses that were tried in vain, each has its own message. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** A WebSocket connection, as an application sees it. */
import type { ActorName } from '../../machines/index.ts';
import { encodeClosePayload, isSendableCloseCode } from '../codec/close-payload.ts';
import { BINARY, TEXT } from '../codec/opcodes.ts';
import { encodeUtf8 } from '../codec/utf8.ts';
import type { CloseRecord } from '../endpoint/close-record.ts';
import type { CompressionOptions } from '../endpoint/compression-options.ts';
import { Deferred } from '../endpoint/deferred.ts';
import { Endpoint, type EndpointOptions, type ReadyState } from '../endpoint/endpoint.ts';
import { ConnectionError } from '../endpoint/errors.ts';
import { checkHandlers, type DefaultHandlers, type Handlers, type Message } from '../endpoint/levels.ts';
import type { UpgradeRequest, UpgradeResponse } from '../endpoint/opening.ts';
import type { Bounds } from '../endpoint/options.ts';
import { payloadLength } from '../endpoint/output.ts';
import { PreparedMessage } from '../endpoint/prepared.ts';
import type { Tally } from '../endpoint/tally.ts';
import type { EngineKind, Observer } from '../engine/engine.ts';
import type { ActorRefs, Inspect, InterpretedEngine } from '../engine/interpreted.ts';
import { nodePlatform } from '../node/platform.ts';
import type { SocketTransport } from '../node/socket-transport.ts';
import { announceEnd } from './announce.ts';
import { checkControlPayload, checkSendable, checkType, type Sendable } from './arguments.ts';
import { Inbox } from './inbox.ts';
import { guardInspect, guardObserver, warn } from './watchers.ts';
import { type MessageType, MessageWriter } from './writers.ts';

/** What both sides may set. */
export interface ConnectionOptions extends Partial<Bounds>, Handlers<Connection> {
  /** Messages longer than this many bytes leave in frames of this size, so that pings, pongs and a close pass between. */
  fragmentSize?: number;
  /**
   * permessage-deflate (RFC 7692). Clients offer it by default, servers do not take it unless asked to: `true`, or options.
   */
  compression?: boolean | CompressionOptions;
  /** What runs the machines: `compiled` (fast, default) or `interpreted` (XState actors). Also WIRECHART_ENGINE. */
  engine?: EngineKind;
  /** XState's inspection callback, for the interpreted engine. */
  inspect?: Inspect;
}

export interface SendOptions {
  compress?: boolean;
}

/** Handlers that take messages; without any of them messages wait for `for await`. */
const receivers = ['message', 'messageBegin', 'frameBegin'] as const;

/** What a side adds to the options: its role and how it opens. */
export interface Side
  extends Pick<EndpointOptions<Connection>, 'role' | 'request' | 'decide' | 'bounds' | 'extension'> {
  /** The connection is over. */
  readonly ended?: ((connection: Connection) => void) | undefined;
}

/** No message is longer. A small integer: infinity would be kept as an object of its own by each connection. */
const NEVER = 2 ** 31 - 1;

export class Connection {
  /** Yours: whatever you want to keep with the connection. */
  data: unknown;
  readonly #endpoint: Endpoint<Connection>;
  readonly #fragmentSize: number;
  readonly #ended: Side['ended'];
  #inbox: Inbox | undefined;
  #opened: Deferred<Connection> | undefined;
  #closed: Deferred<CloseRecord> | undefined;

  /** Made by `connect` and `serve`. */
  constructor(transport: SocketTransport, options: ConnectionOptions, side: Side) {
    const inbox = receivers.some((name) => options[name] !== undefined) ? undefined : new Inbox(this);
    this.#inbox = inbox;
    this.#ended = side.ended;
    this.#fragmentSize = options.fragmentSize ?? NEVER;
    this.#endpoint = new Endpoint<Connection>({
      connection: this,
      handlers: inbox === undefined ? options : { ...options, message: (_, message) => inbox.add(message) },
      transport,
      bounds: options,
      engine: options.engine ?? defaultEngine,
      inspect: guardInspect(options.inspect),
      platform: nodePlatform,
      ...side,
    });
    this.#endpoint.onOpened = Connection.#onOpened;
    this.#endpoint.onClosed = Connection.#onClosed;
    this.#endpoint.onCloseThrew = warn;
    transport.connectTo(this.#endpoint);
  }

  // ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Sends a message: text if it is a string, else binary. Bytes are not copied where they are many: leave them as they are
   * until the promise has settled. What goes to many connections can be encoded once, with `prepareMessage`.
   * @param options `compress`: whether to compress it, if that was agreed on; by default what is not too short is compressed
   * @returns settles when the bytes have been handed to the transport; await it to go at the transport's pace. It rejects with
   *   an `OperationError` when that can no longer happen; nobody has to listen
   * @throws {TypeError} if `message` is neither text nor bytes
   */
  send(message: Sendable | PreparedMessage, options?: SendOptions): Promise<void> {
    const compress = options?.compress;
    if (message instanceof PreparedMessage) return this.#sendPrepared(message, compress);
    const payload = checkSendable(message, 'message');
    if (this.#fragmentSize !== NEVER && payloadLength(payload, nodePlatform) > this.#fragmentSize) {
      return this.#sendInFragments(payload, compress);
    }
    return this.#endpoint.send(typeof payload === 'string' ? TEXT : BINARY, payload, compress);
  }

  /**
   * Begins a message of frames whose borders you choose.
   * @param options `compress`: compress each frame's payload, if compression was agreed on; not by default
   * @throws {TypeError} if `type` is neither `'text'` nor `'binary'`
   */
  beginMessage(type: MessageType, options?: SendOptions): MessageWriter {
    return new MessageWriter(this.#endpoint.outgoing, checkType(type, 'type'), options?.compress === true);
  }

  /**
   * Sends a ping.
   * @param payload 125 bytes or fewer
   * @returns the round trip in milliseconds, once the pong is here
   * @throws {TypeError | RangeError} if `payload` is neither text nor bytes, or too long
   */
  ping(payload: Sendable = ''): Promise<number> {
    return this.#endpoint.ping(checkControlPayload(payload, 'payload'));
  }

  // ── Receiving ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The default handlers, to be called on from a handler that takes a level over. */
  get defaults(): DefaultHandlers {
    return this.#endpoint.defaults;
  }

  /** Stops reading, so that the peer is slowed down. Pings are not answered meanwhile, as they are not read. */
  pause(): void {
    this.#endpoint.pause();
  }

  resume(): void {
    this.#endpoint.resume();
  }

  /**
   * Iterates over the messages, when no handler takes them. Reading pauses when too many wait. Ends with the connection;
   * throws a `ConnectionError` if it failed.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    const inbox = this.#inbox;
    if (inbox === undefined) throw new TypeError('messages go to a handler: set none to iterate over them');
    return {
      next: () => inbox.next(),
      return: async () => {
        void this.close();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  // ── Closing ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Begins the closing handshake. What was sent before leaves first. A second call changes nothing.
   * @param code 1000, 1001, 1002, 1003, 1007 to 1014, or 3000 to 4999
   * @param reason 123 bytes of UTF-8 or fewer
   * @returns the close record, when the connection is over; it never rejects
   * @throws {TypeError | RangeError} naming the argument that cannot be sent
   */
  close(code = 1000, reason = ''): Promise<CloseRecord> {
    if (typeof code !== 'number') throw new TypeError(`code must be a number, not ${typeof code}`);
    if (!isSendableCloseCode(code)) throw new RangeError(`code ${code} must not be sent (RFC 6455 §7.4)`);
    encodeClosePayload(code, reason);
    this.#endpoint.close(code, reason);
    return this.closed;
  }

  /** Ends the connection at once, without a closing handshake. */
  terminate(): Promise<CloseRecord> {
    this.#endpoint.abort('aborted');
    return this.closed;
  }

  /** Settles with the close record when the connection is over; never rejects. */
  get closed(): Promise<CloseRecord> {
    this.#closed ??= new Deferred();
    if (this.#endpoint.record !== undefined) this.#closed.resolve(this.#endpoint.record);
    return this.#closed.promise;
  }

  // ── What is known ────────────────────────────────────────────────────────────────────────────────────────────────────────

  get role(): 'client' | 'server' {
    return this.#endpoint.role;
  }

  get state(): ReadyState {
    return this.#endpoint.state;
  }

  /** The subprotocol agreed on, or `''`. */
  get protocol(): string {
    return this.#endpoint.protocol;
  }

  /** The extensions agreed on, as the server wrote them: `permessage-deflate; …`, or `''`. */
  get extensions(): string {
    return this.#endpoint.agreement?.header ?? '';
  }

  /** Server: what the client asked for; there until the `open` handler has returned. */
  get request(): UpgradeRequest | undefined {
    return this.#endpoint.request;
  }

  /** Client: how the server answered. */
  get response(): UpgradeResponse | undefined {
    return this.#endpoint.response;
  }

  /** Round trip of the last answered ping, in milliseconds. */
  get latency(): number | undefined {
    return this.#endpoint.latency;
  }

  /** Bytes that wait to be handed to the transport. */
  get bufferedAmount(): number {
    return this.#endpoint.bufferedAmount;
  }

  /** The close record, once the connection is over. */
  get record(): CloseRecord | undefined {
    return this.#endpoint.record;
  }

  // ── Watching ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The state of each machine, as in its chart. */
  get states(): Record<ActorName, string> {
    return this.#endpoint.states();
  }

  get engine(): EngineKind {
    return this.#endpoint.engineKind;
  }

  /** Goes on running on the other engine, from the next event on; nothing is lost. */
  useEngine(kind: EngineKind, inspect?: Inspect): void {
    if (kind !== 'compiled' && kind !== 'interpreted') {
      throw new TypeError(`kind must be 'compiled' or 'interpreted', not ${String(kind)}`);
    }
    this.#endpoint.useEngine(kind, guardInspect(inspect));
  }

  /** XState's actors, by the names of their machines; undefined on the compiled engine. What they are sent moves the connection. */
  get actors(): ActorRefs | undefined {
    const endpoint = this.#endpoint;
    if (endpoint.engine.kind !== 'interpreted') return undefined;
    const engine = endpoint.engine as InterpretedEngine;
    engine.entrance ??= (name, event) => {
      // Whoever sends to an actor has the type of its events.
      const actor: { send(event: never): void } = endpoint.actors[name];
      actor.send(event as never);
      // As after everything that comes from outside: what had to wait for the machines to come to rest.
      if (!engine.busy) endpoint.wake();
    };
    return engine.refs;
  }

  /** Is told of every transition, on either engine; null ends it. */
  observe(observer: Observer | null): void {
    this.#endpoint.observe(observer === null ? null : guardObserver(observer));
  }

  // ── For connect and serve ────────────────────────────────────────────────────────────────────────────────────────────────

  /** @internal */
  static endpointOf(connection: Connection): Endpoint<Connection> {
    return connection.#endpoint;
  }

  /** @internal Settles when the connection is open, or with why it is not. */
  static opened(connection: Connection): Promise<Connection> {
    connection.#opened ??= new Deferred();
    return connection.#opened.promise;
  }

  /** @internal One of many that get the same message. */
  static deliver(connection: Connection, prepared: PreparedMessage, compress: boolean | undefined, tally: Tally): void {
    if (prepared.length <= connection.#fragmentSize) connection.#endpoint.deliver(prepared, compress, tally);
    else tally.await(connection.#sendPrepared(prepared, compress));
  }

  // Shared by all connections: a closure for each would be kept as long as it lives.
  static readonly #onOpened = (connection: Connection) => connection.#opened?.resolve(connection);
  static readonly #onClosed = (record: CloseRecord, connection: Connection) => connection.#end(record);

  #sendPrepared(prepared: PreparedMessage, compress: boolean | undefined): Promise<void> {
    const { outgoing } = this.#endpoint;
    if (prepared.length <= this.#fragmentSize) return outgoing.sendPrepared(prepared, compress);
    const size = Math.floor(this.#fragmentSize);
    return outgoing.sendFragments(prepared.opcode, prepared.plain.payload, size, compress ?? prepared.compress);
  }

  #sendInFragments(payload: Message, compress: boolean | undefined): Promise<void> {
    const { outgoing } = this.#endpoint;
    const size = Math.floor(this.#fragmentSize);
    if (typeof payload !== 'string') return outgoing.sendFragments(BINARY, payload, size, compress);
    return outgoing.sendFragments(TEXT, encodeUtf8(payload), size, compress);
  }

  #end(record: CloseRecord): void {
    this.#ended?.(this);
    announceEnd(this);
    const { violation, error } = record;
    const failure = violation === undefined ? undefined : new ConnectionError(violation, record, error);
    this.#inbox?.end(failure);
    this.#opened?.reject(failure ?? new Error('the connection closed before it was open'));
    this.#closed?.resolve(record);
    const { close } = this.#endpoint.handlers;
    // A throw in a handler must not pass unseen because nobody looks at close records.
    if (violation?.id === 'handler-threw' && close === undefined) warn(error);
  }
}

// Asked once: reading the environment takes longer than making an endpoint's parts.
const defaultEngine: EngineKind = process.env.WIRECHART_ENGINE === 'interpreted' ? 'interpreted' : 'compiled';

/** @throws {TypeError | RangeError} naming the option that is wrong */
export function checkOptions(options: ConnectionOptions): void {
  checkHandlers(options);
  const { fragmentSize, engine } = options;
  if (fragmentSize !== undefined && !(fragmentSize >= 1)) {
    throw new RangeError(`fragmentSize must be 1 byte or more, not ${String(fragmentSize)}`);
  }
  if (engine !== undefined && engine !== 'compiled' && engine !== 'interpreted') {
    throw new TypeError(`engine must be 'compiled' or 'interpreted', not ${String(engine)}`);
  }
}

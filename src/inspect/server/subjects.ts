/**
 * The connections that may be inspected. While nobody looks and nothing is to be recorded, a connection costs an entry here
 * and nothing else.
 */
import { type ConnectionsListener, listenToConnections } from '../../api/announce.ts';
import { Connection } from '../../api/connection.ts';
import { Server } from '../../api/serve.ts';
import { SocketTransport } from '../../node/socket-transport.ts';
import type { ConnectionSummary } from '../feed.ts';
import type { ConnectionRecorder, RecorderOptions } from '../recorder.ts';
import { Budget } from '../ring.ts';
import { forget, idOf, letGo, record, recorderOf } from './recorders.ts';
import { summaryOf } from './summary.ts';

/** Connections that are over and still shown. */
const MOST_OVER = 256;
export const defaultTotalMemory = 128 * 1024 * 1024;

export interface SubjectsOptions extends RecorderOptions {
  /** Record every connection from its beginning, whether somebody looks or not. */
  readonly record?: boolean | undefined;
  /** Most bytes for the histories of all connections together. */
  readonly totalMemory?: number | undefined;
}

/** Whom these concern. */
export interface SubjectsOwner {
  /** A connection is there, or has come. */
  made?(connection: Connection): void;
  /** A connection is recorded from its beginning. */
  recorded?(recorder: ConnectionRecorder): void;
  /** Connections that were over for long are forgotten. */
  gone?(ids: readonly number[]): void;
}

export interface Subject {
  readonly id: number;
  readonly label: string;
  readonly connection: Connection;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When it was over. */
  over: number | undefined;
}

/** Servers that serve inspectors: whoever inspects everything must not inspect itself. */
const own = new WeakSet<Server>();

export function hideServer(server: Server): void {
  own.add(server);
}

export class Subjects {
  readonly #byId = new Map<number, Subject>();
  /** Those that are over, oldest first. */
  readonly #over: Subject[] = [];
  readonly #options: SubjectsOptions;
  readonly #owners: SubjectsOwner[] = [];
  readonly #budget: Budget;
  readonly #unlisten: () => void;

  /** @param subject a server, with all its connections, one connection, or undefined for all that there will be */
  constructor(subject: Server | Connection | undefined, options: SubjectsOptions) {
    this.#options = options;
    this.#budget = new Budget(options.totalMemory ?? defaultTotalMemory);
    const listener: ConnectionsListener = {
      made: (connection, label, server) => {
        const wanted = subject === undefined ? server === undefined || !own.has(server) : subject === server;
        if (wanted) this.#add(connection, label);
      },
      over: (connection) => this.#end(connection),
    };
    this.#unlisten = listenToConnections(listener);
    if (subject instanceof Server) for (const each of subject.connections) this.#add(each, labelOf(each));
    else if (subject !== undefined) this.#add(subject, labelOf(subject));
  }

  /** Tells `owner` of the connections that are there, and of what happens to them and others from now on. */
  tell(owner: SubjectsOwner): void {
    this.#owners.push(owner);
    for (const { connection, over } of this.#byId.values()) {
      const recorder = this.#options.record === true ? recorderOf(connection) : undefined;
      if (recorder !== undefined) owner.recorded?.(recorder);
      if (over === undefined) owner.made?.(connection);
    }
  }

  get(id: number): Subject | undefined {
    return this.#byId.get(id);
  }

  summaries(): ConnectionSummary[] {
    return Array.from(this.#byId.values(), summaryOf);
  }

  /** Somebody wants to see it whole: it is recorded from now on, if it is not yet. */
  watch({ connection, label }: Subject): ConnectionRecorder {
    return record(connection, label, this.#options, this.#budget);
  }

  unwatch({ connection }: Subject): void {
    letGo(connection);
  }

  /** Lets go of everything. Connections go on as if nobody had looked. */
  close(): void {
    this.#unlisten();
    for (const { connection } of this.#byId.values()) this.#leave(connection);
    this.#byId.clear();
  }

  #add(connection: Connection, label: string): void {
    const id = idOf(connection);
    const over = connection.record === undefined ? undefined : Date.now();
    const subject: Subject = { id, label, connection, since: Date.now(), over };
    this.#byId.set(id, subject);
    const recorder = this.#options.record === true ? this.watch(subject) : undefined;
    for (const owner of this.#owners) {
      if (recorder !== undefined) owner.recorded?.(recorder);
      owner.made?.(connection);
    }
  }

  #end(connection: Connection): void {
    const subject = this.#byId.get(idOf(connection));
    if (subject === undefined) return;
    subject.over = Date.now();
    this.#over.push(subject);
    if (this.#over.length <= MOST_OVER) return;
    const forgotten = this.#over.splice(0, this.#over.length - MOST_OVER);
    // Whoever watches lets go first.
    const ids = forgotten.map(({ id }) => id);
    for (const owner of this.#owners) owner.gone?.(ids);
    for (const each of forgotten) {
      this.#byId.delete(each.id);
      this.#leave(each.connection);
    }
  }

  #leave(connection: Connection): void {
    if (this.#options.record === true) letGo(connection);
    forget(connection);
  }
}

/** A connection that was there before anybody asked. */
function labelOf(connection: Connection): string {
  const { transport } = Connection.endpointOf(connection);
  const stream = transport instanceof SocketTransport ? transport.stream : undefined;
  const { remoteAddress, remotePort } = (stream ?? {}) as { remoteAddress?: string; remotePort?: number };
  const peer = remoteAddress === undefined ? 'a peer without an address' : `${remoteAddress}:${remotePort}`;
  return connection.role === 'client' ? `to ${peer}` : peer;
}

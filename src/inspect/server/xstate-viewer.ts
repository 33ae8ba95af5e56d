/**
 * Live connections for viewers that speak the protocol of `@xstate/inspect`, at `/xstate-inspect` of an HTTP server. While one
 * of them looks, the connections that are shown run on XState's actors; before and after they run as they were.
 */
import { pathToFileURL } from 'node:url';
import type { ActorName } from '../../../machines/index.ts';
import type { Connection } from '../../api/connection.ts';
import { serve } from '../../api/serve.ts';
import type { UpgradeDecision } from '../../api/serve-options.ts';
import type { UpgradeRequest } from '../../endpoint/opening.ts';
import type { HttpServer } from '../../node/upgrade-server.ts';
import { FieldError } from '../trace/fields.ts';
import { builtFile, NotBuiltError } from './built-files.ts';
import { readInjectable } from './injectable.ts';
import { hideServer } from './subjects.ts';
import { Client, Clients } from './viewer-clients.ts';
import { readViewerMessage, type ViewerEvent, ViewerMessageError, writeViewerMessage } from './viewer-messages.ts';
import type { Bridge, XStateInspectModule } from './xstate-bridge.ts';

export interface XStateViewerOptions {
  /** Whose upgrades to `/xstate-inspect` are taken. It is left running at the end. */
  readonly http: HttpServer;
  /** Decides who may look: see `accessTo`. */
  readonly decide: (request: UpgradeRequest) => UpgradeDecision;
  /** Whether viewers may send events to the machines; not by default. */
  readonly allowInject?: boolean | undefined;
}

export interface XStateViewer {
  /** Shows a connection until it is over, to whoever looks and will look. */
  show(connection: Connection): void;
  /** Ends the viewers' connections, and leaves all others as they were. */
  close(): Promise<void>;
}

export function xstateViewer(options: XStateViewerOptions): XStateViewer {
  const viewer = new Viewer(options.allowInject === true);
  const serving = serve({
    server: options.http,
    path: '/xstate-inspect',
    maxMessageSize: MOST_BYTES_SAID,
    upgrade: async (request) => {
      const decision = options.decide(request);
      if (decision !== undefined && 'status' in decision) return decision;
      try {
        await viewer.load();
      } catch (error) {
        if (!(error instanceof NotBuiltError)) throw error;
        return { status: 503, body: `${error.message}\n` };
      }
      return decision;
    },
    open: (connection) => viewer.join(connection),
    message: (connection, message) => viewer.hear(connection, message),
    close: (connection) => viewer.leave(connection),
  });
  // Nobody who inspects everything shall inspect this.
  void serving.then(hideServer);
  return {
    show: (connection) => viewer.show(connection),
    close: async () => {
      await (await serving).close();
      viewer.close();
    },
  };
}

const MOST_BYTES_SAID = 64 * 1024;

/** A connection that is shown. */
interface Shown {
  readonly number: number;
  /** Ends its being seen; undefined while nobody looks. */
  unsee: (() => void) | undefined;
}

/** Each imports the bridge anew, see there. */
let viewers = 0;

class Viewer {
  readonly #allowInject: boolean;
  readonly #clients = new Clients();
  readonly #viewing = new Map<Connection, Client>();
  readonly #shown = new Map<Connection, Shown>();
  readonly #sessions = new Map<string, ActorName>();
  #count = 0;
  #bridge: Promise<Bridge> | undefined;

  constructor(allowInject: boolean) {
    this.#allowInject = allowInject;
  }

  /** @throws {NotBuiltError} */
  async load(): Promise<Bridge> {
    this.#bridge ??= loadBridge(this.#clients);
    try {
      return await this.#bridge;
    } catch (error) {
      this.#bridge = undefined;
      throw error;
    }
  }

  // ── Who looks ────────────────────────────────────────────────────────────────────────────────────────────────────────────

  join(connection: Connection): void {
    const client = new Client(connection);
    this.#viewing.set(connection, client);
    this.#clients.add(client);
    if (this.#viewing.size === 1) for (const each of this.#shown.keys()) this.#see(each);
  }

  leave(connection: Connection): void {
    const client = this.#viewing.get(connection);
    if (client === undefined) return;
    this.#viewing.delete(connection);
    this.#clients.clients.delete(client);
    if (this.#viewing.size === 0) for (const each of this.#shown.values()) unsee(each);
  }

  hear(connection: Connection, message: string | Uint8Array): void {
    const client = this.#viewing.get(connection);
    try {
      if (typeof message !== 'string') throw new ViewerMessageError('a message must be text');
      const read = readViewerMessage(message);
      client?.say(writeViewerMessage(read.type === 'xstate.event' ? this.#checked(read) : read));
    } catch (error) {
      if (!(error instanceof ViewerMessageError)) throw error;
      client?.send(JSON.stringify({ type: 'wirechart.refused', why: error.message }));
    }
  }

  #checked({ type, session, event }: ViewerEvent): ViewerEvent {
    if (!this.#allowInject) {
      throw new ViewerMessageError(
        'xstate.event: viewers may only look; start the inspector with allowInject to let them',
      );
    }
    const name = this.#sessions.get(session);
    if (name === undefined) {
      throw new ViewerMessageError(`xstate.event: there is no service ${JSON.stringify(session.slice(0, 40))}`);
    }
    try {
      return { type, session, event: readInjectable(name, event) };
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      throw new ViewerMessageError(`xstate.event for ${name}: ${error.message}`);
    }
  }

  // ── What is shown ────────────────────────────────────────────────────────────────────────────────────────────────────────

  show(connection: Connection): void {
    if (this.#shown.has(connection) || connection.state === 'closed') return;
    this.#count++;
    this.#shown.set(connection, { number: this.#count, unsee: undefined });
    void connection.closed.then(() => this.#hide(connection));
    if (this.#viewing.size > 0) this.#see(connection);
  }

  #hide(connection: Connection): void {
    const shown = this.#shown.get(connection);
    this.#shown.delete(connection);
    if (shown !== undefined) unsee(shown);
  }

  #see(connection: Connection): void {
    // A viewer that looks at itself would be told of being told.
    if (this.#viewing.has(connection)) return;
    const lifted = connection.engine === 'compiled';
    if (lifted) connection.useEngine('interpreted');
    // In the middle of an event, the engine changes when that has been handled.
    queueMicrotask(() => void this.#register(connection, lifted));
  }

  async #register(connection: Connection, lifted: boolean): Promise<void> {
    const bridge = await this.load();
    const shown = this.#shown.get(connection);
    const { actors } = connection;
    if (shown?.unsee !== undefined || actors === undefined) return;
    if (shown === undefined || this.#viewing.size === 0) {
      // Whoever looked has left already.
      if (lifted) connection.useEngine('compiled');
      return;
    }
    const sessionOf = (name: ActorName) => `${shown.number}.${name}`;
    const hide = bridge.show(actors, sessionOf);
    const names = Object.keys(actors) as ActorName[];
    for (const name of names) this.#sessions.set(sessionOf(name), name);
    shown.unsee = () => {
      shown.unsee = undefined;
      hide();
      for (const name of names) this.#sessions.delete(sessionOf(name));
      // Unless somebody has changed the engine meanwhile.
      if (lifted && connection.actors === actors) connection.useEngine('compiled');
    };
    // When the engine is changed, these actors stop.
    actors.connection.subscribe({ complete: () => unsee(shown) });
  }

  close(): void {
    for (const connection of this.#shown.keys()) this.#hide(connection);
    this.#clients.close();
  }
}

function unsee(shown: Shown): void {
  shown.unsee?.();
}

async function loadBridge(clients: Clients): Promise<Bridge> {
  viewers++;
  const { href } = pathToFileURL(builtFile('xstate-inspect.js'));
  const { openBridge }: XStateInspectModule = await import(`${href}?viewer=${viewers}`);
  return openBridge(clients);
}

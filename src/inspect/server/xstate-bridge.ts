/**
 * What the file `xstate-inspect.js` offers: `@xstate/inspect`, which is made for XState 4, with what it needs of XState 4 inside,
 * and our actors dressed up as what it knows. It is built from visualizations/compat.
 */
import type { ActorName } from '../../../machines/index.ts';
import type { ActorRefs } from '../../engine/interpreted.ts';

/** What `@xstate/inspect` uses of a WebSocket server. */
export interface ViewerServer {
  readonly clients: { forEach(use: (client: ViewerClient) => void): void };
  on(event: 'connection', listener: (client: ViewerClient) => void): void;
  on(event: 'close', listener: () => void): void;
  close(): void;
}

/** And of each of its connections. */
export interface ViewerClient {
  readonly OPEN: number;
  readonly readyState: number;
  send(text: string): void;
  on(event: 'message', listener: (text: string, isBinary: boolean) => void): void;
  terminate(): void;
}

export interface Bridge {
  /**
   * Shows actors to the viewers, as one service each.
   * @param sessionOf what viewers are to know an actor by
   * @returns ends it
   */
  show(actors: ActorRefs, sessionOf: (name: ActorName) => string): () => void;
}

/** The module. Its package keeps services in variables of the module: whoever wants them apart imports it anew. */
export interface XStateInspectModule {
  readonly openBridge: (server: ViewerServer) => Bridge;
}

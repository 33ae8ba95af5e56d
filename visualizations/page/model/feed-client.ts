/** The page's end of the feed: connects to where the page comes from, and again whenever the connection is lost. */
import { signal } from '@preact/signals';
import { type FeedMessage, type FeedRequest, unpackPiece } from '../../../src/inspect/feed.ts';

export type FeedState = 'connecting' | 'connected' | 'lost';

/** Milliseconds before the first attempt to reconnect; they double up to the last. */
const FIRST_PAUSE = 250;
const LAST_PAUSE = 4000;

export interface FeedListener {
  message(message: FeedMessage): void;
  /** Packed records of a connection. */
  piece(id: number, firstSeq: number, words: Uint32Array): void;
  lost(): void;
  /** What came is not what an inspector says. */
  damaged(why: string): void;
}

export class FeedClient {
  readonly state = signal<FeedState>('connecting');
  readonly #url: string;
  readonly #listener: FeedListener;
  #socket: WebSocket | undefined;
  #pause = FIRST_PAUSE;

  constructor(url: string, listener: FeedListener) {
    this.#url = url;
    this.#listener = listener;
    this.#connect();
  }

  request(request: FeedRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.state.value = 'connected';
      this.#pause = FIRST_PAUSE;
    };
    socket.onmessage = ({ data }) => {
      try {
        this.#hear(data);
      } catch (error) {
        this.#listener.damaged(error instanceof Error ? error.message : String(error));
      }
    };
    socket.onclose = () => this.#lost();
  }

  #hear(data: string | ArrayBuffer): void {
    if (typeof data === 'string') {
      // From the inspector that served this page.
      this.#listener.message(JSON.parse(data) as FeedMessage);
    } else {
      const { id, firstSeq, words } = unpackPiece(data);
      this.#listener.piece(id, firstSeq, words);
    }
  }

  #lost(): void {
    if (this.state.value !== 'lost') this.#listener.lost();
    this.state.value = 'lost';
    setTimeout(() => this.#connect(), this.#pause);
    this.#pause = Math.min(this.#pause * 2, LAST_PAUSE);
  }
}

/** Where the feed of this page is; undefined for a page that was opened from a file, or shows one. */
export function feedUrl({ protocol, host, search }: Location): string | undefined {
  const query = new URLSearchParams(search);
  const token = query.get('token');
  if (!/^https?:$/.test(protocol) || token === null || query.has('trace')) return undefined;
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/feed?token=${encodeURIComponent(token)}`;
}

/** Where the trace file is that this page was opened for. */
export function traceUrl({ search }: Location): string | undefined {
  const query = new URLSearchParams(search);
  return query.has('trace') ? `/trace?token=${encodeURIComponent(query.get('token') ?? '')}` : undefined;
}

/** An inspector's HTTP server with `/xstate-inspect`, and viewers that look at it. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type Connection, connect } from '../../src/api/index.ts';
import { accessTo } from '../../src/inspect/server/access.ts';
import { type XStateViewer, xstateViewer } from '../../src/inspect/server/xstate-viewer.ts';
import { until } from './sockets.ts';

const token = 'token-of-this-test';

export interface Viewing {
  readonly viewer: XStateViewer;
  readonly port: number;
  /** With the token. */
  readonly url: string;
}

export async function viewing(options: { allowInject?: boolean } = {}): Promise<Viewing> {
  const server = http.createServer();
  const access = accessTo({ token });
  const viewer = xstateViewer({ http: server, decide: access, ...options });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await viewer.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { viewer, port, url: `ws://127.0.0.1:${port}/xstate-inspect?token=${token}` };
}

/** A message to a viewer. */
export interface Told {
  readonly type: string;
  readonly sessionId?: string;
  readonly machine?: string;
  readonly state?: string;
  readonly event?: string;
  readonly why?: string;
}

/** What a viewer is that speaks the protocol by hand. */
export class RawViewer {
  readonly told: Told[] = [];
  readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  static async join(url: string): Promise<RawViewer> {
    const early: string[] = [];
    let take = (text: string) => void early.push(text);
    const connection = await connect(url, { message: (_, message) => take(String(message)) });
    const viewer = new RawViewer(connection);
    take = (text) => void viewer.told.push(JSON.parse(text));
    for (const text of early) take(text);
    onTestFinished(async () => void (await connection.terminate()));
    return viewer;
  }

  say(message: unknown): void {
    void this.connection.send(JSON.stringify(message));
  }

  hello(): void {
    this.say({ type: 'xstate.inspecting' });
  }

  inject(session: string, data: unknown): void {
    const event = { $$type: 'scxml', type: 'external', name: 'any', data, origin: session };
    this.say({ type: 'xstate.event', event: JSON.stringify(event) });
  }

  of(type: string, session?: string): Told[] {
    return this.told.filter((each) => each.type === type && (session === undefined || each.sessionId === session));
  }

  /** Settles once so many messages of a type are there. */
  async until(type: string, count = 1, session?: string): Promise<Told[]> {
    await until(
      () => this.of(type, session).length >= count,
      () => `${this.of(type, session).length} of ${count} ${type}: ${this.told.map((each) => each.type).join(', ')}`,
    );
    return this.of(type, session);
  }
}

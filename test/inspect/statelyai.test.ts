/** `@statelyai/inspect` as somebody uses it with a connection: its inspector, told of real XState actors, over a WebSocket. */
import { createWebSocketInspector } from '@statelyai/inspect';
import { expect, onTestFinished, test, vi } from 'vitest';
import { actorNames } from '../../src/engine/engine.ts';
import { connected, pair, serving } from '../support/sockets.ts';

interface Told {
  readonly type: string;
  readonly sessionId: string;
  readonly name?: string;
  readonly definition?: string;
  readonly snapshot?: { readonly value: unknown };
  readonly event?: { readonly type: string };
}

/** What a viewer of theirs would be told. */
async function viewer() {
  const told: Told[] = [];
  const listening = await serving({ message: (_, message) => void told.push(JSON.parse(String(message))) });
  const inspector = createWebSocketInspector({ url: listening.url });
  onTestFinished(() => inspector.stop());
  await vi.waitFor(() => expect(listening.connections.size).toBe(1), { timeout: 10_000 });
  return { told, inspect: inspector.inspect };
}

test('every machine of a new connection, with its chart, what it is sent, and where it goes', async () => {
  const { told, inspect } = await viewer();
  const server = await serving();
  const client = await connected(server, { engine: 'interpreted', inspect });
  await client.close();
  await vi.waitFor(
    () => {
      const actors = told.filter(({ type }) => type === '@xstate.actor');
      expect(new Set(actors.map(({ name }) => name))).toEqual(new Set(actorNames));
      const root = actors.find(({ name }) => name === 'connection');
      expect(Object.keys(JSON.parse(root?.definition ?? '{}').states)).toContain('closing');
      const values = told
        .filter(({ type, sessionId }) => type === '@xstate.snapshot' && sessionId === root?.sessionId)
        .map(({ snapshot }) => JSON.stringify(snapshot?.value));
      expect(values.at(-1)).toBe('{"closed":"clean"}');
      expect(told.some(({ type, event }) => type === '@xstate.event' && event?.type === 'PEER_CLOSE')).toBe(true);
    },
    { timeout: 10_000 },
  );
});

test('a connection that is lifted onto XState’s actors later, from then on', async () => {
  const { told, inspect } = await viewer();
  const { client } = await pair();
  client.useEngine('interpreted', inspect);
  await client.ping();
  await vi.waitFor(
    () => {
      const actors = told.filter(({ type }) => type === '@xstate.actor').map(({ name }) => name);
      expect(actors).toEqual(expect.arrayContaining([...actorNames]));
      expect(told.some(({ type, event }) => type === '@xstate.event' && event?.type === 'CONTROL_FRAME')).toBe(true);
    },
    { timeout: 10_000 },
  );
});

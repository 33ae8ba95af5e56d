/** Actors of a live connection, handed to `@xstate/inspect` itself: what it tells its clients of them. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { actorNames } from '../../../src/engine/engine.ts';
import { Client, Clients } from '../../../src/inspect/server/viewer-clients.ts';
import type { Bridge } from '../../../src/inspect/server/xstate-bridge.ts';
import { openBridge } from '../../../visualizations/compat/bridge.ts';
import { pair, until } from '../../support/sockets.ts';

const hello = JSON.stringify({ type: 'xstate.inspecting' });

/** A viewer at a bridge, and a connection whose actors can be shown to it. */
async function atBridge() {
  const told: { type: string; sessionId: string; event?: string }[] = [];
  const { peer } = await pair({ message: (_, message) => void told.push(JSON.parse(String(message))) });
  const clients = new Clients();
  const bridge = openBridge(clients);
  const viewer = new Client(peer);
  clients.add(viewer);
  viewer.say(hello);
  const { client: subject } = await pair({ engine: 'interpreted' });
  const { actors } = subject;
  if (actors === undefined) throw new Error('no actors');
  // The package keeps what is shown in variables of its module: nothing is left to the next test.
  const show: Bridge['show'] = (...shown) => {
    const hide = bridge.show(...shown);
    onTestFinished(hide);
    return hide;
  };
  const typesOf = (session: string) => told.filter(({ sessionId }) => sessionId === session).map(({ type }) => type);
  const has = async (session: string, type: string) =>
    until(
      () => typesOf(session).includes(type),
      () => `${type} of ${session}: ${typesOf(session)}`,
    );
  return { show, viewer, clients, subject, actors, told, typesOf, has };
}

describe('openBridge', () => {
  it('shows actors under the names that it is given, until it is told not to', async () => {
    const { show, subject, actors, told, typesOf, has } = await atBridge();
    const hide = show(actors, (name) => `a.${name}`);
    await subject.ping();
    await has('a.readLoop', 'service.state');
    expect(typesOf('a.readLoop').slice(0, 3)).toEqual(['service.register', 'service.event', 'service.event']);
    hide();
    await has('a.keepAlive', 'service.stop');
    const { length } = told;
    await subject.ping();
    show(actors, (name) => `b.${name}`);
    await has('b.keepAlive', 'service.register');
    expect(told.slice(length).map(({ sessionId }) => sessionId.slice(0, 2))).not.toContain('a.');
    expect(new Set(told.map(({ sessionId }) => sessionId))).toEqual(
      new Set(['a.', 'b.'].flatMap((prefix) => actorNames.map((name) => `${prefix}${name}`))),
    );
  });

  it('tells whoever says hello of what is shown already, and not of what was', async () => {
    const { show, viewer, actors, told, has } = await atBridge();
    show(actors, (name) => `a.${name}`)();
    show(actors, (name) => `b.${name}`);
    await has('b.keepAlive', 'service.register');
    told.length = 0;
    viewer.say(hello);
    await has('b.keepAlive', 'service.register');
    expect(told.map(({ sessionId }) => sessionId)).toEqual(actorNames.map((name) => `b.${name}`));
  });

  it('leaves the global variable of the package as it found it', () => {
    const globals = globalThis as { __xstate__?: unknown };
    openBridge(new Clients());
    expect('__xstate__' in globals).toBe(false);
    const theirs = {};
    globals.__xstate__ = theirs;
    try {
      openBridge(new Clients());
      expect(globals.__xstate__).toBe(theirs);
    } finally {
      delete globals.__xstate__;
    }
  });

  it('ends the connections of its viewers when they are closed', async () => {
    const { clients, viewer } = await atBridge();
    clients.close();
    expect(viewer.readyState).not.toBe(viewer.OPEN);
  });
});

/** Connections of ours, as `@xstate/inspect` uses those of the package `ws`. */
import { describe, expect, it } from 'vitest';
import { Client, Clients } from '../../../src/inspect/server/viewer-clients.ts';
import { watchUncaught } from '../../support/node-watch.ts';
import { pair, until } from '../../support/sockets.ts';

describe('Client', () => {
  it('is open as long as its connection is, and sends it texts', async () => {
    const got: unknown[] = [];
    const { peer } = await pair({ message: (_, message) => void got.push(message) });
    const client = new Client(peer);
    expect(client.readyState).toBe(client.OPEN);
    client.send('hello');
    await until(
      () => got.length === 1,
      () => `${got.length} messages`,
    );
    expect(got).toEqual(['hello']);
    await peer.close();
    expect(client.readyState).not.toBe(client.OPEN);
  });

  it('hands what it is told to every listener, as text', async () => {
    const { peer } = await pair();
    const client = new Client(peer);
    const heard: unknown[] = [];
    client.on('message', (...said) => heard.push(said));
    client.on('message', (text) => heard.push(text));
    client.say('hello');
    expect(heard).toEqual([['hello', false], 'hello']);
  });

  it('ends a connection that does not take what it is sent, and harms nobody after it', async () => {
    const uncaught = watchUncaught();
    const { client: viewer, peer } = await pair({}, { maxBufferedOutput: 1024 * 1024 });
    viewer.pause();
    const client = new Client(peer);
    for (let count = 0; count < 64; count++) client.send('x'.repeat(1024 * 1024));
    expect((await peer.closed).clean).toBe(false);
    client.send('more');
    await new Promise((resolve) => setImmediate(resolve));
    expect(uncaught).toEqual([]);
  });

  it('terminates its connection', async () => {
    const { peer } = await pair();
    new Client(peer).terminate();
    expect((await peer.closed).clean).toBe(false);
  });
});

describe('Clients', () => {
  it('says who comes, has them all, and says that it is over', async () => {
    const { peer } = await pair();
    const clients = new Clients();
    const told: unknown[] = [];
    clients.on('connection', (client) => told.push(client));
    clients.on('close', () => told.push('over'));
    const client = new Client(peer);
    clients.add(client);
    expect([...clients.clients]).toEqual([client]);
    clients.close();
    expect(told).toEqual([client, 'over']);
  });
});

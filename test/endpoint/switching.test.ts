/** A connection that changes its engine after every event does the same as one that never does. */
import { describe, expect, test } from 'vitest';
import { TEXT } from '../../src/codec/opcodes.ts';
import type { EngineKind } from '../../src/engine/engine.ts';
import { type Name, noting, scripts, talk, transcript } from '../support/conversation.ts';
import { extensionOf } from '../support/deflate-sides.ts';
import { connected, exchange, type Side, settled } from '../support/wire.ts';

const other: Record<EngineKind, EngineKind> = { compiled: 'interpreted', interpreted: 'compiled' };

function switchEngine({ endpoint }: Side): void {
  endpoint.useEngine(other[endpoint.engine.kind]);
}

async function run(name: string, switching: readonly Name[]): Promise<{ result: object; switches: number }> {
  const script = scripts[name];
  if (script === undefined) throw new Error(`no script ${name}`);
  let switches = 0;
  const lines: string[] = [];
  const made = talk(
    {
      ...script.options?.(lines),
      between: (side) => {
        if (!switching.includes(side.endpoint.role)) return;
        const before = side.endpoint.engine;
        switchEngine(side);
        expect(side.endpoint.engine).not.toBe(before);
        switches++;
      },
    },
    lines,
  );
  await script.run(made);
  await settled();
  return { result: transcript(made), switches };
}

describe.each(Object.keys(scripts))('%s', (name) => {
  test.each([[['client']], [['server']], [['client', 'server']]] as [Name[]][])('switching: %s', async (switching) => {
    const never = await run(name, []);
    const always = await run(name, switching);
    expect(always.result).toEqual(never.result);
    expect(always.switches).toBeGreaterThan(100);
  });
});

/** Messages compressed in every way, in both directions, and one that cannot be inflated. */
async function compressedTalk(takeover: boolean, switching: readonly Name[]): Promise<object> {
  const lines: string[] = [];
  const options = { takeover, peerTakeover: takeover, threshold: 0 };
  const made = talk(
    {
      client: { extension: extensionOf('client', options), handlers: noting('client', lines) },
      server: { extension: extensionOf('server', options), handlers: noting('server', lines, 3) },
      between: (side) => void (switching.includes(side.endpoint.role) && switchEngine(side)),
    },
    lines,
  );
  const { client, server, pass, watch } = made;
  watch('one', client.endpoint.send(TEXT, 'one, one, one, one', true));
  pass();
  watch('two', client.endpoint.send(TEXT, 'one, one, one, one', true));
  watch('large', server.endpoint.send(TEXT, 'large '.repeat(7000)));
  watch('behind', server.endpoint.send(TEXT, 'one, one, one, one', true));
  const message = client.endpoint.outgoing.begin(TEXT, true);
  watch('piece', client.endpoint.outgoing.frame(message, 'one, one,', false));
  pass();
  await settled();
  watch('ping', server.endpoint.ping(Uint8Array.of(1)));
  pass();
  watch('end', client.endpoint.outgoing.frame(message, ' one, one', true));
  watch('plain', client.endpoint.send(TEXT, 'one, one, one, one', false));
  pass();
  await settled();
  pass();
  for (const byte of [0xc2, 0x82, 0, 0, 0, 0, 7, 0]) {
    server.endpoint.receive(Uint8Array.of(byte));
    if (switching.includes('server')) switchEngine(server);
  }
  pass();
  await settled();
  return transcript(made);
}

describe.each([true, false])('compressed messages, history kept: %s', (takeover) => {
  test.each([[['client']], [['server']], [['client', 'server']]] as [Name[]][])('switching: %s', async (switching) => {
    const never = await compressedTalk(takeover, []);
    const text = JSON.stringify(never);
    for (const said of ['large done', 'behind done', 'end done', 'server: frameEnd', 'bad-deflate'])
      expect(text).toContain(said);
    expect(await compressedTalk(takeover, switching)).toEqual(never);
  });
});

test('switching from inside a handler takes effect when the machines have come to rest', () => {
  const kinds: string[] = [];
  const { client, server } = connected(
    {},
    {
      handlers: {
        message: (side) => {
          const before = side.endpoint.engine.kind;
          switchEngine(side);
          kinds.push(side.endpoint.engine.kind === before ? 'not yet' : 'in the middle of an event');
        },
      },
    },
  );
  const before = server.endpoint.engine.kind;
  void client.endpoint.send(1, 'one');
  exchange(client, server);
  expect(server.endpoint.engine.kind).toBe(other[before]);
  void client.endpoint.send(1, 'two');
  exchange(client, server);
  expect(server.endpoint.engine.kind).toBe(before);
  expect(kinds).toEqual(['not yet', 'not yet']);
});

test('an observer goes on observing after a switch', () => {
  const { client, server } = connected();
  const seen: string[] = [];
  server.endpoint.observe({ transition: (actor) => void seen.push(actor) });
  switchEngine(server);
  void client.endpoint.send(1, 'x');
  exchange(client, server);
  expect(seen).toContain('readLoop');
});

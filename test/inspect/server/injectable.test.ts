/** Which events may come from outside, in which shape, and that none of them harms more than its connection. */
import { describe, expect, it } from 'vitest';
import type { ConnectionInput } from '../../../machines/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { injectableOf, readInjectable } from '../../../src/inspect/server/injectable.ts';
import { FieldError } from '../../../src/inspect/trace/fields.ts';
import { alphabetOf, inputs } from '../../support/engine-alphabet.ts';
import { randomFrom } from '../../support/engine-charts.ts';
import { watchUncaught } from '../../support/node-watch.ts';
import { pair } from '../../support/sockets.ts';

const input = inputs[0] as ConnectionInput;
const all = actorNames.flatMap((name) => {
  const types = injectableOf(name);
  const events = [...alphabetOf(name, input)].flatMap(([type, list]) => (types.includes(type) ? list : []));
  return events.map((event) => ({ name, event }));
});

describe('readInjectable', () => {
  it('reads every event that goes without bytes, as it is', () => {
    expect(all.length).toBeGreaterThan(60);
    for (const { name, event } of all) expect(readInjectable(name, event)).toEqual(event);
  });

  it('refuses each of them that lacks a field, has one too many, or a wrong one', () => {
    for (const { name, event } of all) {
      expect(() => readInjectable(name, { ...event, more: 1 }), event.type).toThrow(FieldError);
      for (const field of Object.keys(event)) {
        const { [field as 'type']: _, ...others } = event;
        expect(() => readInjectable(name, others), `${event.type} without ${field}`).toThrow(FieldError);
        for (const wrong of [null, {}, -1, 1.5, 'x', []]) {
          expect(() => readInjectable(name, { ...event, [field]: wrong }), `${event.type}, ${field}`).toThrow(
            FieldError,
          );
        }
      }
    }
  });

  it.each(['FRAME_HEADER', 'PAYLOAD', 'CONTROL_FRAME', 'xstate.stop', '__proto__', 'toString'])(
    'refuses %s',
    (type) => {
      expect(() => readInjectable('readLoop', { type })).toThrow(FieldError);
    },
  );

  it.each([0, 999, 1004, 1006, 1015, 5000, 65536])('refuses the close code %s', (code) => {
    expect(() => readInjectable('closeHandshake', { type: 'PEER_CLOSE', code })).toThrow('a close code');
  });
});

describe('a live connection in the middle of frames', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('lives on or ends, whatever events it is sent: seed %s', async (seed) => {
    const uncaught = watchUncaught();
    const random = randomFrom(seed);
    for (let round = 0; round < 10; round++) {
      const { client, peer } = await pair({ engine: 'interpreted', message: () => {} }, { message: () => {} });
      const [incoming, outgoing] = [peer, client].map((each) =>
        each.beginMessage('binary').beginFrame(8, { last: true }),
      );
      await Promise.all([incoming?.write(new Uint8Array(3)), outgoing?.write(new Uint8Array(3))]);
      for (let count = 0; count < 12; count++) {
        const { name, event } = all[random(all.length)] as (typeof all)[number];
        // Each name has the actor of its own machine.
        const actor = client.actors?.[name] as { send(event: unknown): void } | undefined;
        actor?.send(readInjectable(name, event));
        if (count % 3 === 0) void client.send('more').catch(() => {});
        if (count % 4 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await client.terminate();
      await peer.terminate();
    }
    expect(uncaught).toEqual([]);
  });
});

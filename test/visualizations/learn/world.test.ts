import { describe, expect, it } from 'vitest';
import type { Press } from '../../../visualizations/learn/presses.ts';
import { readUnits } from '../../../visualizations/learn/wire-units.ts';
import { World, type WorldOptions } from '../../../visualizations/learn/world.ts';

function worldAfter(presses: readonly Press[], options?: WorldOptions): World {
  const world = new World(options);
  for (const press of presses) {
    const why = world.press(press);
    if (why !== undefined) throw new Error(`${JSON.stringify(press)}: ${why}`);
  }
  return world;
}

const opened: readonly Press[] = [{ do: 'connect' }, { do: 'deliverAll' }];

function statesOf({ sides }: World): string[] {
  return sides.map(({ endpoint }) => endpoint.state);
}

describe('the world of a lesson', () => {
  it('does nothing by itself', () => {
    const world = new World();
    expect(statesOf(world)).toEqual(['connecting', 'opening']);
    expect(world.client.line.inFlight).toBe(0);
    expect(world.sides.map(({ journal }) => journal.head?.role)).toEqual(['client', 'server']);
  });

  it('opens over the wire, piece by piece', () => {
    const world = worldAfter([{ do: 'connect' }, { do: 'deliver', from: 'client', amount: 'byte' }]);
    expect(statesOf(world)).toEqual(['opening', 'opening']);
    world.press({ do: 'deliver', from: 'client', amount: 'piece' });
    expect(statesOf(world)).toEqual(['opening', 'open']);
    world.press({ do: 'deliver', from: 'server', amount: 'piece' });
    expect(statesOf(world)).toEqual(['open', 'open']);
  });

  it('lets messages arrive only when somebody says so, and records both sides at once', () => {
    const world = worldAfter([...opened, { do: 'send', side: 'client', payload: 'Hello' }]);
    expect(world.server.messages).toEqual([]);
    expect(world.client.journal.frames.length).toBe(1);
    expect(world.server.journal.frames.length).toBe(0);
    world.press({ do: 'deliver', from: 'client', amount: 'piece' });
    expect(world.server.messages).toEqual(['Hello']);
    expect(world.server.journal.frame(0).direction).toBe('in');
    expect(world.server.journal.stateAt('readLoop', world.server.journal.length - 1)).toBe(
      'message.NONE.header | flow.flowing',
    );
  });

  it('sends messages frame by frame, and frames piece by piece', () => {
    const world = worldAfter([
      ...opened,
      { do: 'begin', side: 'server', type: 'text' },
      { do: 'frame', side: 'server', payload: 'a', last: false },
      { do: 'beginFrame', side: 'server', length: 3, last: true },
      { do: 'data', side: 'server', payload: 'bc' },
      { do: 'deliverAll' },
    ]);
    expect(world.client.messages).toEqual([]);
    expect(world.press({ do: 'data', side: 'server', payload: 'de' })).toBe(
      'That is more than the frame still lacks: 1.',
    );
    world.press({ do: 'data', side: 'server', payload: 'd' });
    world.press({ do: 'deliverAll' });
    expect(world.client.messages).toEqual(['abcd']);
    expect(world.server.underWay).toBeUndefined();
  });

  it('knows a message by its last frame', () => {
    const begun = worldAfter([...opened, { do: 'begin', side: 'client', type: 'text' }]);
    begun.press({ do: 'beginFrame', side: 'client', length: 1, last: false });
    begun.press({ do: 'data', side: 'client', payload: 'a' });
    expect(begun.client.underWay?.remain).toBe(0);
    begun.press({ do: 'frame', side: 'client', payload: 'b', last: true });
    expect(begun.client.underWay).toBeUndefined();
    expect(begun.press({ do: 'send', side: 'client', payload: 'c' })).toBeUndefined();
    begun.press({ do: 'deliverAll' });
    expect(begun.server.messages).toEqual(['ab', 'c']);
  });

  it('blocks a sender when the wire is full, and wakes it when there is room', () => {
    const text = 'x'.repeat(20);
    const world = worldAfter([...opened, { do: 'pause', side: 'server' }], { window: 40 });
    for (let count = 0; count < 3; count++) world.press({ do: 'send', side: 'client', payload: text });
    expect(world.client.endpoint.blocked).toBe(true);
    expect(world.client.line.inFlight).toBe(2 * 26);
    expect(world.press({ do: 'deliver', from: 'client', amount: 'piece' })).toBe('The server has paused reading.');
    world.press({ do: 'resume', side: 'server' });
    world.press({ do: 'deliverAll' });
    expect(world.server.messages).toEqual([text, text, text]);
    expect(world.client.endpoint.blocked).toBe(false);
  });

  it('fires timers in their order as time passes', () => {
    const world = worldAfter(opened);
    const start = world.time;
    expect(world.nextTimer).toBe(start + 30_000);
    world.press({ do: 'wait', time: 29_999 });
    expect(world.time).toBe(start + 29_999);
    expect(world.client.line.inFlight).toBe(0);
    world.press({ do: 'timer' });
    expect(world.time).toBe(start + 30_000);
    expect(world.client.line.inFlight).toBeGreaterThan(0);
    world.press({ do: 'deliverAll' });
    world.press({ do: 'wait', time: 120_000 });
    // The pings of the second silence were not delivered: nobody answered.
    expect(world.sides.map(({ endpoint }) => endpoint.record?.timer)).toEqual(['pong', 'pong']);
    expect(world.client.journal.closed?.duration).toBe(80_000);
    // What was sent meanwhile is on the wire: the answered ping, its pong, and the one that nobody answered.
    const labels = readUnits(world.client.line.bytes).map(({ label }) => label);
    expect(labels).toEqual(['HTTP request', 'ping', 'pong', 'ping']);
    expect(world.nextTimer).toBeUndefined();
  });

  it('is unplugged without a word: nothing arrives, and nothing piles up', () => {
    const world = worldAfter([...opened, { do: 'send', side: 'client', payload: 'x' }, { do: 'unplug' }]);
    expect(statesOf(world)).toEqual(['open', 'open']);
    expect(world.client.line.inFlight).toBe(0);
    world.press({ do: 'send', side: 'client', payload: 'y' });
    expect(world.client.line.inFlight).toBe(0);
    expect(world.press({ do: 'deliverAll' })).toBe('The cable is unplugged: nothing arrives.');
  });

  it('is reset: both sides are told', () => {
    const world = worldAfter([...opened, { do: 'send', side: 'client', payload: 'x' }, { do: 'reset' }]);
    expect(world.sides.map(({ endpoint }) => endpoint.record?.code)).toEqual([1006, 1006]);
    expect(world.server.messages).toEqual([]);
    expect(world.client.line.inFlight).toBe(0);
  });

  it('ends a transport behind what was sent', () => {
    const world = worldAfter([...opened, { do: 'close', side: 'client', code: 1000, reason: '' }]);
    world.press({ do: 'deliver', from: 'client', amount: 'all' });
    expect(world.server.line.ended).toBe(true);
    world.press({ do: 'deliver', from: 'server', amount: 'all' });
    expect(statesOf(world)).toEqual(['closing', 'closing']);
    world.press({ do: 'deliver', from: 'server', amount: 'all' });
    expect(statesOf(world)).toEqual(['closed', 'closing']);
    world.press({ do: 'deliver', from: 'client', amount: 'all' });
    expect(world.sides.map(({ endpoint }) => endpoint.record?.clean)).toEqual([true, true]);
  });

  it('goes the same way every time', () => {
    const presses: readonly Press[] = [
      ...opened,
      { do: 'send', side: 'client', payload: 'Hello' },
      { do: 'ping', side: 'server', payload: 'x' },
      { do: 'deliverAll' },
      { do: 'wait', time: 40_000 },
      { do: 'deliverAll' },
      { do: 'close', side: 'server', code: 1001, reason: 'bye' },
      { do: 'deliverAll' },
    ];
    const told = () =>
      worldAfter(presses).sides.map(({ journal }) =>
        Array.from({ length: journal.length }, (_, index) => journal.record(index))
          .filter(({ kind }) => kind === 'transition' || kind === 'timer' || kind === 'message')
          .map((record) => JSON.stringify(record)),
      );
    const once = told();
    expect(once[0]?.length).toBeGreaterThan(20);
    expect(told()).toEqual(once);
  });

  it.each<[string, readonly Press[], Press, string]>([
    [
      'sending before the opening',
      [],
      { do: 'send', side: 'client', payload: '' },
      'The client’s connection is connecting, not open.',
    ],
    ['connecting twice', [{ do: 'connect' }], { do: 'connect' }, 'The client has connected already.'],
    [
      'a frame of no message',
      opened,
      { do: 'frame', side: 'client', payload: '', last: true },
      'The client has begun no message.',
    ],
    [
      'a message within a message',
      [...opened, { do: 'begin', side: 'client', type: 'text' }],
      { do: 'send', side: 'client', payload: '' },
      'Finish the client’s message first.',
    ],
    [
      'data of no frame',
      opened,
      { do: 'data', side: 'client', payload: 'x' },
      'The client is not in the middle of a streamed frame.',
    ],
    ['resuming what is not paused', opened, { do: 'resume', side: 'server' }, 'Reading is not paused.'],
    [
      'delivering nothing',
      opened,
      { do: 'deliver', from: 'server', amount: 'byte' },
      'Nothing of the server’s is in flight.',
    ],
    [
      'editing what has arrived',
      opened,
      { do: 'edit', from: 'client', at: 0, value: 1 },
      'This byte is not in flight.',
    ],
    ['cutting nothing', opened, { do: 'cut', from: 'client', at: 0 }, 'There is nothing to cut here.'],
    [
      'closing what is over',
      [...opened, { do: 'reset' }],
      { do: 'close', side: 'client', code: 1000, reason: '' },
      'The client’s connection is over.',
    ],
    ['a timer of a connection that is over', [...opened, { do: 'reset' }], { do: 'timer' }, 'No timer is armed.'],
    [
      'unplugging what is over',
      [...opened, { do: 'reset' }],
      { do: 'unplug' },
      'The connection is over on both sides.',
    ],
  ])('says why not: %s', (_, presses, press, why) => {
    const world = worldAfter(presses);
    const before = world.presses.length;
    expect(world.press(press)).toBe(why);
    expect(world.presses.length).toBe(before);
  });
});

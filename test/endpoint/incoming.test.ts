/** Pausing at any byte, and calls from inside of handlers. */
import { describe, expect, test } from 'vitest';
import { TEXT } from '../../src/codec/opcodes.ts';
import type { Handlers } from '../../src/endpoint/levels.ts';
import { payloadText } from '../support/vector-frames.ts';
import { connected, exchange, frameBytes, framesOut, give, openServer, type Side } from '../support/wire.ts';

const conversation = [
  'text "Hel"',
  'fin ping "p"',
  'continuation ""',
  'fin continuation "lo"',
  'fin binary 01 02',
  'fin text ""',
];
const told = ['ping', 'Hello', '0102', ''];

function noting(notes: string[]): Handlers<Side> {
  return {
    message: (_, message) => void notes.push(typeof message === 'string' ? message : payloadText(message)),
    ping: () => void notes.push('ping'),
  };
}

describe('reading paused', () => {
  test('before any byte, and gone on with: nothing is lost, nothing told meanwhile', () => {
    const { length } = frameBytes(openServer(), ...conversation);
    for (let at = 0; at <= length; at++) {
      const notes: string[] = [];
      const side = openServer({ handlers: noting(notes) });
      const bytes = frameBytes(side, ...conversation);
      side.endpoint.receive(bytes.slice(0, at));
      const before = notes.length;
      side.endpoint.pause();
      expect(side.transport.suspended).toBe(true);
      side.endpoint.receive(bytes.slice(at));
      expect(notes).toHaveLength(before);
      expect(side.endpoint.incoming.waiting).toBe(length - at);
      side.endpoint.resume();
      expect(side.transport.suspended).toBe(false);
      expect(notes).toEqual(told);
      expect(framesOut(side)).toEqual(['fin pong "p"']);
    }
  });

  test('from inside of every handler, level 3: each stops reading at once, and nothing is lost', () => {
    const notes: string[] = [];
    let calls = 0;
    const stop = (text: string) => (side: Side, more?: unknown) => {
      notes.push(`${text}${more instanceof Uint8Array ? ` ${payloadText(more)}` : ''}`);
      calls++;
      side.endpoint.pause();
    };
    const handlers: Handlers<Side> = {
      frameBegin: stop('begin'),
      frameData: stop('data'),
      frameEnd: stop('end'),
      ping: stop('ping'),
    };
    const side = openServer({ handlers });
    give(side, ...conversation);
    for (let each = 0; each < 40; each++) {
      const before = calls;
      side.endpoint.resume();
      // A frame that is told begins, has data and ends within one event at most.
      expect(calls - before).toBeLessThanOrEqual(2);
    }
    expect(notes).toEqual([
      ...['begin', 'data "Hel"', 'end', 'ping "p"'],
      ...['begin', 'end', 'begin', 'data "lo"', 'end', 'begin', 'data 0102', 'end', 'begin', 'end'],
    ]);
  });

  test('by a message, which is the last for now, though more lie in the same chunk', () => {
    const notes: string[] = [];
    const side = openServer({
      handlers: {
        message: ({ endpoint }, message) => {
          notes.push(String(message));
          endpoint.pause();
        },
      },
    });
    give(side, 'fin text "1"', 'fin text "2"', 'fin text "3"');
    expect(notes).toEqual(['1']);
    side.endpoint.resume();
    expect(notes).toEqual(['1', '2']);
    side.endpoint.resume();
    side.endpoint.resume();
    expect(notes).toEqual(['1', '2', '3']);
  });

  test('within a chunk: bytes are counted once, and a rule broken later is found at its byte', () => {
    const side = openServer({ handlers: { message: ({ endpoint }) => endpoint.pause() } });
    give(side, 'fin text "1"', 'fin text "2"', 'fin opcode 3');
    expect(side.endpoint.incoming.received).toBe(7);
    side.endpoint.resume();
    side.endpoint.resume();
    side.endpoint.transportEnded();
    expect(side.records[0]).toMatchObject({ bytesReceived: 20, violation: { id: 'bad-opcode', offset: 14 } });
  });

  test('by open: what came with the handshake waits', () => {
    const notes: string[] = [];
    const { client, server } = connected(
      {},
      { handlers: { ...noting(notes), open: ({ endpoint }) => endpoint.pause() } },
    );
    void client.endpoint.send(TEXT, 'x');
    exchange(client, server);
    expect(notes).toEqual([]);
    server.endpoint.resume();
    expect(notes).toEqual(['x']);
  });

  test('and closed: the peer’s close frame is found behind what is not delivered', () => {
    const notes: string[] = [];
    const side = openServer({ handlers: noting(notes) });
    side.endpoint.pause();
    give(side, ...conversation, 'fin close code 1000');
    expect(side.endpoint.state).toBe('open');
    side.endpoint.close(1001, '');
    expect(side.endpoint.states().closeHandshake).toBe('closing.ending');
    side.endpoint.transportEnded();
    expect(side.records[0]).toMatchObject({ clean: true, code: 1000, began: 'us' });
    expect(notes.filter((note) => note !== 'ping')).toEqual([]);
  });

  test('after we began to close: the peer’s close frame is found all the same', () => {
    const side = openServer();
    side.endpoint.close(1000, '');
    side.endpoint.pause();
    give(side, 'fin text "not read"', 'fin close code 1000');
    side.endpoint.transportEnded();
    expect(side.records[0]?.clean).toBe(true);
  });

  test('in the middle of a message and then closed: the rest of it is skipped', () => {
    const notes: string[] = [];
    const side = openServer({ handlers: noting(notes) });
    give(side, 'text "a"');
    side.endpoint.pause();
    side.endpoint.close(1000, '');
    give(side, 'fin continuation "b"', 'fin close code 1000');
    side.endpoint.transportEnded();
    expect(side.records[0]?.clean).toBe(true);
    expect(notes).toEqual([]);
  });

  test('twice, resumed once', () => {
    const notes: string[] = [];
    const side = openServer({ handlers: noting(notes) });
    side.endpoint.pause();
    side.endpoint.pause();
    give(side, 'fin text "x"');
    side.endpoint.resume();
    side.endpoint.resume();
    expect(notes).toEqual(['x']);
  });
});

describe('from inside of a handler', () => {
  /** Runs `act` in the first message; notes messages. */
  function acting(act: (side: Side) => void): { side: Side; notes: string[] } {
    const notes: string[] = [];
    const side = openServer({
      handlers: {
        message: (own, message) => {
          notes.push(`<${message}`);
          if (notes.length === 1) act(own);
          notes.push(`${message}>`);
        },
      },
    });
    return { side, notes };
  }

  test('bytes that are given are read after those that came before', () => {
    const { side, notes } = acting((own) => give(own, 'fin text "given"'));
    give(side, 'fin text "first"', 'fin text "second"');
    expect(notes).toEqual(['<first', 'first>', '<second', 'second>', '<given', 'given>']);
  });

  test('sends leave in their order', () => {
    const { side } = acting(({ endpoint }) => {
      void endpoint.send(TEXT, 'one');
      void endpoint.ping(new Uint8Array(0));
      void endpoint.send(TEXT, 'two');
    });
    give(side, 'fin text "x"', 'fin ping "p"');
    expect(framesOut(side)).toEqual(['fin text "one"', 'fin ping ""', 'fin text "two"', 'fin pong "p"']);
  });

  test('a close: what comes after is still told, until the peer’s close', () => {
    const { side, notes } = acting(({ endpoint }) => endpoint.close(1000, 'enough'));
    give(side, 'fin text "1"', 'fin text "2"', 'fin close code 1000', 'fin text "3"');
    expect(notes).toEqual(['<1', '1>', '<2', '2>']);
    expect(framesOut(side)).toEqual(['fin close 03e8656e6f756768']);
  });

  test('an abort: nothing more is told', () => {
    const { side, notes } = acting(({ endpoint }) => endpoint.abort('aborted'));
    give(side, 'fin text "1"', 'fin text "2"');
    expect(notes).toEqual(['<1', '1>']);
    expect(side.records[0]?.violation?.id).toBe('aborted');
  });

  test('the end of the transport: nothing more is told', () => {
    const { side, notes } = acting(({ endpoint }) => endpoint.transportEnded());
    give(side, 'fin text "1"', 'fin text "2"');
    expect(notes).toEqual(['<1', '1>']);
    expect(side.records).toHaveLength(1);
  });

  test('flushing, being drained and woken', () => {
    const { side, notes } = acting(({ endpoint, clock }) => {
      clock.time += 1e6;
      void endpoint.send(TEXT, 'x');
      endpoint.flush();
      endpoint.drained();
    });
    give(side, 'fin text "1"', 'fin text "2"');
    expect(notes).toEqual(['<1', '1>', '<2', '2>']);
  });

  test('closing and aborting from close changes nothing any more', () => {
    const side = openServer({
      handlers: {
        close: ({ endpoint }) => {
          endpoint.close(1000, '');
          endpoint.abort('aborted');
          endpoint.transportEnded();
          void endpoint.send(TEXT, 'x');
          give(side, 'fin text "x"');
        },
      },
    });
    side.endpoint.transportEnded();
    expect(side.records).toHaveLength(1);
    expect(framesOut(side)).toEqual([]);
  });
});

test('bytes after the end are thrown away', () => {
  const notes: string[] = [];
  const side = openServer({ handlers: noting(notes) });
  side.endpoint.transportEnded();
  give(side, 'fin text "x"');
  expect(notes).toEqual([]);
  expect(side.endpoint.incoming.waiting).toBe(0);
});

test('a message within one chunk is handed on from there, uncopied', () => {
  const messages: unknown[] = [];
  const side = openServer({ handlers: { message: (_, message) => void messages.push(message) } });
  const chunk = frameBytes(side, 'fin binary 01 02 03');
  side.endpoint.receive(chunk);
  const [got] = messages as Uint8Array[];
  expect(got?.buffer).toBe(chunk.buffer);
  expect(got).toEqual(Uint8Array.of(1, 2, 3));
});

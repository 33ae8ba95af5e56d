/** A tap tells all of one connection and nothing of others, and when it is gone nothing is left of it. */
import { expect, test } from 'vitest';
import { TEXT } from '../../src/codec/opcodes.ts';
import { wakeUp } from '../../src/endpoint/awake.ts';
import { resolveBounds } from '../../src/endpoint/options.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { PreparedMessage } from '../../src/endpoint/prepared.ts';
import { Tally } from '../../src/endpoint/tally.ts';
import type { Standing, Tap } from '../../src/endpoint/tap.ts';
import { give, ManualClock, makeSide, manualPlatform, openServer, type Side } from '../support/wire.ts';

const compiled = { engine: 'compiled' } as const;

/** Connections with the same of these lend each other all that they work with. */
function sharing() {
  return { ...compiled, bounds: resolveBounds({}), platform: manualPlatform(new ManualClock()) };
}

/** Others are busy since: whoever is not lends what it has. */
function allAsleep(): void {
  for (let each = 0; each < 256; each++) wakeUp({ awake: false, fallAsleep() {} });
}

/** Keeps the names of what it is told. */
function listening(): { readonly told: string[]; readonly standings: Standing[]; readonly tap: Tap } {
  const told: string[] = [];
  const standings: Standing[] = [];
  const note = (what: string) => () => void told.push(what);
  const tap: Tap = {
    standing: (now) => {
      told.push('standing');
      standings.push(now);
    },
    detached: note('detached'),
    input: (actor, event, nested) => told.push(`input ${actor} ${event.type}${nested ? ' nested' : ''}`),
    transition: note('transition'),
    message: note('message'),
    timer: (timer, due) => told.push(`timer ${timer} ${due === undefined ? 'off' : 'on'}`),
    headReceived: (startLine) => told.push(`head in ${startLine}`),
    headSent: note('head out'),
    opened: note('opened'),
    frameReceived: ({ opcode }) => told.push(`frame in ${opcode}`),
    payloadReceived: (_, start, end) => told.push(`payload in ${end - start}`),
    inflated: note('inflated'),
    frameSent: (first) => told.push(`frame out ${first & 15}`),
    payloadSent: (_, start, end) => told.push(`payload out ${end - start}`),
    deflated: note('deflated'),
    closed: note('closed'),
  };
  return { told, standings, tap };
}

/** Something of everything that connections lend each other. */
function talk(side: Side): void {
  give(side, 'fin text "Hello"', 'fin ping 01');
  void side.endpoint.send(TEXT, 'x');
  side.endpoint.deliver(new PreparedMessage('to many', undefined, portable), undefined, new Tally());
  side.transport.take();
  allAsleep();
}

/** What a connection that has something to send does it with. */
function partsOf({ endpoint }: Side) {
  void endpoint.send(TEXT, 'x');
  const { outgoing, output, outlet, engine, incoming } = endpoint;
  endpoint.flush();
  return { outgoing, output, outlet, engine, incoming };
}

const frames = (told: readonly string[]) => told.filter((what) => /^(frame|payload) /.test(what));

test('it is told what comes in and what goes out, in order', () => {
  const side = openServer(compiled);
  const { told, tap } = listening();
  side.endpoint.attach(tap);
  expect(told).toEqual(['standing']);
  talk(side);
  expect(frames(told)).toEqual([
    'frame in 1',
    'payload in 5',
    'frame in 9',
    'payload in 1',
    'frame out 10',
    'payload out 1',
    'frame out 1',
    'payload out 1',
    'frame out 1',
    'payload out 7',
  ]);
  side.endpoint.abort('aborted');
  expect(told.at(-1)).toBe('transition');
  expect(told.filter((what) => what === 'closed')).toHaveLength(1);
});

test('what others do is not told, though they lend each other what they work with', () => {
  const shared = sharing();
  const [tapped, ...others] = Array.from({ length: 4 }, () => openServer(shared));
  for (const side of others) talk(side);
  const { told, tap } = listening();
  tapped?.endpoint.attach(tap);
  for (const side of others) talk(side);
  expect(told).toEqual(['standing']);
});

test('once it is detached nothing is told any more, of this connection or of any that takes up what it had', () => {
  const shared = sharing();
  const sides = Array.from({ length: 4 }, () => openServer(shared));
  const [one] = sides as [Side];
  const { told, tap } = listening();
  one.endpoint.attach(tap);
  talk(one);
  one.endpoint.attach(null);
  expect(told.at(-1)).toBe('detached');
  const { length } = told;
  for (let round = 0; round < 3; round++) for (const side of sides) talk(side);
  for (const { endpoint } of sides) endpoint.close(1000, '');
  expect(told).toHaveLength(length);
});

test('detached in the middle of what it sends, it leaves nothing in what it lends later', () => {
  const shared = sharing();
  const [one, two] = [openServer(shared), openServer(shared)];
  const { told, tap } = listening();
  one.endpoint.attach(tap);
  void one.endpoint.send(TEXT, 'x');
  one.endpoint.attach(null);
  const { length } = told;
  void one.endpoint.send(TEXT, 'y');
  one.transport.take();
  talk(two);
  talk(one);
  expect(told).toHaveLength(length);
});

test('attached in the middle of what it sends, it is told the rest', () => {
  const side = openServer(compiled);
  void side.endpoint.send(TEXT, 'x');
  const { told, tap } = listening();
  side.endpoint.attach(tap);
  void side.endpoint.send(TEXT, 'yes');
  expect(frames(told)).toEqual(['frame out 1', 'payload out 3']);
});

test('a connection that is watched rests on nothing; detached, it lends again what it had', () => {
  const shared = sharing();
  const [one, two] = [openServer(shared), openServer(shared)];
  const lent = Object.values(partsOf(one));
  for (const [at, part] of Object.values(partsOf(two)).entries()) expect(part).toBe(lent[at]);
  const { tap } = listening();
  one.endpoint.attach(tap);
  const watched = one.endpoint.engine;
  expect(partsOf(two).engine).not.toBe(watched);
  expect(one.endpoint.engine).toBe(watched);
  one.endpoint.attach(null);
  expect(partsOf(two).engine).toBe(watched);
  expect(partsOf(two).output.tap).toBeUndefined();
});

test('its states and figures are the same with it, without it, and after it', () => {
  const sides = Array.from({ length: 3 }, () => openServer(compiled));
  const [, watched, before] = sides as [Side, Side, Side];
  watched.endpoint.attach(listening().tap);
  before.endpoint.attach(listening().tap);
  before.endpoint.attach(null);
  const figures = sides.map((side) => {
    talk(side);
    const { endpoint } = side;
    const { bytesReceived, bytesSent, bufferedAmount, state, engineKind, latency } = endpoint;
    return { states: endpoint.states(), bytesReceived, bytesSent, bufferedAmount, state, engineKind, latency };
  });
  expect(figures[0]?.bytesSent).toBeGreaterThan(10);
  expect(figures[1]).toEqual(figures[0]);
  expect(figures[2]).toEqual(figures[0]);
});

test('from before the opening handshake on, it is told the heads', () => {
  const side = makeSide({ role: 'client', ...compiled });
  const { told, tap } = listening();
  side.endpoint.attach(tap);
  side.endpoint.transportReady();
  expect(told).toContain('head out');
  side.endpoint.receive(Buffer.from('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'));
  expect(told).toContain('head in HTTP/1.1 404 Not Found');
  expect(told).not.toContain('opened');
  expect(told).toContain('closed');
});

test('one tap in place of another: the first is told that it is detached, the second where things are', () => {
  const side = openServer(compiled);
  const [first, second] = [listening(), listening()];
  side.endpoint.attach(first.tap);
  side.endpoint.attach(second.tap);
  talk(side);
  expect(first.told).toEqual(['standing', 'detached']);
  expect(second.told[0]).toBe('standing');
  expect(frames(second.told)).toHaveLength(10);
});

test('events from inside of effects are told as such', () => {
  const side = openServer({ ...compiled, handlers: { message: ({ endpoint }) => endpoint.close(1000, '') } });
  const { told, tap } = listening();
  side.endpoint.attach(tap);
  give(side, 'fin text "Hello"');
  expect(told).toContain('input closeHandshake CLOSE nested');
  expect(told).toContain('input readLoop FRAME_HEADER');
});

/** Connections share what they send with, one after the other; never two at the same time. */
import { expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { requestOf } from '../../src/endpoint/opening.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { giveBackOutput, outputFor } from '../../src/endpoint/senders.ts';
import { framesOut, makeSide, openServer, outcome, requestHeaders, type Side } from '../support/wire.ts';

const compiled = { engine: 'compiled' } as const;

/** What a connection sends with while it has something to send. */
function busySender(side: Side): unknown {
  void side.endpoint.send(TEXT, 'x');
  return side.endpoint.outgoing;
}

test('one is lent to the next connection once everything has left', () => {
  const [one, two] = [openServer(compiled), openServer(compiled)];
  const first = busySender(one);
  expect(busySender(two)).not.toBe(first);
  for (const side of [two, one]) expect(framesOut(side)).toEqual(['fin text "x"']);
  expect(busySender(two)).toBe(first);
  expect(framesOut(two)).toEqual(['fin text "x"']);
});

test.each([
  ['a message that is not finished', (side: Side) => void side.endpoint.outgoing.begin(TEXT)],
  [
    'a frame that is being streamed',
    ({ endpoint: { outgoing } }: Side) => void outgoing.beginFrame(outgoing.begin(BINARY), 5, true),
  ],
  [
    'a transport that takes no more',
    ({ transport }: Side) => {
      transport.accepts = false;
    },
  ],
])('%s keeps it', (_, hold) => {
  const [one, two] = [openServer(compiled), openServer(compiled)];
  const first = busySender(one);
  hold(one);
  one.endpoint.flush();
  expect(busySender(two)).not.toBe(first);
});

test('a message begun before the connection was open is nobody else’s later', async () => {
  const side = makeSide({ role: 'server', ...compiled });
  const { outgoing } = side.endpoint;
  const early = outgoing.begin(TEXT);
  side.endpoint.transportReady();
  side.endpoint.receiveRequest(requestOf('GET', '/chat', 'HTTP/1.1', requestHeaders));
  side.transport.take();
  const other = openServer(compiled);
  expect(busySender(other)).not.toBe(outgoing);
  expect(await outcome(outgoing.frame(early, 'late', true))).toBe('no-message');
  expect(framesOut(other)).toEqual(['fin text "x"']);
});

test('bytes that wait are counted, and looking at them takes nothing up', () => {
  const side = openServer(compiled);
  expect(side.endpoint.bufferedAmount).toBe(0);
  void side.endpoint.send(TEXT, 'four');
  expect(side.endpoint.bufferedAmount).toBe(6);
  side.transport.accepts = false;
  side.endpoint.flush();
  expect(side.endpoint.bufferedAmount).toBe(0);
  void side.endpoint.send(TEXT, 'four');
  expect(side.endpoint.bufferedAmount).toBeGreaterThanOrEqual(4);
});

test('an output is lent to its like only', () => {
  const output = outputFor(portable, true);
  giveBackOutput(output);
  expect(outputFor(portable, true)).toBe(output);
  giveBackOutput(output);
  expect(outputFor(portable, false)).not.toBe(output);
  giveBackOutput(output);
  expect(outputFor({ ...portable }, true)).not.toBe(output);
});

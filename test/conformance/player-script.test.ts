/** Steps of a script, on a connection between two streams: what the subject sees, and what is noticed of it. */
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, type Server, serve } from '../../src/api/index.ts';
import { type CaseResult, conformServer } from '../../src/conformance/index.ts';
import type { ConformanceCase, Step } from '../../src/conformance/model.ts';
import { type CaseParts, caseOf, groupOf } from './cases-to-try.ts';
import { listen, upgrading } from './subjects.ts';

let server: Server;
/** What the subject does with its nth message; it echoes by default. */
let answer: (connection: Connection, message: string | Uint8Array, count: number) => unknown;

beforeAll(async () => {
  server = await serve({
    port: 0,
    compression: true,
    message: (connection, message) => {
      const count = typeof connection.data === 'number' ? connection.data : 0;
      connection.data = count + 1;
      void answer(connection, message, count);
    },
  });
});

afterAll(() => server.close({ deadline: 0 }));

const echo: typeof answer = (connection, message) => connection.send(message);

async function play(parts: Omit<CaseParts, 'id'>, subject: typeof answer = echo): Promise<CaseResult> {
  answer = subject;
  const conformanceCase: ConformanceCase = caseOf({ id: '1.1', ...parts });
  const { results } = await conformServer(server.url, { groups: groupOf(conformanceCase) });
  return results[0] as CaseResult; // There is one case.
}

const passed = { behavior: 'pass', behaviorClose: 'pass' };
const gotText = (payload: string) => ({ kind: 'message', type: 'text', payload }) as const;
const send = (payload: string): Step => ({ do: 'message', type: 'text', payload });

test('messages in frames, chopped, and frames with anything between', async () => {
  const script: Step[] = [
    { do: 'message', type: 'text', payload: 'Hello', fragment: 2, chop: 1 },
    {
      do: 'frames',
      frames: [
        { opcode: 1, payload: 'a', fin: false },
        { opcode: 9, payload: 'p' },
      ],
      chop: 3,
      pause: 1,
    },
    { do: 'frames', frames: [{ opcode: 0, payload: 'b' }] },
  ];
  const events = [gotText('Hello'), { kind: 'pong', payload: 'p' }, gotText('ab')] as const;
  expect(await play({ script, outcomes: [{ behavior: 'pass', events }] })).toMatchObject(passed);
});

test('marks tell what came before and after; waiting for events makes it so', async () => {
  const script: Step[] = [send('one'), { do: 'await', events: 1 }, { do: 'mark', name: 'between' }, send('two')];
  const events = [gotText('one'), { kind: 'mark', name: 'between' }, gotText('two')] as const;
  expect(await play({ script, outcomes: [{ behavior: 'pass', events }] })).toMatchObject(passed);
});

test('what follows our close frame is sent behind it', async () => {
  const script: Step[] = [{ do: 'close', code: 4001, reason: 'why' }, send('late')];
  const result = await play({
    script,
    outcomes: [{ behavior: 'pass', events: [] }],
    close: { by: 'us', codes: [4001], clean: true },
  });
  expect(result).toMatchObject({ ...passed, localCloseCode: 4001, remoteCloseCode: 4001, closedBy: 'us' });
  expect(result.wire.filter(({ kind }) => kind === 'frame-out').map(({ frame }) => frame?.opcode)).toEqual([8, 1]);
});

test('the script ends when the subject closes', async () => {
  const script: Step[] = [send('one'), { do: 'awaitClose', ms: 5_000 }, send('two'), { do: 'mark', name: 'never' }];
  const close = { by: 'subject', codes: [1001], clean: true } as const;
  const result = await play({ script, close, outcomes: [{ behavior: 'pass', events: [] }] }, (connection) =>
    connection.close(1001),
  );
  expect(result).toMatchObject({ ...passed, closedBy: 'subject', wasClean: true });
  expect(result.observed).toEqual([]);
});

test('while we do not read, nothing is seen; then all of it', async () => {
  const script: Step[] = [
    { do: 'stopReading' },
    send('hello'),
    { do: 'pause', ms: 50 },
    { do: 'mark', name: 'deaf' },
    { do: 'readAgain' },
  ];
  const events = [{ kind: 'mark', name: 'deaf' }, gotText('hello')] as const;
  expect(await play({ script, outcomes: [{ behavior: 'pass', events }] })).toMatchObject(passed);
});

test('a subject that ends the connection by itself is told, as it should not', async () => {
  expect(await play({}, (connection) => connection.terminate())).toMatchObject({
    behavior: 'fail',
    behaviorClose: 'fail',
    closedBy: 'subject',
  });
  expect(await play({}, (connection) => connection.close(1000))).toMatchObject({
    behavior: 'fail',
    behaviorClose: 'fail',
  });
});

describe('loops', () => {
  const loop: Omit<CaseParts, 'id'> = {
    script: [{ do: 'rounds', type: 'text', sample: 'json', size: 500, fragment: 100, count: 20 }],
    outcomes: [{ behavior: 'pass', events: [] }],
    deflate: { offer: 'permessage-deflate', grant: [{}] },
  };

  test.each([true, false])('compressed: %s', async (compressed) => {
    const { deflate, ...plain } = loop;
    const result = await play(compressed ? loop : plain);
    expect(result).toMatchObject({ ...passed, observed: [] });
    if (compressed) expect(result.httpResponse).toMatch(/permessage-deflate/i);
  });

  test('an altered message is found, and which one', async () => {
    const altered = await play(loop, (connection, message, count) =>
      connection.send(count === 7 ? `!${String(message).slice(1)}` : message),
    );
    expect(altered).toMatchObject({ behavior: 'fail', result: 'Message 8 of 20 came back altered: octet 0 differs.' });
  });

  test('another type, another length', async () => {
    const binary = await play(loop, (connection, message) =>
      connection.send(new TextEncoder().encode(String(message))),
    );
    expect(binary.result).toMatch(/Message 1 of 20 came back altered: as binary, not text/);
    const longer = await play(loop, (connection, message) => connection.send(`${String(message)}!`));
    expect(longer.result).toMatch(/Message 1 of 20 came back altered: 501 octets, not 500/);
  });

  test('a connection that ends in the loop', async () => {
    const ended = await play(loop, (connection, message, count) =>
      count === 3 ? connection.close(1000) : connection.send(message),
    );
    expect(ended.behavior).toBe('fail');
    expect(ended.result).toMatch(/^The connection ended before message 4 of 20 came back\. It closed with 1000/);
  });
});

test('a server that keeps its window although it promised not to', async () => {
  // RSV1, and “Hello” twice: the second refers back to the first (RFC 7692 §7.2.3.2).
  const first = Buffer.from('c107f248cdc9c90700', 'hex');
  const second = Buffer.from('c105f200110000', 'hex');
  const subject = await listen(
    upgrading(
      (socket: Socket) => socket.once('data', () => socket.write(Buffer.concat([first, second]))),
      'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n',
    ),
  );
  const offer = 'permessage-deflate; server_no_context_takeover';
  const cases = groupOf(
    caseOf({
      id: '1.1',
      deflate: { offer, grant: [{}] },
      outcomes: [{ behavior: 'pass', events: [gotText('Hello'), gotText('Hello')] }],
    }),
  );
  const { results } = await conformServer(subject.url, { groups: cases });
  subject.stop();
  expect(results[0]?.broke).toMatch(/^RFC 7692 §7\.2\.2: .*no context takeover was agreed on/);
  expect(results[0]).toMatchObject({ behavior: 'fail', behaviorClose: 'fail' });
});

test('a subject that is silent is waited for once, and not at every step that waits', async () => {
  const hour = 3_600_000;
  const script: Step[] = [
    send('one'),
    { do: 'await', events: 1, ms: 50 },
    send('two'),
    { do: 'await', events: 1, ms: hour },
  ];
  answer = () => {};
  const silent = caseOf({
    id: '1.1',
    script,
    outcomes: [{ behavior: 'pass', events: [gotText('one'), gotText('two')] }],
  });
  const { results } = await conformServer(server.url, { groups: groupOf(silent), caseTimeout: 100 });
  expect(results[0]).toMatchObject({ behavior: 'fail', behaviorClose: 'pass' });
});

/**
 * A fault at every step: two endpoints follow a script, and at its step k the transport of one side is cut, fails, or takes
 * no more until the script has passed. Whatever happens, every operation settles once, each side has one record that says
 * why, and no deadline stays armed.
 */
import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { type Talk, talk } from '../support/conversation.ts';
import { type Side, settled } from '../support/wire.ts';

type Step = (talk: Talk, operate: (promise: Promise<unknown>) => void) => void;

const bytes = (...values: number[]) => Uint8Array.from(values);

/** Three levels of sending, pings, pausing, timers and closing, in small steps. */
function script(): Step[] {
  let message: ReturnType<Side['endpoint']['outgoing']['begin']>;
  const pass: Step = ({ pass: exchange }) => exchange();
  const closeBy = (name: 'client' | 'server', code: number): Step => {
    return (made) => made[name].endpoint.close(code, 'bye');
  };
  return [
    ({ client }, operate) => operate(client.endpoint.send(TEXT, 'one')),
    ({ server }, operate) => operate(server.endpoint.ping(bytes(1))),
    pass,
    ({ wait }) => wait(150),
    pass,
    ({ client }, operate) => {
      message = client.endpoint.outgoing.begin(BINARY);
      operate(client.endpoint.outgoing.frame(message, bytes(1), false));
    },
    ({ client }, operate) => operate(client.endpoint.outgoing.beginFrame(message, 4, true)),
    ({ client }, operate) => operate(client.endpoint.outgoing.data(message, bytes(1, 2))),
    ({ client }, operate) => operate(client.endpoint.ping(bytes(2))),
    ({ client }, operate) => operate(client.endpoint.send(BINARY, new Uint8Array(200))),
    ({ server }, operate) => operate(server.endpoint.send(TEXT, 'two')),
    pass,
    ({ server }) => server.endpoint.pause(),
    ({ client }, operate) => operate(client.endpoint.outgoing.data(message, bytes(3, 4))),
    pass,
    ({ wait }) => wait(100),
    ({ server }) => server.endpoint.resume(),
    pass,
    closeBy('client', 1000),
    ({ server }, operate) => operate(server.endpoint.send(TEXT, 'crossing')),
    closeBy('server', 1001),
    pass,
  ];
}

const steps = script().length;

interface Result {
  readonly made: Talk;
  readonly operations: { settled: number; error: unknown }[];
}

async function run(fault: (made: Talk, step: number) => void): Promise<Result> {
  const bounds = { idleTimeout: 150, pongTimeout: 300, drainTimeout: 500, closeTimeout: 400 };
  const made = talk({ client: { bounds }, server: { bounds } });
  const operations: Result['operations'] = [];
  const operate = (promise: Promise<unknown>) => {
    const operation = { settled: 0, error: undefined as unknown };
    operations.push(operation);
    const settle = (error?: unknown) => {
      operation.settled++;
      operation.error = error;
    };
    promise.then(() => settle(), settle);
  };
  for (const [index, step] of script().entries()) {
    fault(made, index);
    step(made, operate);
    await settled();
  }
  return { made, operations };
}

/** Nobody comes any more: the timers end what is left. */
function runDown({ client, server }: Talk): void {
  for (let each = 0; each < 20; each++) {
    for (const side of [client, server]) {
      side.endpoint.flush();
      if (side.transport.wakeAt === Number.POSITIVE_INFINITY) continue;
      side.clock.time = Math.max(side.clock.time, side.transport.wakeAt);
      side.endpoint.wake();
    }
  }
}

function expectOver({ made, operations }: Result): void {
  for (const { client, server } of [made]) {
    for (const side of [client, server]) {
      expect(side.endpoint.state).toBe('closed');
      expect(side.records).toHaveLength(1);
      expect(side.transport).toMatchObject({ released: true, wakeAt: Number.POSITIVE_INFINITY });
      const [record] = side.records;
      if (record?.clean === false) expect(record.violation).toBeDefined();
      expect(side.endpoint.outgoing.waiting).toBe(0);
    }
  }
  expect(operations.map((operation) => operation.settled)).toEqual(operations.map(() => 1));
  for (const { error } of operations) {
    if (error === undefined) continue;
    const { id } = error as { id: string };
    expect(['aborted', 'closing', 'no-message']).toContain(id);
  }
}

test('without a fault everything is done, and both close cleanly', async () => {
  const result = await run(() => {});
  expectOver(result);
  expect(result.made.client.records[0]?.clean).toBe(true);
  expect(result.made.server.records[0]?.clean).toBe(true);
  expect(result.operations.filter(({ error }) => error !== undefined)).toEqual([]);
});

describe.each(['client', 'server'] as const)('%s', (name) => {
  const all = Array.from({ length: steps }, (_, step) => step);

  test.each(all)('cut at step %i', async (step) => {
    const result = await run((made, at) => {
      if (at === step) made[name].endpoint.transportEnded();
    });
    result.made.pass();
    await settled();
    expectOver(result);
    const [record] = result.made[name].records;
    if (record?.clean === false) expect(record.violation?.id).toBe('transport-ended');
  });

  test.each(all)('failed at step %i', async (step) => {
    const error = new Error('reset');
    const result = await run((made, at) => {
      if (at === step) made[name].endpoint.transportEnded(error);
    });
    result.made.pass();
    await settled();
    expectOver(result);
    const [record] = result.made[name].records;
    if (record?.clean === false) expect(record).toMatchObject({ error, violation: { id: 'transport-ended' } });
    for (const operation of result.operations) {
      const cause = (operation.error as { cause?: { id?: string } } | undefined)?.cause;
      if (cause !== undefined) expect(cause.id).toBe('transport-ended');
    }
  });

  test.each(all)('blocked from step %i until the script has passed', async (step) => {
    const result = await run((made, at) => {
      if (at === step) made[name].transport.accepts = false;
    });
    const side = result.made[name];
    side.transport.accepts = true;
    side.endpoint.drained();
    result.made.pass();
    runDown(result.made);
    result.made.pass();
    await settled();
    expectOver(result);
  });

  test.each(all)('blocked from step %i for ever: the timers end it', async (step) => {
    const result = await run((made, at) => {
      if (at === step) made[name].transport.accepts = false;
    });
    runDown(result.made);
    result.made.pass();
    await settled();
    expectOver(result);
  });

  test.each(all)('given up at step %i', async (step) => {
    const result = await run((made, at) => {
      if (at === step) made[name].endpoint.abort('aborted');
    });
    result.made.pass();
    await settled();
    expectOver(result);
  });
});

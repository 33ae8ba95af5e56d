/**
 * A fault at every step: two endpoints follow a script, and at its step k the transport of one side is cut, fails, or takes
 * no more until the script has passed. Whatever happens, every operation settles once, each side has one record that says
 * why, and no deadline stays armed.
 */
import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { Extension } from '../../src/endpoint/extension.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { type Talk, talk } from '../support/conversation.ts';
import { counting } from '../support/deflate-engines.ts';
import { extensionOf, prompt } from '../support/deflate-sides.ts';
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

/** Messages that are compressed: at once, in the background, in frames, and one that is never finished. */
function compressedScript(): Step[] {
  let message: ReturnType<Side['endpoint']['outgoing']['begin']>;
  const pass: Step = ({ pass: exchange }) => exchange();
  return [
    ({ client }, operate) => operate(client.endpoint.send(TEXT, 'one, and one again, and one', true)),
    pass,
    ({ client }, operate) => operate(client.endpoint.send(TEXT, 'large '.repeat(8000))),
    ({ client }, operate) => operate(client.endpoint.send(TEXT, 'behind, behind, behind it', true)),
    ({ server }, operate) => operate(server.endpoint.outgoing.sendFragments(BINARY, new Uint8Array(300), 100, true)),
    pass,
    ({ client }, operate) => {
      message = client.endpoint.outgoing.begin(TEXT, true);
      operate(client.endpoint.outgoing.frame(message, 'the first piece, the first piece', false));
    },
    pass,
    ({ server }, operate) => operate(server.endpoint.send(TEXT, 'large '.repeat(8000))),
    ({ client }, operate) => operate(client.endpoint.outgoing.frame(message, 'the second piece', true)),
    pass,
    ({ server }) => {
      const unfinished = server.endpoint.outgoing.begin(TEXT, true);
      void server.endpoint.outgoing.frame(unfinished, 'there will be no more of it', false);
    },
    pass,
    ({ client }) => client.endpoint.close(1000, 'bye'),
    pass,
  ];
}

interface Variant {
  readonly script: () => Step[];
  /** Made anew for each run. */
  readonly extensions?: () => { client: Extension; server: Extension; over: () => void };
}

/** Whatever happened: streams that are kept are in order for others, those of a connection are closed with it. */
function compressing(takeover: boolean): Required<Variant>['extensions'] {
  return () => {
    const { engine, counts } = counting(prompt(nativeZlib));
    const options = { takeover, peerTakeover: takeover, threshold: 0 };
    const client = extensionOf('client', options, engine);
    const server = extensionOf('server', options, engine);
    const over = () => {
      if (takeover) expect(counts.closed).toBe(counts.deflaters + counts.inflaters);
      const { lines, ...later } = talk({ client: { extension: client }, server: { extension: server } });
      for (const text of ['later, later, later', 'later, later, later']) {
        for (const side of [later.client, later.server]) {
          void side.endpoint.send(TEXT, text, true);
          void side.endpoint.outgoing.sendFragments(TEXT, Buffer.from(text), 5, true);
        }
      }
      later.pass();
      const text = 'message later, later, later';
      for (const name of ['client', 'server']) {
        expect(lines.filter((line) => line.startsWith(`${name}: message`))).toEqual(
          new Array(4).fill(`${name}: ${text}`),
        );
      }
      expect(later.client.endpoint.state).toBe('open');
    };
    return { client, server, over };
  };
}

const variants: readonly (readonly [what: string, variant: Variant])[] = [
  ['plain', { script }],
  ['compressed, with history', { script: compressedScript, extensions: compressing(true) }],
  ['compressed, with shared streams', { script: compressedScript, extensions: compressing(false) }],
];

interface Result {
  readonly made: Talk;
  readonly operations: { settled: number; error: unknown }[];
  readonly over: () => void;
}

async function run({ script: make, extensions }: Variant, fault: (made: Talk, step: number) => void): Promise<Result> {
  const bounds = { idleTimeout: 150, pongTimeout: 300, drainTimeout: 500, closeTimeout: 400 };
  const { client, server, over = () => {} } = extensions?.() ?? {};
  const made = talk({ client: { bounds, extension: client }, server: { bounds, extension: server } });
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
  for (const [index, step] of make().entries()) {
    fault(made, index);
    step(made, operate);
    await settled();
  }
  return { made, operations, over };
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

function expectOver({ made, operations, over }: Result): void {
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
  over();
}

test.each(variants)('%s: without a fault everything is done, and both close cleanly', async (_, variant) => {
  const result = await run(variant, () => {});
  expectOver(result);
  expect(result.made.client.records[0]?.clean).toBe(true);
  expect(result.made.server.records[0]?.clean).toBe(true);
  expect(result.operations.filter(({ error }) => error !== undefined)).toEqual([]);
});

describe.each(
  variants.flatMap(([what, variant]) => (['client', 'server'] as const).map((name) => [what, name, variant] as const)),
)('%s, %s', (_what, name, variant) => {
  const all = Array.from({ length: variant.script().length }, (_, step) => step);

  test.each(all)('cut at step %i', async (step) => {
    const result = await run(variant, (made, at) => {
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
    const result = await run(variant, (made, at) => {
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
    const result = await run(variant, (made, at) => {
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
    const result = await run(variant, (made, at) => {
      if (at === step) made[name].transport.accepts = false;
    });
    runDown(result.made);
    result.made.pass();
    await settled();
    expectOver(result);
  });

  test.each(all)('given up at step %i', async (step) => {
    const result = await run(variant, (made, at) => {
      if (at === step) made[name].endpoint.abort('aborted');
    });
    result.made.pass();
    await settled();
    expectOver(result);
  });
});

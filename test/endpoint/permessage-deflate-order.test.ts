/** Whatever is sent in whatever way, compressed or not, in the background or at once: it arrives, in the order of the calls. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import type { CompressionOptions } from '../../src/endpoint/compression-options.ts';
import type { Message } from '../../src/endpoint/levels.ts';
import { portable } from '../../src/endpoint/platform.ts';
import { PreparedMessage } from '../../src/endpoint/prepared.ts';
import { Tally } from '../../src/endpoint/tally.ts';
import { noise } from '../support/compressed-talk.ts';
import { engines } from '../support/deflate-engines.ts';
import { type DeflateSides, deflateSides, exchangeAll, extensionOf, prompt } from '../support/deflate-sides.ts';
import { digest, patternText } from '../support/messages.ts';
import { exchange, type Side, settled } from '../support/wire.ts';

type Name = 'client' | 'server';

/** Something to say, and how. */
type Act = { by: Name } & (
  | { kind: 'send'; message: Message; compress: boolean | undefined }
  | { kind: 'prepared'; message: Message; compress: boolean | undefined; counted: boolean }
  | { kind: 'fragments'; message: Uint8Array; size: number; compress: boolean | undefined }
  | { kind: 'frames'; pieces: string[]; compress: boolean; between: string }
  | { kind: 'ping' | 'switch' | 'pass' }
);

const text = fc.oneof(
  fc.constantFrom('', 'x', 'the same again', 'Grüße, 世界 🦊'),
  fc.integer({ min: 0, max: 3000 }).map(patternText),
  fc.constantFrom(32_767, 32_768, 40_000).map(patternText),
);
const binary = fc.oneof(
  fc.uint8Array({ maxLength: 50 }),
  fc.tuple(fc.constantFrom(100, 5000, 32_768, 70_000), fc.nat(3)).map(([size, seed]) => noise(size, seed)),
  fc.constantFrom(1000, 100_000).map((size) => new Uint8Array(size)),
);
const by = fc.constantFrom<Name>('client', 'server');
const compress = fc.constantFrom(true, false, undefined);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ by, kind: fc.constant('send' as const), message: fc.oneof(text, binary), compress }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      by,
      kind: fc.constant('prepared' as const),
      // Few, so that they come again.
      message: fc.constantFrom<Message>(
        '',
        'Grüße, 世界 🦊',
        patternText(2000),
        noise(700),
        patternText(40_000),
        noise(33_000),
      ),
      compress,
      counted: fc.boolean(),
    }),
  },
  fc.record({
    by,
    kind: fc.constant('fragments' as const),
    message: binary,
    size: fc.constantFrom(1000, 4097, 33_000),
    compress,
  }),
  fc.record({
    by,
    kind: fc.constant('frames' as const),
    pieces: fc.array(fc.constantFrom('', 'a piece', 'x'.repeat(5000)), { maxLength: 4 }),
    compress: fc.boolean(),
    between: fc.constantFrom('between', ''),
  }),
  fc.record({ by, kind: fc.constantFrom('ping' as const, 'switch' as const, 'pass' as const) }),
);

const bits = fc.integer({ min: 8, max: 15 });
const compression: fc.Arbitrary<CompressionOptions> = fc.record({
  takeover: fc.boolean(),
  peerTakeover: fc.boolean(),
  windowBits: bits,
  peerWindowBits: bits,
  threshold: fc.constantFrom(0, 1024),
  level: fc.constantFrom(1, 6, 9),
  memLevel: fc.constantFrom(1, 8, 9),
});

class Conversation {
  readonly sides: DeflateSides;
  readonly sent: Record<Name, string[]> = { client: [], server: [] };
  readonly got: Record<Name, string[]> = { client: [], server: [] };
  readonly #prepared = new Map<Message, PreparedMessage>();
  /** What each operation failed with, if it did. */
  readonly #promises: Record<Name, Promise<string | undefined>[]> = { client: [], server: [] };

  constructor(make: (handlers: Record<Name, { message(side: Side, message: Message): void }>) => DeflateSides) {
    this.sides = make({
      // What one side receives is what the other one sent.
      client: { message: (_, message) => void this.got.server.push(digest(message)) },
      server: { message: (_, message) => void this.got.client.push(digest(message)) },
    });
  }

  /** @param drained everything has arrived before `closer` closes; else what the other one still has to say may be lost */
  async do(acts: readonly Act[], closer: Name, drained: boolean): Promise<void> {
    for (const each of acts) await this.#act(each);
    if (drained) await exchangeAll(this.sides);
    this.sides[closer].endpoint.close(1000, 'said all');
    await exchangeAll(this.sides);
    for (const name of ['client', 'server'] as const) {
      const errors = await Promise.all(this.#promises[name]);
      if (drained || name === closer) expect(errors).toEqual(errors.map(() => undefined));
      else for (const error of errors) expect(['aborted', 'closing', 'no-message', undefined]).toContain(error);
    }
  }

  async #act(doing: Act): Promise<void> {
    const { endpoint } = this.sides[doing.by];
    const { outgoing } = endpoint;
    const said = this.sent[doing.by];
    const watch = (promise: Promise<unknown>) => {
      this.#promises[doing.by].push(
        promise.then(
          () => undefined,
          (error: { id: string }) => error.id,
        ),
      );
    };
    if (doing.kind === 'send') {
      said.push(digest(doing.message));
      const opcode = typeof doing.message === 'string' ? TEXT : BINARY;
      watch(endpoint.send(opcode, doing.message, doing.compress));
    } else if (doing.kind === 'prepared') {
      const { message } = doing;
      said.push(digest(message));
      const prepared = this.#prepared.get(message) ?? new PreparedMessage(message, undefined, portable);
      this.#prepared.set(message, prepared);
      if (doing.counted) endpoint.deliver(prepared, doing.compress, new Tally());
      else watch(outgoing.sendPrepared(prepared, doing.compress));
    } else if (doing.kind === 'fragments') {
      said.push(digest(doing.message));
      watch(outgoing.sendFragments(BINARY, doing.message, doing.size, doing.compress));
    } else if (doing.kind === 'frames') {
      const message = outgoing.begin(TEXT, doing.compress);
      said.push(digest(doing.pieces.join('')));
      for (const piece of doing.pieces) watch(outgoing.frame(message, piece, false));
      if (doing.between !== '') {
        said.push(doing.between);
        watch(endpoint.send(TEXT, doing.between, true));
      }
      void endpoint.ping(new Uint8Array(3)).catch(() => {});
      watch(outgoing.end(message));
    } else if (doing.kind === 'ping') void endpoint.ping(Uint8Array.of(1)).catch(() => {});
    else if (doing.kind === 'switch')
      endpoint.useEngine(endpoint.engine.kind === 'compiled' ? 'interpreted' : 'compiled');
    else {
      exchange(this.sides.client, this.sides.server);
      await settled();
    }
  }
}

describe.each(engines)('%s', (_name, zlib) => {
  const engine = prompt(zlib);

  test('in the order of the calls, and all of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        compression,
        compression,
        fc.array(act, { maxLength: 15 }),
        by,
        fc.boolean(),
        async (client, server, acts, closer, drained) => {
          const conversation = new Conversation((handlers) =>
            deflateSides(
              { extension: extensionOf('client', client, engine), options: { handlers: handlers.client } },
              { extension: extensionOf('server', server, engine), options: { handlers: handlers.server } },
            ),
          );
          await conversation.do(acts, closer, drained);
          const { sent, got, sides } = conversation;
          for (const name of ['client', 'server'] as const) {
            const all = drained || name === closer;
            expect(got[name]).toEqual(all ? sent[name] : sent[name].slice(0, got[name].length));
          }
          for (const side of [sides.client, sides.server]) {
            expect(side.records.map(({ clean, code }) => [clean, code])).toEqual([[true, 1000]]);
            expect(side.endpoint.outgoing.waiting).toBe(0);
          }
        },
      ),
      { numRuns: 80 },
    );
  });
});

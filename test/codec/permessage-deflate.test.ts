import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ExtensionOffer, parseExtensions, serializeExtensions } from '../../src/codec/header-values.ts';
import {
  agreeOnDeflate,
  checkDeflateAnswer,
  type DeflateParameters,
  type DeflateWishes,
  offerDeflate,
} from '../../src/codec/permessage-deflate.ts';

/** What a side wishes that wishes for nothing. */
const anything: DeflateWishes = { takeover: true, peerTakeover: true, windowBits: 15, peerWindowBits: 15 };

function wish(wishes: Partial<DeflateWishes> = {}): DeflateWishes {
  return { ...anything, ...wishes };
}

function parse(value: string): ExtensionOffer[] {
  const extensions = parseExtensions(value);
  if (extensions === undefined) throw new Error(`${value} is malformed`);
  return extensions;
}

/** Parameters in the order of RFC 7692 7.1: `no no 15 15`, server first. */
function brief({ parameters }: { parameters: DeflateParameters }): string {
  const { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits } = parameters;
  const takeover = [serverNoContextTakeover, clientNoContextTakeover].map((without) => (without ? 'fresh' : 'keeps'));
  return `server ${takeover[0]} ${serverMaxWindowBits}, client ${takeover[1]} ${clientMaxWindowBits}`;
}

const offerOf = (wishes: DeflateWishes): string => serializeExtensions(offerDeflate(wishes));

function answerTo(offer: string, wishes: Partial<DeflateWishes> = {}): string {
  const agreed = agreeOnDeflate(parse(offer), wish(wishes));
  return agreed === undefined ? 'declined' : `${serializeExtensions([agreed.answer])} (${brief(agreed)})`;
}

function judge(answer: string, wishes: Partial<DeflateWishes> = {}): string {
  const verdict = checkDeflateAnswer(parse(answer), wish(wishes));
  return 'fault' in verdict ? verdict.fault : brief(verdict);
}

const nobodyRestricts = 'server keeps 15, client keeps 15';

describe('offerDeflate', () => {
  test.each<[Partial<DeflateWishes>, string]>([
    [{}, 'permessage-deflate; client_max_window_bits'],
    [{ takeover: false }, 'permessage-deflate; client_no_context_takeover; client_max_window_bits'],
    [{ peerTakeover: false }, 'permessage-deflate; server_no_context_takeover; client_max_window_bits'],
    [{ windowBits: 10 }, 'permessage-deflate; client_max_window_bits=10'],
    [{ peerWindowBits: 8 }, 'permessage-deflate; server_max_window_bits=8; client_max_window_bits'],
    [
      { takeover: false, peerTakeover: false, windowBits: 8, peerWindowBits: 14 },
      'permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=14; client_max_window_bits=8',
    ],
  ])('%j: %s', (wishes, offer) => {
    expect(offerOf(wish(wishes))).toBe(offer);
  });
});

describe('agreeOnDeflate', () => {
  describe('one offer', () => {
    test.each<[string, Partial<DeflateWishes>, string]>([
      // RFC 7692 7.1.3.
      ['permessage-deflate', {}, `permessage-deflate (${nobodyRestricts})`],
      ['permessage-deflate; client_max_window_bits', {}, `permessage-deflate (${nobodyRestricts})`],
      [
        'permessage-deflate; client_max_window_bits; server_max_window_bits=10',
        {},
        'permessage-deflate; server_max_window_bits=10 (server keeps 10, client keeps 15)',
      ],
      // RFC 7692 7.1.1.1: has to be confirmed; may come unasked.
      [
        'permessage-deflate; server_no_context_takeover',
        {},
        'permessage-deflate; server_no_context_takeover (server fresh 15, client keeps 15)',
      ],
      [
        'permessage-deflate',
        { takeover: false },
        'permessage-deflate; server_no_context_takeover (server fresh 15, client keeps 15)',
      ],
      // RFC 7692 7.1.1.2: a hint, and unasked.
      [
        'permessage-deflate; client_no_context_takeover',
        {},
        'permessage-deflate; client_no_context_takeover (server keeps 15, client fresh 15)',
      ],
      [
        'permessage-deflate',
        { peerTakeover: false },
        'permessage-deflate; client_no_context_takeover (server keeps 15, client fresh 15)',
      ],
      // RFC 7692 7.1.2.1: the smaller of both; confirmed even if it is the largest; unasked.
      [
        'permessage-deflate; server_max_window_bits=12',
        { windowBits: 9 },
        'permessage-deflate; server_max_window_bits=9 (server keeps 9, client keeps 15)',
      ],
      [
        'permessage-deflate; server_max_window_bits=8',
        { windowBits: 9 },
        'permessage-deflate; server_max_window_bits=8 (server keeps 8, client keeps 15)',
      ],
      [
        'permessage-deflate; server_max_window_bits=15',
        {},
        `permessage-deflate; server_max_window_bits=15 (${nobodyRestricts})`,
      ],
      [
        'permessage-deflate',
        { windowBits: 14 },
        'permessage-deflate; server_max_window_bits=14 (server keeps 14, client keeps 15)',
      ],
      // RFC 7692 7.1.2.2: only if the client can.
      [
        'permessage-deflate; client_max_window_bits',
        { peerWindowBits: 11 },
        'permessage-deflate; client_max_window_bits=11 (server keeps 15, client keeps 11)',
      ],
      [
        'permessage-deflate; client_max_window_bits=10',
        { peerWindowBits: 11 },
        'permessage-deflate; client_max_window_bits=10 (server keeps 15, client keeps 10)',
      ],
      [
        'permessage-deflate; client_max_window_bits=12',
        { peerWindowBits: 8 },
        'permessage-deflate; client_max_window_bits=8 (server keeps 15, client keeps 8)',
      ],
      ['permessage-deflate; client_max_window_bits=15', {}, `permessage-deflate (${nobodyRestricts})`],
      ['permessage-deflate', { peerWindowBits: 14 }, 'declined'],
      // RFC 6455 9.1: a quoted value is the token in it.
      [
        'permessage-deflate; server_max_window_bits="10"',
        {},
        'permessage-deflate; server_max_window_bits=10 (server keeps 10, client keeps 15)',
      ],
    ])('%s, %j: %s', (offer, wishes, answer) => {
      expect(answerTo(offer, wishes)).toBe(answer);
    });
  });

  describe('several offers', () => {
    test.each<[string, Partial<DeflateWishes>, string]>([
      // RFC 7692 7.1.3: the first that is acceptable.
      [
        'permessage-deflate; client_max_window_bits; server_max_window_bits=10, permessage-deflate; client_max_window_bits',
        {},
        'permessage-deflate; server_max_window_bits=10 (server keeps 10, client keeps 15)',
      ],
      ['permessage-deflate; use_y, permessage-deflate', {}, `permessage-deflate (${nobodyRestricts})`],
      ['x-webkit-deflate-frame, foo; bar=1, permessage-deflate', {}, `permessage-deflate (${nobodyRestricts})`],
      [
        'permessage-deflate, permessage-deflate; client_max_window_bits',
        { peerWindowBits: 9 },
        'permessage-deflate; client_max_window_bits=9 (server keeps 15, client keeps 9)',
      ],
      [
        'permessage-deflate; server_max_window_bits=7, permessage-deflate; server_no_context_takeover, permessage-deflate',
        {},
        'permessage-deflate; server_no_context_takeover (server fresh 15, client keeps 15)',
      ],
      ['permessage-bzip2, x-webkit-deflate-frame', {}, 'declined'],
      ['permessage-deflate; use_y, permessage-deflate; use_z', {}, 'declined'],
    ])('%s, %j: %s', (offer, wishes, answer) => {
      expect(answerTo(offer, wishes)).toBe(answer);
    });

    test('none', () => {
      expect(agreeOnDeflate([], anything)).toBeUndefined();
    });
  });
});

/** What neither an offer nor an answer may say. */
const badParameters = [
  'unknown',
  'unknown=1',
  'constructor',
  '__proto__',
  '__proto__=1',
  'toString',
  'hasOwnProperty=10',
  'Server_no_context_takeover',
  'CLIENT_MAX_WINDOW_BITS=10',
  'server_no_context_takeover=1',
  'server_no_context_takeover=true',
  'client_no_context_takeover=15',
  'client_no_context_takeover="x"',
  'server_no_context_takeover; server_no_context_takeover',
  'client_no_context_takeover; client_no_context_takeover',
  'server_max_window_bits=10; server_max_window_bits=10',
  'client_max_window_bits=10; client_max_window_bits=11',
  'client_max_window_bits; client_max_window_bits=10',
  'server_max_window_bits',
  ...['server_max_window_bits', 'client_max_window_bits'].flatMap((name) =>
    ['0', '7', '16', '20', '100', '08', '010', '+10', '-10', '10.0', '1e1', '0xa', 'x', 'true'].map(
      (value) => `${name}=${value}`,
    ),
  ),
];

describe.each(badParameters)('permessage-deflate; %s', (parameters) => {
  test('declines that offer, and no other', () => {
    expect(answerTo(`permessage-deflate; ${parameters}`)).toBe('declined');
    expect(answerTo(`permessage-deflate; ${parameters}, permessage-deflate`)).toContain(nobodyRestricts);
    expect(answerTo(`permessage-deflate; client_max_window_bits=15; ${parameters}`)).toBe('declined');
  });

  test('is no answer', () => {
    expect(judge(`permessage-deflate; ${parameters}`)).toBe('bad-parameters');
  });
});

describe('checkDeflateAnswer', () => {
  describe('accepts', () => {
    test.each<[string, Partial<DeflateWishes>, string]>([
      ['permessage-deflate', {}, nobodyRestricts],
      ['permessage-deflate; server_max_window_bits=10', {}, 'server keeps 10, client keeps 15'],
      ['permessage-deflate; server_max_window_bits=10', { peerWindowBits: 10 }, 'server keeps 10, client keeps 15'],
      ['permessage-deflate; server_max_window_bits=8', { peerWindowBits: 10 }, 'server keeps 8, client keeps 15'],
      ['permessage-deflate; server_no_context_takeover', {}, 'server fresh 15, client keeps 15'],
      ['permessage-deflate; server_no_context_takeover', { peerTakeover: false }, 'server fresh 15, client keeps 15'],
      ['permessage-deflate; client_no_context_takeover', {}, 'server keeps 15, client fresh 15'],
      ['permessage-deflate; client_max_window_bits=9', {}, 'server keeps 15, client keeps 9'],
      ['permessage-deflate; client_max_window_bits=15', {}, nobodyRestricts],
      ['permessage-deflate; client_max_window_bits=10', { windowBits: 10 }, 'server keeps 15, client keeps 10'],
      // What the client has announced holds without an echo.
      ['permessage-deflate', { takeover: false }, 'server keeps 15, client fresh 15'],
      ['permessage-deflate', { windowBits: 10 }, 'server keeps 15, client keeps 10'],
    ])('%s to %j', (answer, wishes, parameters) => {
      expect(judge(answer, wishes)).toBe(parameters);
    });
  });

  describe('refuses', () => {
    test.each<[string, Partial<DeflateWishes>, string]>([
      ['permessage-bzip2', {}, 'not-offered'],
      ['Permessage-Deflate', {}, 'not-offered'],
      ['permessage-deflate, permessage-deflate', {}, 'not-offered'],
      ['permessage-deflate, foo', {}, 'not-offered'],
      ['foo, permessage-deflate', {}, 'not-offered'],
      // RFC 7692 7.1.2: an answer has the value, an offer may leave it out.
      ['permessage-deflate; client_max_window_bits', {}, 'bad-parameters'],
      // What the offer insisted on, left out or loosened.
      ['permessage-deflate', { peerTakeover: false }, 'bad-parameters'],
      ['permessage-deflate', { peerWindowBits: 10 }, 'bad-parameters'],
      ['permessage-deflate; server_max_window_bits=11', { peerWindowBits: 10 }, 'bad-parameters'],
      ['permessage-deflate; client_max_window_bits=11', { windowBits: 10 }, 'bad-parameters'],
      ['permessage-deflate; client_max_window_bits=15', { windowBits: 14 }, 'bad-parameters'],
    ])('%s to %j: %s', (answer, wishes, fault) => {
      expect(judge(answer, wishes)).toBe(fault);
    });

    test('no element at all', () => {
      expect(checkDeflateAnswer([], anything)).toEqual({ fault: 'not-offered' });
    });
  });
});

describe('both sides', () => {
  const bits = fc.integer({ min: 8, max: 15 });
  const wishes: fc.Arbitrary<DeflateWishes> = fc.record({
    takeover: fc.boolean(),
    peerTakeover: fc.boolean(),
    windowBits: bits,
    peerWindowBits: bits,
  });

  /** The answer as the client parses it, and what the server thinks. */
  function negotiate(client: DeflateWishes, server: DeflateWishes) {
    const agreed = agreeOnDeflate(parse(offerOf(client)), server);
    if (agreed === undefined) throw new Error('our own offer was declined');
    return { answer: parse(serializeExtensions([agreed.answer])), parameters: agreed.parameters };
  }

  test('agree on the same parameters, which fulfil the wishes of both', () => {
    fc.assert(
      fc.property(wishes, wishes, (client, server) => {
        const { answer, parameters } = negotiate(client, server);
        expect(checkDeflateAnswer(answer, client)).toEqual({ parameters });
        expect(parameters).toEqual({
          serverNoContextTakeover: !server.takeover || !client.peerTakeover,
          clientNoContextTakeover: !client.takeover || !server.peerTakeover,
          serverMaxWindowBits: Math.min(server.windowBits, client.peerWindowBits),
          clientMaxWindowBits: Math.min(client.windowBits, server.peerWindowBits),
        });
      }),
    );
  });

  test('agree on it without a further word: what the answer says is all that restricts', () => {
    fc.assert(
      fc.property(wishes, wishes, (client, server) => {
        const { answer, parameters } = negotiate(client, server);
        // A client without wishes of its own, which has offered everything, reads the same from it.
        expect(checkDeflateAnswer(answer, { ...anything, windowBits: client.windowBits })).toEqual({ parameters });
      }),
    );
  });

  test('a foreign offer is declined, or answered with nothing that it did not allow', () => {
    const offer = fc.record({
      server: fc.boolean(),
      client: fc.boolean(),
      serverBits: fc.option(bits),
      clientBits: fc.option(fc.oneof(bits, fc.constant(true as const))),
    });
    fc.assert(
      fc.property(offer, wishes, ({ server, client, serverBits, clientBits }, ours) => {
        const parameters = new Map<string, string | true>();
        if (server) parameters.set('server_no_context_takeover', true);
        if (client) parameters.set('client_no_context_takeover', true);
        if (serverBits !== null) parameters.set('server_max_window_bits', String(serverBits));
        if (clientBits !== null)
          parameters.set('client_max_window_bits', clientBits === true ? true : String(clientBits));
        const agreed = agreeOnDeflate([{ name: 'permessage-deflate', parameters, duplicate: false }], ours);
        expect(agreed === undefined).toBe(clientBits === null && ours.peerWindowBits < 15);
        if (agreed === undefined) return;
        const said = agreed.answer.parameters;
        if (server) expect(said.has('server_no_context_takeover')).toBe(true);
        if (serverBits !== null) expect(Number(said.get('server_max_window_bits'))).toBeLessThanOrEqual(serverBits);
        if (clientBits === null) expect(said.has('client_max_window_bits')).toBe(false);
        if (typeof clientBits === 'number' && said.has('client_max_window_bits')) {
          expect(Number(said.get('client_max_window_bits'))).toBeLessThanOrEqual(clientBits);
        }
      }),
    );
  });

  const spoil: Record<string, (answer: ExtensionOffer, client: DeflateWishes) => ExtensionOffer[] | undefined> = {
    'an element more': (answer) => [answer, answer],
    'another name': (answer) => [{ ...answer, name: 'permessage-deflat' }],
    'a parameter twice': (answer) => [{ ...answer, duplicate: true }],
    'an unknown parameter': (answer) => [changed(answer, '__proto__', true)],
    'a value where there is none': (answer) => [changed(answer, 'client_no_context_takeover', '1')],
    'no value where there has to be one': (answer) => [changed(answer, 'client_max_window_bits', true)],
    'a window that no DEFLATE has': (answer) => [changed(answer, 'server_max_window_bits', '16')],
    'a larger window for the client': (answer, { windowBits }) =>
      windowBits < 15 ? [changed(answer, 'client_max_window_bits', String(windowBits + 1))] : undefined,
    'a larger window for the server': (answer, { peerWindowBits }) =>
      peerWindowBits < 15 ? [changed(answer, 'server_max_window_bits', String(peerWindowBits + 1))] : undefined,
    'the window of the server forgotten': (answer, { peerWindowBits }) =>
      peerWindowBits < 15 ? [changed(answer, 'server_max_window_bits', undefined)] : undefined,
    'the history of the server forgotten': (answer, { peerTakeover }) =>
      peerTakeover ? undefined : [changed(answer, 'server_no_context_takeover', undefined)],
  };

  function changed(answer: ExtensionOffer, name: string, value: string | true | undefined): ExtensionOffer {
    const parameters = new Map(answer.parameters);
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
    return { ...answer, parameters };
  }

  test.each(Object.entries(spoil))('an answer with %s is refused', (_, spoiled) => {
    let seen = 0;
    fc.assert(
      fc.property(wishes, wishes, (client, server) => {
        const [answer] = negotiate(client, server).answer;
        const bad = answer === undefined ? undefined : spoiled(answer, client);
        if (bad === undefined) return;
        seen++;
        expect(checkDeflateAnswer(bad, client)).toHaveProperty('fault');
      }),
    );
    expect(seen).toBeGreaterThan(0);
  });
});

/** The opening handshake as either side's application sees it. */
import { describe, expect, test } from 'vitest';
import { acceptKey } from '../../src/codec/accept-key.ts';
import { TEXT } from '../../src/codec/opcodes.ts';
import type { Endpoint } from '../../src/endpoint/endpoint.ts';
import { checkRequest, requestOf, type UpgradeRequest } from '../../src/endpoint/opening.ts';
import { deflateServer, extensionOf } from '../support/deflate-sides.ts';
import {
  connected,
  exchange,
  frameBytes,
  framesOut,
  makeSide,
  openServer,
  outcome,
  requestHeaders,
  type Side,
} from '../support/wire.ts';

const text = (side: Side) => Buffer.from(side.transport.take()).toString('latin1');

/** A server that has been asked for an upgrade with these further headers, and has not decided. */
function deciding(...headers: [string, string][]): Side {
  const side = makeSide({ role: 'server', decide: () => {} });
  side.endpoint.transportReady();
  side.endpoint.receiveRequest(requestOf('GET', '/chat', 'HTTP/1.1', [...requestHeaders, ...headers]));
  return side;
}

describe('a decision', () => {
  test('is offered the request', () => {
    const requests: UpgradeRequest[] = [];
    const decide = (endpoint: Endpoint<Side>, request: UpgradeRequest) => {
      requests.push(request);
      endpoint.accept();
    };
    connected(
      { request: { target: '/a?b', host: 'h:1', protocols: ['x', 'y'], headers: [['Origin', 'http://o']] } },
      { decide },
    );
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'GET', target: '/a?b', protocols: ['x', 'y'], origin: 'http://o' });
    expect(requests[0]?.headers.get('host')).toBe('h:1');
  });

  test('may come later; what the client sends meanwhile waits, and past 64 KiB no more is read', () => {
    const notes: string[] = [];
    const handlers = { message: (_: Side, message: unknown) => void notes.push(String(message)) };
    const side = makeSide({ role: 'server', handlers, decide: () => {} });
    side.endpoint.transportReady();
    const head = `GET / HTTP/1.1\r\n${requestHeaders.map((pair) => pair.join(': ')).join('\r\n')}\r\n\r\n`;
    side.endpoint.receive(Uint8Array.from(Buffer.from(head)));
    expect(side.transport.suspended).toBe(false);
    side.endpoint.receive(frameBytes(side, 'fin text "early"'));
    expect(side.transport.suspended).toBe(false);
    side.endpoint.receive(frameBytes(side, 'fin text 65536 x "a"'));
    expect(side.transport.suspended).toBe(true);
    expect(side.endpoint.state).toBe('opening');
    side.endpoint.accept();
    expect(side.endpoint.state).toBe('open');
    expect(side.transport.suspended).toBe(false);
    expect(notes).toEqual(['early', 'a'.repeat(65_536)]);
    expect(text(side)).toMatch(/^HTTP\/1.1 101 /);
  });

  test('that takes a protocol and sends headers', () => {
    const side = deciding(['Sec-WebSocket-Protocol', 'a, b']);
    side.endpoint.accept({ protocol: 'b', headers: [['Set-Cookie', 'c=d']] });
    expect(side.endpoint.protocol).toBe('b');
    const answer = text(side);
    expect(answer).toContain('\r\nSec-WebSocket-Protocol: b\r\n');
    expect(answer).toContain('\r\nSet-Cookie: c=d\r\n');
  });

  test('for a protocol that was not offered is a mistake, and can be made good', () => {
    const side = deciding(['Sec-WebSocket-Protocol', 'a']);
    expect(() => side.endpoint.accept({ protocol: 'b' })).toThrow(
      new TypeError('protocol: the client did not offer "b"'),
    );
    expect(side.endpoint.state).toBe('opening');
    side.endpoint.accept({ protocol: 'a' });
    expect(side.endpoint.state).toBe('open');
  });

  test.each(['Connection', 'UPGRADE', 'sec-websocket-accept', 'Sec-WebSocket-Protocol', 'Sec-WebSocket-Extensions'])(
    'with the header %s, which the handshake writes itself, is a mistake',
    (name) => {
      const side = deciding();
      expect(() => side.endpoint.accept({ headers: [[name, 'x']] })).toThrow(
        `headers: ${name} is set by the handshake`,
      );
      expect(text(side)).toBe('');
    },
  );

  test.each([
    ['a b', 'x'],
    ['', 'x'],
    ['A', 'x\r\nInjected: y'],
    ['A', 'x\ny'],
    ['A\r\nB', 'x'],
    ['A', 'Ā'],
  ])('with the header %j: %j is a mistake (CVE-2026-1527)', (name, value) => {
    const side = deciding();
    expect(() => side.endpoint.accept({ headers: [[name, value]] })).toThrow(TypeError);
    expect(() => side.endpoint.refuse({ status: 403, headers: [[name, value]] })).toThrow(TypeError);
    expect(text(side)).toBe('');
    expect(side.endpoint.state).toBe('opening');
  });

  test('made twice counts once', () => {
    const side = deciding();
    side.endpoint.accept();
    side.endpoint.refuse({ status: 403 });
    side.endpoint.accept();
    expect(side.endpoint.state).toBe('open');
    expect(text(side).match(/HTTP\/1.1/g)).toHaveLength(1);
  });

  test('of a client that has gone meanwhile changes nothing', () => {
    const side = deciding();
    side.endpoint.transportEnded();
    expect(side.records[0]).toMatchObject({ violation: { id: 'transport-ended', machine: 'openingHandshake' } });
    side.endpoint.accept();
    expect(text(side)).toBe('');
  });
});

describe('a refusal', () => {
  test('says what the application says', () => {
    const side = deciding();
    side.endpoint.refuse({ status: 401, headers: [['WWW-Authenticate', 'Basic']], body: 'Grüße' });
    const answer = text(side);
    expect(answer).toMatch(/^HTTP\/1.1 401 Unauthorized\r\nConnection: close\r\n/);
    expect(answer).toContain('\r\nContent-Length: 7\r\n');
    expect(answer).toContain('\r\nWWW-Authenticate: Basic\r\n');
    expect(Buffer.from(answer, 'latin1').toString()).toMatch(/\r\n\r\nGrüße$/);
    expect(side.transport).toMatchObject({ ended: true, released: true });
    expect(side.records[0]).toMatchObject({ clean: false, violation: { id: 'refused-by-application' } });
  });

  test('may name its own content type, once', () => {
    const side = deciding();
    side.endpoint.refuse({ status: 404, headers: [['content-type', 'text/html']], body: '<p>' });
    expect(text(side).match(/content-type: .*/gi)).toEqual(['content-type: text/html']);
  });

  test.each([299, 600, 101, 200, 0, 403.5, Number.NaN, '403'])('with the status %s is a mistake', (status) => {
    const side = deciding();
    expect(() => side.endpoint.refuse({ status: status as number })).toThrow(RangeError);
    expect(() => side.endpoint.refuse({ status: status as number })).toThrow(
      /^status must be an integer from 300 to 599/,
    );
    expect(side.endpoint.state).toBe('opening');
  });

  test('is what the client reports, with the status and the headers', () => {
    const { client } = connected(
      {},
      { decide: (endpoint) => endpoint.refuse({ status: 403, headers: [['X-Why', 'no']] }) },
    );
    expect(client.records[0]).toMatchObject({
      clean: false,
      violation: { id: 'upgrade-declined', machine: 'openingHandshake' },
      detail: 'The server answered 403 Forbidden.',
    });
    expect(client.endpoint.response).toMatchObject({ status: 403, reason: 'Forbidden' });
    expect(client.endpoint.response?.headers.get('x-why')).toBe('no');
  });
});

describe('a client', () => {
  const request = { protocols: [] as string[], headers: [] as [string, string][] };

  test.each([['a b'], [''], ['a,b'], ['ä'], ['a\r\nX: y']])('may not ask for the protocol %j', (protocol) => {
    expect(() => checkRequest({ ...request, protocols: [protocol] })).toThrow(TypeError);
  });

  test('may not ask for a protocol twice', () => {
    expect(() => checkRequest({ ...request, protocols: ['a', 'b', 'a'] })).toThrow('protocols: one is listed twice');
  });

  test.each(['Host', 'sec-websocket-key', 'Upgrade', 'Sec-WebSocket-Version'])('may not set the header %s', (name) => {
    expect(() => checkRequest({ ...request, headers: [[name, 'x']] })).toThrow(`headers: ${name} is set by`);
  });

  test('may set others', () => {
    expect(() => checkRequest({ protocols: ['a', 'b'], headers: [['Cookie', 'a=b']] })).not.toThrow();
  });

  test('cannot send before the connection is open, and gives up with close', async () => {
    const side = makeSide({ role: 'client' });
    expect(await outcome(side.endpoint.send(TEXT, 'x'))).toBe('not-open');
    side.endpoint.transportReady();
    expect(await outcome(side.endpoint.send(TEXT, 'x'))).toBe('not-open');
    expect(await outcome(side.endpoint.ping(new Uint8Array(0)))).toBe('not-open');
    side.endpoint.close(1000, '');
    expect(side.records[0]).toMatchObject({ clean: false, violation: { id: 'aborted' } });
    expect(side.transport).toMatchObject({ destroyed: true, wakeAt: Number.POSITIVE_INFINITY });
  });

  test('sends nothing but its request before the answer is there', () => {
    const side = makeSide({ role: 'client' });
    side.endpoint.transportReady();
    expect(text(side)).toMatch(/^GET \/ HTTP\/1.1\r\nHost: localhost\r\n/);
    side.endpoint.pause();
    side.endpoint.resume();
    expect(text(side)).toBe('');
  });

  test('uses a key of its own each time', () => {
    const keys = [1, 2, 3].map(() => {
      const side = makeSide({ role: 'client' });
      side.endpoint.transportReady();
      return /Sec-WebSocket-Key: (.*)\r/.exec(text(side))?.[1];
    });
    expect(new Set(keys).size).toBe(3);
  });
});

test('open tells the protocol, and messages sent in it come first', () => {
  const protocols: string[] = [];
  const { client, server } = connected(
    { request: { target: '/', host: 'h', protocols: ['a', 'b'], headers: [] } },
    {
      decide: (endpoint) => endpoint.accept({ protocol: 'b' }),
      handlers: {
        open: ({ endpoint }) => {
          protocols.push(endpoint.protocol);
          void endpoint.send(TEXT, 'welcome');
        },
      },
    },
  );
  exchange(client, server);
  expect([...protocols, client.endpoint.protocol]).toEqual(['b', 'b']);
  expect(server.endpoint.bytesSent).toBe(9);
  expect(client.endpoint.incoming.received).toBe(9);
});

test('an upgrade that an HTTP server has read', () => {
  const side = openServer();
  void side.endpoint.send(TEXT, 'x');
  expect(framesOut(side)).toEqual(['fin text "x"']);
});

describe('permessage-deflate', () => {
  /** A client that has offered it, and what it makes of the server's answer. */
  function answered(extensions: string, offers = true): Side {
    const side = makeSide({ role: 'client', ...(offers ? { extension: extensionOf('client') } : {}) });
    side.endpoint.transportReady();
    const key = /Sec-WebSocket-Key: (\S+)/.exec(text(side))?.[1] ?? '';
    const head = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${acceptKey(key)}`,
      `Sec-WebSocket-Extensions: ${extensions}`,
    ];
    side.endpoint.receive(Buffer.from(`${head.join('\r\n')}\r\n\r\n`));
    return side;
  }

  test('is offered by a client that has it, and by no other', () => {
    for (const offers of [true, false]) {
      const side = makeSide({ role: 'client', ...(offers ? { extension: extensionOf('client') } : {}) });
      side.endpoint.transportReady();
      const line = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n';
      expect(text(side).includes(line)).toBe(offers);
      expect(side.endpoint.agreement).toBeUndefined();
    }
  });

  test.each(['permessage-deflate', 'permessage-deflate; server_no_context_takeover; client_max_window_bits=9'])(
    'is agreed on: %s',
    (answer) => {
      const { endpoint } = answered(answer);
      expect(endpoint.state).toBe('open');
      expect(endpoint.agreement?.header).toBe(answer);
    },
  );

  test.each([
    ['x-webkit-deflate-frame', 'extension-not-offered'],
    ['permessage-deflate, permessage-deflate', 'extension-not-offered'],
    ['permessage-deflate; client_max_window_bits', 'bad-extension-parameters'],
    ['permessage-deflate; server_max_window_bits=16', 'bad-extension-parameters'],
    ['permessage-deflate; unheard_of', 'bad-extension-parameters'],
    ['permessage-deflate;', 'bad-extensions-header'],
  ])('the answer %s ends the connection with %s', (answer, id) => {
    const side = answered(answer);
    side.endpoint.transportEnded();
    expect(side.records[0]?.violation).toMatchObject({ id, machine: 'openingHandshake' });
    expect(side.endpoint.agreement).toBeUndefined();
  });

  test('was not offered, so it may not be answered (RFC 6455 §4.1)', () => {
    const side = answered('permessage-deflate', false);
    side.endpoint.transportEnded();
    expect(side.records[0]?.violation?.id).toBe('extension-not-offered');
  });

  test.each([
    ['permessage-deflate; unheard_of, permessage-deflate', 'permessage-deflate'],
    ['x-other; a=1, permessage-deflate; server_max_window_bits=10', 'permessage-deflate; server_max_window_bits=10'],
    ['permessage-deflate; server_max_window_bits=7', undefined],
    ['x-other', undefined],
  ])('a server that has it, offered %s, takes %s', (offer, taken) => {
    const { endpoint } = deflateServer(offer);
    expect(endpoint.state).toBe('open');
    expect(endpoint.agreement?.header).toBe(taken);
  });

  test('a server that has it not answers nothing about it', () => {
    const side = deciding(['Sec-WebSocket-Extensions', 'permessage-deflate']);
    side.endpoint.accept();
    expect(text(side)).not.toContain('Sec-WebSocket-Extensions');
    expect(side.endpoint.agreement).toBeUndefined();
  });
});

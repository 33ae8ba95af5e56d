import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  HeaderFields,
  HttpHeadParser,
  parseRequestLine,
  parseStatusLine,
  serializeHead,
} from '../../src/codec/http-head.ts';
import { decodeLatin1, encodeLatin1 } from '../../src/codec/latin1.ts';
import { WorkCounter } from './work-counter.ts';

const limits = { maxBytes: 1000, maxHeaders: 10 };

/** Parses `text` cut at the given offsets. `consumed` counts from the beginning of the text. */
function parse(text: string, cuts: number[] = [], { maxBytes, maxHeaders } = limits) {
  const parser = new HttpHeadParser({ maxBytes, maxHeaders });
  const bytes = encodeLatin1(`###${text}`);
  let consumed = 3;
  for (const cut of [...cuts, text.length]) {
    if (!parser.done) consumed = parser.push(bytes, consumed, 3 + cut);
  }
  const { done, fault, head } = parser;
  return { consumed: consumed - 3, done, fault, ...(done && fault === '' ? { head } : {}) };
}

const everyCut = (text: string) => Array.from({ length: text.length }, (_, index) => index);

const request = [
  'GET /chat HTTP/1.1',
  'Host: server.example.com',
  'Upgrade: websocket',
  'connection:Upgrade',
  'X-Blank: \t some  text \t ',
  'X-Empty:',
  'X-Latin: na\xefve \x80',
  '',
  '',
].join('\r\n');

const requestHead = {
  startLine: 'GET /chat HTTP/1.1',
  headers: [
    ['Host', 'server.example.com'],
    ['Upgrade', 'websocket'],
    ['connection', 'Upgrade'],
    ['X-Blank', 'some  text'],
    ['X-Empty', ''],
    ['X-Latin', 'na\xefve \x80'],
  ],
};

describe('HttpHeadParser', () => {
  test('a request, and not a byte beyond it', () => {
    expect(parse(`${request}\x82\x05hello`)).toEqual({
      consumed: request.length,
      done: true,
      fault: '',
      head: requestHead,
    });
  });

  test('split at every byte', () => {
    const text = `${request}GET`;
    const expected = parse(text);
    expect(expected.done).toBe(true);
    for (let cut = 0; cut <= text.length; cut++) expect(parse(text, [cut])).toEqual(expected);
    expect(parse(text, everyCut(text))).toEqual(expected);
  });

  test('any cut leaves it unfinished and without fault', () => {
    for (let length = 0; length < request.length; length++) {
      expect(parse(request.slice(0, length))).toEqual({ consumed: length, done: false, fault: '' });
    }
  });

  test('consumes nothing once it is done', () => {
    const parser = new HttpHeadParser(limits);
    const bytes = encodeLatin1('A\r\n\r\nB\r\n\r\n');
    expect(parser.push(bytes, 0, bytes.length)).toBe(5);
    expect(parser.push(bytes, 5, bytes.length)).toBe(5);
    expect(parser.head).toEqual({ startLine: 'A', headers: [] });
  });

  const line = 'GET / HTTP/1.1\r\n';
  test.each([
    ['bare LF in the start line', 'GET / HTTP/1.1\n', 14],
    ['bare LF in a field', `${line}A: b\n`, 20],
    ['bare LF as the blank line', `${line}\n`, 16],
    ['bare CR', `${line}A: b\rc`, 21],
    ['NUL in a value', `${line}A: b\0`, 20],
    ['NUL in a name', `${line}A\0: b`, 17],
    ['control character', `${line}A: \x1b`, 19],
    ['DEL', `${line}A: \x7f`, 19],
    ['TLS', '\x16\x03\x01', 0],
    ['empty start line', '\r\nGET', 2],
    ['folded line', `${line}A: b\r\n c\r\n`, 26],
    ['folded line with a tab', `${line}A: b\r\n\tc\r\n`, 26],
    ['space before the first field', `${line} A: b\r\n`, 23],
    ['space before the colon', `${line}A : b\r\n`, 23],
    ['empty name', `${line}: b\r\n`, 21],
    ['no colon', `${line}Ab\r\n`, 20],
    ['name that is not a token', `${line}A(b: c\r\n`, 24],
    ['name beyond ASCII', `${line}\xc4: c\r\n`, 22],
  ])('malformed: %s', (_name, text, consumed) => {
    const expected = { consumed, done: true, fault: 'malformed-head' };
    expect(parse(`${text}\r\n\r\n`)).toEqual(expected);
    expect(parse(`${text}\r\n\r\n`, everyCut(text))).toEqual(expected);
  });

  test('a head may have just as many bytes as allowed', () => {
    const exact = { ...limits, maxBytes: request.length };
    const less = { ...limits, maxBytes: request.length - 1 };
    expect(parse(request, [], exact)).toMatchObject({ done: true, fault: '' });
    for (const cuts of [[], everyCut(request)]) {
      expect(parse(request, cuts, less)).toEqual({
        consumed: request.length - 1,
        done: true,
        fault: 'head-too-large',
      });
    }
  });

  test('an endless line ends at the limit', () => {
    expect(parse('A'.repeat(5000))).toEqual({ consumed: 1000, done: true, fault: 'head-too-large' });
  });

  test('a head may have just as many fields as allowed', () => {
    const fields = (count: number) => `GET\r\n${'a: b\r\n'.repeat(count)}\r\n`;
    expect(parse(fields(10)).head?.headers.length).toBe(10);
    expect(parse(fields(11))).toEqual({ consumed: 71, done: true, fault: 'too-many-headers' });
  });

  test.each([
    ['one line, one byte at a time', 'A', 1],
    ['many lines, one byte at a time', 'A: b\r\n', 1],
    ['many lines in chunks', 'A: b\r\n', 100],
    ['blanks at the end of a value', ' ', 7],
  ])('CVE-2023-43669: work grows with the length: %s', (_name, unit, chunk) => {
    const work = [2_000, 8_000].map((size) => {
      const counter = new WorkCounter();
      const parser = new HttpHeadParser({ maxBytes: 1e6, maxHeaders: 1e6 });
      const text = `GET / HTTP/1.1\r\nX: ${unit.repeat(size)}`;
      const bytes = counter.bytes(encodeLatin1(text));
      for (let at = 0; at < text.length; at += chunk) parser.push(bytes, at, Math.min(at + chunk, text.length));
      expect(parser.fault).toBe('');
      return counter.count / text.length;
    });
    const [small, large] = work;
    // Reads per byte: constant, and few.
    expect(large).toBeCloseTo(Number(small), 0);
    expect(large).toBeLessThan(5);
  });
});

describe('start lines', () => {
  test.each([
    ['GET / HTTP/1.1', { method: 'GET', target: '/', version: 'HTTP/1.1' }],
    ['post http://a/b?c HTTP/1.0', { method: 'post', target: 'http://a/b?c', version: 'HTTP/1.0' }],
    ['GET  / HTTP/1.1', undefined],
    ['GET / HTTP/1.1 ', undefined],
    ['GET / x HTTP/1.1', undefined],
    ['GET /', undefined],
    ['GET', undefined],
    ['', undefined],
    [' / HTTP/1.1', undefined],
    ['G(T / HTTP/1.1', undefined],
    ['GET /\xfc HTTP/1.1', undefined],
    ['GET /\t HTTP/1.1', undefined],
    ['GET / HTTP/11', undefined],
    ['GET / http/1.1', undefined],
    ['GET / HTTP/1.1\n', undefined],
    ['GET / HTTP/1.10', undefined],
  ])('request %j', (line, expected) => {
    expect(parseRequestLine(line)).toEqual(expected);
  });

  test.each([
    ['HTTP/1.1 101 Switching Protocols', { version: 'HTTP/1.1', status: 101, reason: 'Switching Protocols' }],
    ['HTTP/1.0 404 ', { version: 'HTTP/1.0', status: 404, reason: '' }],
    ['HTTP/1.1 200', { version: 'HTTP/1.1', status: 200, reason: '' }],
    ['HTTP/1.1 200 \xfc\t', { version: 'HTTP/1.1', status: 200, reason: '\xfc\t' }],
    ['HTTP/1.1  101 x', undefined],
    ['HTTP/1.1 1010 x', undefined],
    ['HTTP/1.1 10 x', undefined],
    ['HTTP/1.1 099 x', undefined],
    ['HTTP/1.1 1e2 x', undefined],
    ['HTTP/1.1 101 x\0', undefined],
    ['ICY 200 OK', undefined],
    ['HTTP/1.1', undefined],
    ['', undefined],
  ])('status %j', (line, expected) => {
    expect(parseStatusLine(line)).toEqual(expected);
  });
});

describe('serializeHead', () => {
  test('lines as they stand on the wire', () => {
    const bytes = serializeHead('GET / HTTP/1.1', [
      ['Host', 'a'],
      ['X-Latin', '\xfc'],
    ]);
    expect(decodeLatin1(bytes, 0, bytes.length)).toBe('GET / HTTP/1.1\r\nHost: a\r\nX-Latin: \xfc\r\n\r\n');
  });

  test.each([['a\r\nEvil: b'], ['a\r'], ['a\n'], ['a\0'], ['a\x7f'], ['a\u0100'], ['\u560d\u560aEvil: b']])(
    'CVE-2026-1527: refuses the value %j, naming the header',
    (value) => {
      expect(() => serializeHead('GET / HTTP/1.1', [['X-Own', value]])).toThrow(TypeError);
      expect(() => serializeHead('GET / HTTP/1.1', [['X-Own', value]])).toThrow(/^header X-Own: /);
    },
  );

  test.each([[''], ['a b'], ['a:'], ['a\r\nb'], ['\xfc']])('refuses the name %j', (name) => {
    expect(() => serializeHead('GET / HTTP/1.1', [[name, 'x']])).toThrow(TypeError);
    expect(() => serializeHead('GET / HTTP/1.1', [[name, 'x']])).toThrow(/the name is not a token/);
  });

  test.each([[''], ['GET /\r\nEvil: b HTTP/1.1'], ['GET /\u0100 HTTP/1.1']])('refuses the start line %j', (line) => {
    expect(() => serializeHead(line, [])).toThrow(/^start line: /);
  });

  test('refuses a value that is no text', () => {
    // What a caller without types may pass.
    expect(() => serializeHead('GET / HTTP/1.1', [['A', 1 as unknown as string]])).toThrow(
      /^header A: expected a string/,
    );
  });

  test('what is serialised is parsed, in any split', () => {
    const name = fc.string({ unit: fc.constantFrom(..."abcXYZ019-_!'"), minLength: 1, maxLength: 9 });
    const value = fc
      .array(fc.constantFrom('a', ' ', '\t', ':', ',', '"', '\xfc', '\x80'), { maxLength: 12 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), fc.nat(99), (headers, cut) => {
        const bytes = serializeHead('GET / HTTP/1.1', headers);
        const text = decodeLatin1(bytes, 0, bytes.length);
        const trimmed = headers.map(([key, padded]) => [key, padded.replace(/^[ \t]+|[ \t]+$/g, '')]);
        const result = parse(text, [Math.min(cut, text.length)]);
        expect(result.head).toEqual({ startLine: 'GET / HTTP/1.1', headers: trimmed });
        expect(result.consumed).toBe(text.length);
      }),
    );
  });
});

describe('HeaderFields', () => {
  const fields = new HeaderFields([
    ['Upgrade', 'websocket'],
    ['X-List', 'a'],
    ['x-list', 'b, c'],
    ['__proto__', 'x'],
  ]);

  test('whatever the case', () => {
    expect(fields.get('UPGRADE')).toBe('websocket');
    expect(fields.has('upgrade')).toBe(true);
  });

  test('several values', () => {
    expect(fields.get('X-LIST')).toBe('a, b, c');
    expect(fields.all('X-List')).toEqual(['a', 'b, c']);
  });

  test('what is not there, names of Object.prototype too', () => {
    for (const name of ['Host', 'constructor', 'toString', 'hasOwnProperty']) {
      expect([fields.get(name), fields.has(name), fields.all(name)]).toEqual([undefined, false, []]);
    }
    expect(fields.get('__proto__')).toBe('x');
  });

  test('the answer is a copy', () => {
    fields.all('Upgrade').push('x');
    expect(fields.all('Upgrade')).toEqual(['websocket']);
  });
});

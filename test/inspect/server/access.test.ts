/** Who may reach the inspector. */
import { describe, expect, it } from 'vitest';
import { HeaderFields } from '../../../src/codec/http-head.ts';
import { accessTo } from '../../../src/inspect/server/access.ts';

const may = accessTo({ token: 's3cret', origins: ['http://localhost:3000'] });
const asked = (target: string, ...fields: (readonly [string, string])[]) =>
  may({ target, headers: new HeaderFields(fields) });
const host = ['Host', '127.0.0.1:8123'] as const;

describe('accessTo', () => {
  it.each([
    ['no Origin: a program', []],
    ['its own page', [['Origin', 'http://127.0.0.1:8123']]],
    ['a page that was named', [['Origin', 'http://localhost:3000']]],
  ] as const)('lets in %s, with the token', (_, fields) => {
    expect(asked('/feed?token=s3cret', host, ...fields)).toBeUndefined();
    expect(asked('/?a=1&token=s3cret&b', host, ...fields)).toBeUndefined();
    expect(asked('/feed', host, ...fields)).toMatchObject({ status: 401 });
  });

  it.each(['127.0.0.1', '127.9.0.1:1', 'localhost', 'LOCALHOST:80', '[::1]', '[::1]:8123'])('answers to %s', (name) => {
    expect(asked('/?token=s3cret', ['Host', name])).toBeUndefined();
  });

  it.each([
    'evil.example',
    'evil.example:8123',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '192.168.0.1',
    'user@127.0.0.1',
    '[::2]',
    '',
  ])('does not answer to %j', (name) => {
    expect(asked('/?token=s3cret', ['Host', name])).toMatchObject({
      status: 403,
      body: expect.stringMatching(/this machine's own names/),
    });
  });

  it('wants one Host', () => {
    expect(asked('/?token=s3cret')).toMatchObject({ status: 403 });
    expect(asked('/?token=s3cret', host, host)).toMatchObject({ status: 403 });
  });

  it.each(['http://evil.example', 'null', 'https://127.0.0.1:8123', 'http://127.0.0.1:8124', 'http://127.0.0.1', ''])(
    'refuses pages of %j, token or not',
    (origin) => {
      const answer = asked('/?token=s3cret', host, ['Origin', origin]);
      expect(answer).toMatchObject({ status: 403, body: expect.stringMatching(/other origins/) });
      expect(asked('/?token=s3cret', host, ['Origin', 'http://127.0.0.1:8123'], ['Origin', origin])).toEqual(answer);
    },
  );

  it.each([
    '/',
    '/?token',
    '/?token=',
    '/?token=s3cre',
    '/?token=s3cret1',
    '/?TOKEN=s3cret',
    '/?token=s3cret&token=s3cret',
  ])('refuses %s, and says where the token is', (target) => {
    expect(asked(target, host)).toMatchObject({
      status: 401,
      body: expect.stringMatching(/address that the inspector has printed/),
    });
  });

  it('takes no empty token', () => {
    expect(() => accessTo({ token: '' })).toThrow('token must not be empty');
  });

  it('answers in plain text', () => {
    expect(asked('/', host)?.headers).toEqual([['Content-Type', 'text/plain; charset=utf-8']]);
  });
});

import { expect, test } from 'vitest';
import { addressOf } from '../../src/node/address.ts';

test.each([
  ['ws://example.org', { secure: false, host: 'example.org', port: 80, target: '/', hostHeader: 'example.org' }],
  ['wss://example.org', { secure: true, host: 'example.org', port: 443, target: '/', hostHeader: 'example.org' }],
  ['http://example.org:81', { secure: false, port: 81, hostHeader: 'example.org:81' }],
  ['https://example.org:443/', { secure: true, port: 443, hostHeader: 'example.org' }],
  ['WSS://EXAMPLE.org:8443/A/b?c=d%20e', { host: 'example.org', port: 8443, target: '/A/b?c=d%20e' }],
  ['ws://[::1]:8080/x', { host: '::1', port: 8080, hostHeader: '[::1]:8080', target: '/x' }],
  ['ws://bücher.example/ü', { host: 'xn--bcher-kva.example', target: '/%C3%BC' }],
  ['ws://127.1', { host: '127.0.0.1' }],
  ['ws://host/?q', { target: '/?q' }],
  ['ws://host/#', { target: '/' }],
  ['ws://a:b@host', { authorization: `Basic ${btoa('a:b')}`, hostHeader: 'host' }],
  ['ws://a@host', { authorization: `Basic ${btoa('a:')}` }],
  ['ws://:b@host', { authorization: `Basic ${btoa(':b')}` }],
  ['ws+unix:/run/app.sock', { socketPath: '/run/app.sock', target: '/', hostHeader: 'localhost', secure: false }],
  ['ws+unix:/run/app.sock:/chat:1?a=b', { socketPath: '/run/app.sock', target: '/chat:1?a=b' }],
  ['wss+unix:/run/app.sock:', { socketPath: '/run/app.sock', target: '/', secure: true }],
  ['ws+unix:/run/app.sock:chat', { target: '/chat' }],
  ['ws+unix:/run/a%20b%3Ac.sock', { socketPath: '/run/a b:c.sock' }],
])('%s', (url, address) => {
  expect(addressOf(url)).toMatchObject(address);
  expect(addressOf(new URL(url))).toEqual(addressOf(url));
});

test.each([
  ['ws://host/#part', /^url: a WebSocket URL has no fragment \(#part\)/],
  ['mailto:me@example.org', /^url: mailto: is not ws:, wss:, http:, https: or ws\+unix:$/],
  ['host', /^url: "host" is not a URL; write it like ws:\/\/localhost:8080\/path$/],
  ['ws://host:99999', /is not a URL/],
  ['ws://%zz@host', /^url: the user name %zz has a %/],
  ['ws://a:%zz@host', /^url: the password %zz has a %/],
  ['ws+unix:', /^url: ws\+unix: needs the path of a socket, like ws\+unix:\/run\/app.sock:\/path$/],
  ['wss+unix::/chat', /^url: wss\+unix: needs the path of a socket/],
  ['ws+unix://run/app.sock', /^url: ws\+unix: has no host \(run\)/],
  ['ws+unix:/a%', /^url: the path \/a% has a %/],
])('%s is wrong', (url, why) => {
  expect(() => addressOf(url)).toThrow(TypeError);
  expect(() => addressOf(url)).toThrow(why);
});

import { expect, test } from 'vitest';
import { run } from '../support/command.ts';

test('tells what there is, and that something is missing', async () => {
  const [bare, help, version] = await Promise.all([run([]), run(['--help']), run(['--version'])]);
  expect(bare).toMatchObject({ status: 2, out: help.out });
  expect(help.status).toBe(0);
  expect(help.out).toMatch(/serve .*\n.*connect /);
  expect(version).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

test.each(['serve', 'connect'])('%s --help lists every option', async (name) => {
  const { status, out } = await run([name, '--help']);
  expect(status).toBe(0);
  expect(out).toContain(`Usage: wirechart ${name}`);
  for (const option of ['--json', '--engine', '--protocol']) expect(out).toContain(option);
});

test.each([
  [['dance'], 'there is no command "dance"'],
  [['serve', '--colour'], "Unknown option '--colour'"],
  [['serve', 'here'], 'serve takes no argument'],
  [['serve', '--port', 'http'], '--port takes a number, not "http"'],
  [['serve', '--tls-cert', 'a.pem'], '--tls-cert and --tls-key go together'],
  [['serve', '--engine', 'steam'], '--engine is compiled or interpreted'],
  [['connect'], 'connect needs a URL'],
  [['connect', 'ws://a', 'ws://b'], 'connect takes one URL'],
  [['connect', 'ws://a', '--header', 'nothing'], "--header is written 'Name: value'"],
])('%j is refused in one clear line', async (args, message) => {
  const { status, out, err } = await run(args);
  expect(err).toContain(`wirechart: ${message}`);
  expect(status).toBe(2);
  expect(out).toBe('');
});

test('a URL that is none is said to be none', async () => {
  const { status, err } = await run(['connect', 'nowhere']);
  expect(err).toContain('"nowhere" is not a URL');
  expect(status).toBe(1);
});

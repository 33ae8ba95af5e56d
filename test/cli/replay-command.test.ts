import { expect, test } from 'vitest';
import { records, run } from '../support/command.ts';
import { client, file, server, traces } from '../support/trace-folder.ts';

const lines = traces.client.split('\n');

test('a trace replays equal on both engines', async () => {
  const { status, out, err } = await run(['replay', client, server]);
  expect({ status, err }).toEqual({ status: 0, err: '' });
  const said = out.trimEnd().split('\n');
  expect(said).toHaveLength(4);
  for (const line of said)
    expect(line).toMatch(/^#[12] (client|server) .*, (compiled|interpreted): equal: \d+ inputs, /);
});

test('an altered trace: the record, what was recorded, and what happens now', async () => {
  const at = lines.findIndex((line) => line.includes('"PEER_CLOSE","code":1000'));
  const altered = file(
    'altered.sqlog',
    lines.with(at, (lines[at] ?? '').replace('"code":1000', '"code":1001')).join('\n'),
  );
  const { status, out, err } = await run(['replay', altered, '--engine', 'compiled']);
  expect({ status, err }).toEqual({ status: 1, err: '' });
  expect(out).toMatch(/compiled: different at record \d+, after \d+\.\d{3} ms and \d+ inputs, /);
  expect(out).toContain('\n    recorded: readLoop tells closeHandshake PEER_CLOSE { code: 1001 }\n');
  expect(out).toContain('\n    replayed: readLoop tells closeHandshake PEER_CLOSE { code: 1000 }\n');
  const { status: again, out: json } = await run(['replay', altered, '--json']);
  expect(again).toBe(1);
  // The header and the charts of the seven machines come before the first record.
  expect(records(json)).toMatchObject([
    { event: 'replay', id: 1, engine: 'compiled', equal: false, difference: { index: at - 8 } },
    { event: 'replay', id: 1, engine: 'interpreted', equal: false, difference: { index: at - 8 } },
  ]);
});

test('what was lost is skipped and said, and does not count as different', async () => {
  const damaged = file('damaged.sqlog', lines.with(14, '\x1edamaged').join('\n'));
  const { status, out, err } = await run(['replay', damaged, '--engine', 'interpreted']);
  expect(status).toBe(0);
  expect(err).toContain('damaged.sqlog: record 15: "damaged\\n" is not JSON; the record is left out');
  expect(out).toMatch(
    /interpreted: equal: .*\n {4}skipped: {2}\d+ records from number 7 on, as records before them were lost\n$/,
  );
});

test('without a snapshot there is nothing to replay, which is no success', async () => {
  const late = file('late.sqlog', [...lines.slice(0, 8), ...lines.slice(10)].join('\n'));
  const { status, out } = await run(['replay', late, '--engine', 'compiled']);
  expect(status).toBe(1);
  expect(out).toContain('#1: its beginning is not in the file, compiled: nothing to replay');
  expect(out).toMatch(/skipped: {2}\d+ records from number 0 on, as they come before the first snapshot/);
});

test('a file that is none has status 1', async () => {
  const { status, err } = await run(['replay', file('x.har', '{"log":{"entries":[]}}')]);
  expect(status).toBe(1);
  expect(err).toContain('the file is a HAR: it has no states in it');
});

test.each([
  [['replay'], 'replay needs a trace file'],
  [['replay', client, '--engine', 'steam'], '--engine is compiled, interpreted or both, not "steam"'],
])('%j is refused in one clear line', async (args, message) => {
  const { status, out, err } = await run(args);
  expect(err).toContain(`wirechart: ${message}`);
  expect({ status, out }).toEqual({ status: 2, out: '' });
});

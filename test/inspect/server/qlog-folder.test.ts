import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ConnectionRecorder } from '../../../src/inspect/recorder.ts';
import { QlogFolder } from '../../../src/inspect/server/qlog-folder.ts';
import { readTrace, type Trace } from '../../../src/inspect/trace/read.ts';
import { connected, exchange, type Side } from '../../support/wire.ts';

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'wirechart-qlog-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function traces(folder: string): Trace[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readTrace(readFileSync(join(folder, name), 'utf8')));
}

function following(path: string): QlogFolder {
  const folder = new QlogFolder(path);
  onTestFinished(() => folder.close());
  return folder;
}

function recorded(side: Side, id: number, memory?: number): ConnectionRecorder {
  return new ConnectionRecorder(side.endpoint, { id, label: `connection ${id}` }, { memory });
}

test('writes a file per connection while the program works, and no more once it is over', async () => {
  const path = join(temporary(), 'not', 'there', 'yet');
  const folder = following(path);
  const { client, server } = connected();
  folder.follow(recorded(client, 1));
  folder.follow(recorded(server, 2));
  await vi.waitFor(() => expect(readdirSync(path)).toHaveLength(2));
  for (const name of readdirSync(path)) {
    expect(name).toMatch(
      new RegExp(`^\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d\\.\\d{3}Z-${process.pid}-[12]\\.sqlog$`),
    );
    expect(statSync(join(path, name)).mode & 0o777).toBe(0o600);
  }
  void client.endpoint.send(1, 'hello');
  exchange(client, server);
  client.endpoint.close(1000, 'bye');
  exchange(client, server);
  await vi.waitFor(() => {
    const closed = traces(path).flatMap(({ journals }) => [...journals.values()].map((each) => each.closed?.code));
    expect(closed).toEqual([1000, 1000]);
  });
  const [first, second] = traces(path);
  expect([first?.problems, second?.problems]).toEqual([[], []]);
  expect(first?.journals.get(1)?.head).toMatchObject({ role: 'client', label: 'connection 1' });
  expect(second?.journals.get(2)?.frames).toHaveLength(3);
  expect(readFileSync(join(path, readdirSync(path)[0] ?? ''), 'utf8')).toContain('"wall_clock_time"');
});

test('what a slow writer has missed is a gap', () => {
  const path = temporary();
  const folder = following(path);
  const { client, server } = connected();
  folder.follow(recorded(client, 1, 8192));
  for (let count = 0; count < 500; count++) {
    void client.endpoint.send(1, 'hello');
    exchange(client, server);
  }
  folder.close();
  const [trace] = traces(path);
  expect(trace?.problems).toEqual([]);
  expect(trace?.journals.get(1)?.lost).toBeGreaterThan(100);
});

test('finish writes what is left before a ring is given up', () => {
  const path = temporary();
  const folder = following(path);
  const { client } = connected();
  const recorder = recorded(client, 9);
  folder.follow(recorder);
  folder.finish([9, 10]);
  recorder.ring.release();
  expect(traces(path).map(({ journals, problems }) => [journals.get(9)?.length, problems])).toEqual([[2, []]]);
});

test('an error of the file system is said once, and nobody is disturbed', async () => {
  const file = join(temporary(), 'file');
  writeFileSync(file, '');
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  const folder = following(join(file, 'folder'));
  const { client, server } = connected();
  folder.follow(recorded(client, 1));
  folder.follow(recorded(server, 2));
  folder.close();
  expect(stderr.mock.calls.map(([text]) => text)).toEqual([
    expect.stringMatching(/^wirechart: QLOGDIR: ENOTDIR.*; what cannot be written is left out\n$/),
  ]);
});

test('the end of a program that crashes is in its file', () => {
  const path = temporary();
  const root = new URL('../../../', import.meta.url).pathname;
  const program = join(root, 'dist', '.test', `crash-${process.pid}.mjs`);
  buildSync({
    stdin: {
      contents: `
        import { ConnectionRecorder } from './src/inspect/recorder.ts';
        import { QlogFolder } from './src/inspect/server/qlog-folder.ts';
        import { connected, exchange } from './test/support/wire.ts';
        const folder = new QlogFolder(${JSON.stringify(path)});
        const { client, server } = connected();
        folder.follow(new ConnectionRecorder(client.endpoint, { id: 1, label: 'crashing' }));
        const talk = () => {
          for (let count = 0; count < 50; count++) void client.endpoint.send(1, 'x'.repeat(500));
          exchange(client, server);
        };
        talk();
        setTimeout(() => {
          talk();
          // Some of it is on its way to the file now.
          setTimeout(() => {
            void client.endpoint.send(1, 'the last words');
            exchange(client, server);
            throw new Error('crash');
          }, 101);
        }, 99);
      `,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  onTestFinished(() => rmSync(program));
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining('Error: crash') });
  const [trace] = traces(path);
  const journal = trace?.journals.get(1);
  expect(trace?.problems).toEqual([]);
  expect(journal?.frames).toHaveLength(101);
  expect(new TextDecoder().decode(journal?.frame(100).payload)).toBe('the last words');
});

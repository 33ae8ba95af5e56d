import { afterEach, expect, test } from 'vitest';
import { Program, parseCpuSeconds } from './program.ts';

const running: Program[] = [];

function run(source: string): Program {
  const program = new Program('the peer', { file: process.execPath, args: ['-e', source] });
  running.push(program);
  return program;
}

afterEach(() => {
  for (const program of running.splice(0)) program.stop();
});

test('the CPU time in /proc/PID/stat, whatever the process is called', () => {
  const fields = Array.from({ length: 49 }, (_, index) => String(index + 4));
  expect(parseCpuSeconds(`42 (a) (b) S ${fields.join(' ')}`)).toBeCloseTo((14 + 15) / 100);
});

test('each line is answered with one, in order', async () => {
  const program = run(`
    process.stdout.write('first\\nsecond\\n');
    process.stdin.on('data', (data) => console.log('answer to ' + String(data).trim()));
  `);
  expect(await program.ask()).toBe('first');
  expect(await program.ask()).toBe('second');
  expect(await program.ask('a question')).toBe('answer to a question');
});

test('what a program has used is told by the kernel', async () => {
  const program = run(`
    while (process.cpuUsage().user < 200_000);
    globalThis.kept = Buffer.alloc(64 * 1024 * 1024, 1);
    console.log('done');
    process.stdin.resume();
  `);
  await program.ask();
  expect(program.cpuSeconds()).toBeGreaterThanOrEqual(0.18);
  expect(program.residentBytes()).toBeGreaterThan(64 * 1024 * 1024);
});

test('one that ends, or cannot be started, is named', async () => {
  const program = run('process.exit(3)');
  await expect(program.ask()).rejects.toThrow('the peer ended (3)');
  await expect(program.ask('still there?')).rejects.toThrow('the peer ended (3)');
  const absent = new Program('the other', { file: '/nowhere/program', args: [] });
  await expect(absent.ask()).rejects.toThrow('the other cannot be started');
});

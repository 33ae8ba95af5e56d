/**
 * Loaded before the script of a child (`--import`): lets its parent profile it without the script knowing. Each SIGUSR2 begins
 * a profile, or ends it and writes it to the file that BENCH_PROFILE names.
 *
 * A first profile runs from the start and is thrown away: only while one runs does V8 note which functions it inlines where,
 * and without that their time would be their callers'.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 250 });
await session.post('Profiler.start');

let measuring = false;

process.on('SIGUSR2', async () => {
  const { profile } = await session.post('Profiler.stop');
  if (measuring) write(process.env.BENCH_PROFILE ?? '', profile);
  await session.post('Profiler.start');
  measuring = !measuring;
});

/** Whole, or not at all: somebody waits for the file. */
function write(file: string, profile: object): void {
  writeFileSync(`${file}.part`, JSON.stringify(profile));
  renameSync(`${file}.part`, file);
}

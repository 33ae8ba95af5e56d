/** Watches this process: what nobody caught, and what is still open. */
import { onTestFinished } from 'vitest';
import { until } from './sockets.ts';

/** Errors that nobody caught, from now to the end of the test. */
export function watchUncaught(): unknown[] {
  const seen: unknown[] = [];
  const note = (error: unknown) => void seen.push(error);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });
  return seen;
}

/** Warnings of the process, from now to the end of the test. */
export function watchWarnings(): Error[] {
  const seen: Error[] = [];
  const note = (warning: Error) => void seen.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  return seen;
}

/** Lets rejections that nobody handles be found: Node looks for them when the microtasks have run. */
export async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Sockets, servers and lookups that hold this process, counted by kind. */
export function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (/TCP|TLS|Pipe|GetAddrInfo|ConnectWrap|ShutdownWrap|WriteWrap/.test(kind))
      counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Settles when nothing is open that was not open before. */
export async function backTo(before: Record<string, number>, within?: number): Promise<void> {
  const extra = () => Object.entries(handles()).filter(([kind, count]) => count > (before[kind] ?? 0));
  await until(
    () => extra().length === 0,
    () => `still open: ${JSON.stringify(extra())}`,
    within,
  );
}

/** One listener per signal, however many connections it may end: Node warns of more than ten as of a leak. */

interface Listening {
  readonly aborts: Set<() => void>;
  stop(): void;
}

const listening = new WeakMap<AbortSignal, Listening>();

/**
 * Calls `abort` when the signal is aborted.
 * @returns ends that
 */
export function onAbort(signal: AbortSignal, abort: () => void): () => void {
  const listener = listening.get(signal) ?? listen(signal);
  listener.aborts.add(abort);
  return () => {
    listener.aborts.delete(abort);
    if (listener.aborts.size === 0) listener.stop();
  };
}

function listen(signal: AbortSignal): Listening {
  const aborts = new Set<() => void>();
  const all = () => {
    for (const abort of [...aborts]) abort();
  };
  const stop = () => {
    signal.removeEventListener('abort', all);
    listening.delete(signal);
  };
  signal.addEventListener('abort', all, { once: true });
  const made = { aborts, stop };
  listening.set(signal, made);
  return made;
}

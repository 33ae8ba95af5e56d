/** Whoever watches a connection must not be able to break it: what a watcher throws is a warning, and ends its watching. */
import type { Observer } from '../engine/engine.ts';
import type { Inspect } from '../engine/interpreted.ts';

/** Of whatever was thrown. */
export function warn(error: unknown): void {
  let told: string | Error = 'something was thrown that cannot be told as text';
  try {
    // Also of an error: when Node reads it, nobody could catch what that throws.
    const text = String(error);
    told = error instanceof Error ? error : text;
  } catch {
    // Told so.
  }
  process.emitWarning(told);
}

export function guardObserver(observer: Observer): Observer {
  let watching = true;
  const guarded = (tell: () => void) => {
    if (!watching) return;
    try {
      tell();
    } catch (error) {
      watching = false;
      warn(error);
    }
  };
  return {
    transition: (actor, transition, event) => guarded(() => observer.transition(actor, transition, event)),
    message: (from, to, event) => guarded(() => observer.message?.(from, to, event)),
  };
}

export function guardInspect(inspect: Inspect | undefined): Inspect | undefined {
  if (inspect === undefined) return undefined;
  let watching = true;
  return (event) => {
    if (!watching) return;
    try {
      if (typeof inspect === 'function') inspect(event);
      else inspect.next?.(event);
    } catch (error) {
      watching = false;
      warn(error);
    }
  };
}

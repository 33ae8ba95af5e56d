/** What connections send within one turn of the event loop leaves together, at its end. */

interface Flushable {
  flush(): void;
}

let waiting: Flushable[] = [];

/** Flushes `target` before the event loop goes on to its next turn. */
export function flushSoon(target: Flushable): void {
  if (waiting.length === 0) setImmediate(flushAll);
  waiting.push(target);
}

function flushAll(): void {
  const targets = waiting;
  waiting = [];
  flushFrom(targets, 0);
}

/** Flushes all, though one of them may throw. */
function flushFrom(targets: readonly Flushable[], from: number): void {
  let index = from;
  try {
    for (; index < targets.length; index++) targets[index]?.flush();
  } finally {
    if (index < targets.length) flushFrom(targets, index + 1);
  }
}

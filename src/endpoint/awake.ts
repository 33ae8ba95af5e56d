/**
 * Which connections keep their machines and readers ready. To lend them to others after every message, and to take them up
 * for the next, costs a small echo a twentieth of its time; so the connections that were busy last keep theirs.
 */

interface Sleeper {
  awake: boolean;
  /** Others were busy since: it lends what it needs only while it has something to do. */
  fallAsleep(): void;
}

/** Enough for those that talk all the time; their memory, about 4 KiB each, is little beside that of many idle ones. */
const MOST_AWAKE = 256;

const awake: (Sleeper | undefined)[] = new Array(MOST_AWAKE).fill(undefined);
let next = 0;

/** `one` has something to do. */
export function wakeUp(one: Sleeper): void {
  one.awake = true;
  const before = awake[next];
  awake[next] = one;
  next = (next + 1) % MOST_AWAKE;
  if (before === undefined) return;
  before.awake = false;
  before.fallAsleep();
}

/** `one` is over: nothing here keeps it. */
export function forget(one: Sleeper): void {
  if (!one.awake) return;
  one.awake = false;
  awake[awake.indexOf(one)] = undefined;
}

/** One recorder for each connection, however many inspectors and trace files want it, and one number by which all know it. */
import { Connection } from '../../api/connection.ts';
import { ConnectionRecorder, type RecorderOptions } from '../recorder.ts';
import type { Budget } from '../ring.ts';

interface Known {
  readonly id: number;
  recorder: ConnectionRecorder | undefined;
  /** How many want it to be recorded. */
  wanted: number;
}

const known = new WeakMap<Connection, Known>();
let lastId = 0;

function knownOf(connection: Connection): Known {
  let found = known.get(connection);
  if (found === undefined) {
    lastId += 1;
    found = { id: lastId, recorder: undefined, wanted: 0 };
    known.set(connection, found);
  }
  return found;
}

export function idOf(connection: Connection): number {
  return knownOf(connection).id;
}

export function recorderOf(connection: Connection): ConnectionRecorder | undefined {
  return knownOf(connection).recorder;
}

/** Records the connection from now on, until all who wanted it have let go. Whoever came first has set the limits. */
export function record(
  connection: Connection,
  label: string,
  options: RecorderOptions,
  budget: Budget,
): ConnectionRecorder {
  const entry = knownOf(connection);
  entry.wanted += 1;
  entry.recorder ??= new ConnectionRecorder(
    Connection.endpointOf(connection),
    { id: entry.id, label },
    options,
    budget,
  );
  entry.recorder.start();
  return entry.recorder;
}

export function letGo(connection: Connection): void {
  const entry = knownOf(connection);
  entry.wanted -= 1;
  if (entry.wanted === 0) entry.recorder?.stop();
}

/** Nobody will ask for what was recorded any more. */
export function forget(connection: Connection): void {
  const entry = knownOf(connection);
  if (entry.wanted > 0) return;
  entry.recorder?.ring.release();
  // Whoever comes next sets limits of his own.
  entry.recorder = undefined;
}

/** Readers between two messages hold nothing of their connection, so connections share them, as they share engines. */
import type { Endpoint } from './endpoint.ts';
import { Incoming } from './incoming.ts';
import { Levels } from './levels.ts';

/** Most readers that are kept for others to use. */
const MOST_IDLE = 64;

// Whose they were does not matter: everything of their last connection is replaced.
const idle: Incoming<unknown>[] = [];

/** A reader for `endpoint`, which has received this many bytes so far. */
export function readerFor<C>(endpoint: Endpoint<C>, received: number): Incoming<C> {
  const { handlers, connection, platform } = endpoint;
  // One that served handlers of messages only can serve no others.
  const wantsWhole = handlers.frameData === undefined && handlers.messageFrame === undefined;
  const lent = wantsWhole ? (idle.pop() as Incoming<C> | undefined) : undefined;
  const reader = lent ?? new Incoming<C>(endpoint, new Levels(handlers, connection, platform));
  lent?.levels.attach(handlers, connection, platform);
  reader.attach(endpoint, received);
  return reader;
}

/** Takes a reader back that is at rest. It knows its last connection until it is lent again: a few may live longer for it. */
export function giveBack<C>(reader: Incoming<C>): void {
  if (idle.length < MOST_IDLE) idle.push(reader as Incoming<unknown>);
}

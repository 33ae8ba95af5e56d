/** Tells whoever inspects of connections: when one is made, before its first event, and when it is over. */
import type { Connection } from './connection.ts';
import type { Server } from './serve.ts';

export interface ConnectionsListener {
  /** @param label what tells it from others: a URL, or the peer's address @param server whose connection it is, if a server's */
  made(connection: Connection, label: string, server: Server | undefined): void;
  over(connection: Connection): void;
}

const listeners = new Set<ConnectionsListener>();

/** @returns ends the listening */
export function listenToConnections(listener: ConnectionsListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Labels are made only if somebody wants them. */
export function announce(connection: Connection, label: () => string, server?: Server): void {
  if (listeners.size === 0) return;
  const name = label();
  for (const listener of listeners) listener.made(connection, name, server);
}

export function announceEnd(connection: Connection): void {
  for (const listener of listeners) listener.over(connection);
}

/** Every machine of a connection, by the name of its actor. */
import { closeHandshake } from './close-handshake.ts';
import { connection } from './connection.ts';
import { keepAlive } from './keep-alive.ts';
import { openingHandshake } from './opening-handshake.ts';
import { readLoop } from './read-loop.ts';
import { writeLoop } from './write-loop.ts';
import { writeTurn } from './write-turn.ts';

export const machines = {
  connection,
  openingHandshake,
  readLoop,
  writeLoop,
  writeTurn,
  closeHandshake,
  keepAlive,
} as const;

export type * from './close-handshake.ts';
export type * from './connection.ts';
export type * from './opening-handshake.ts';
export type * from './read-loop.ts';
export * from './violations.ts';
export type * from './vocabulary.ts';
export type * from './write-loop.ts';
export type * from './write-turn.ts';

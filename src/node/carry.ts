/** How a stream's bytes are carried: past Node's streams where that works, by their documented ways elsewhere. */
import type { Duplex } from 'node:stream';
import { BareSocket, mayBeBare } from './bare-socket.ts';
import type { Carried, Carrier } from './carrier.ts';
import { StreamCarrier } from './stream-carrier.ts';

/** @param stream connected */
export type Carry = (stream: Duplex, carried: Carried) => Carrier;

export function carryPublicly(stream: Duplex, carried: Carried): Carrier {
  return new StreamCarrier(stream, carried);
}

export function carry(stream: Duplex, carried: Carried): Carrier {
  return mayBeBare(stream) ? new BareSocket(stream, carried) : new StreamCarrier(stream, carried);
}

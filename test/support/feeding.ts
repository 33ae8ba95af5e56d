/** Ways in which bytes that have arrived come to an endpoint. */
import { readBuffer } from '../../src/codec/kernel.ts';
import type { Endpoint } from '../../src/endpoint/endpoint.ts';
import { type Platform, portable } from '../../src/endpoint/platform.ts';
import { nodePlatform } from '../../src/node/platform.ts';

/** The way, and the platform that the endpoint runs on. */
export interface Feeding {
  readonly platform: Platform;
  feed(endpoint: Pick<Endpoint<unknown>, 'receive' | 'receiveLent'>, piece: Uint8Array): void;
}

/** Each piece is the endpoint's to keep. */
export const given: Feeding = { platform: portable, feed: (endpoint, piece) => endpoint.receive(piece.slice()) };
/** All pieces come in one buffer, which is overwritten as soon as a piece was taken. */
export const lent: Feeding = { platform: portable, feed: lendIn(new Uint8Array(64 * 1024)) };
/** The same, as sockets do it: in the kernel's memory. */
export const lentByNode: Feeding = { platform: nodePlatform, feed: lendIn(readBuffer()) };

function lendIn(buffer: Uint8Array): Feeding['feed'] {
  return (endpoint, piece) => {
    for (let at = 0; at < piece.length; at += buffer.length) {
      const part = piece.subarray(at, at + buffer.length);
      buffer.set(part);
      endpoint.receiveLent(buffer, part.length);
      buffer.fill(0xaa, 0, part.length + 64);
    }
  };
}

/** All of them, by name. */
export const feedings = Object.entries({ given, lent, lentByNode });

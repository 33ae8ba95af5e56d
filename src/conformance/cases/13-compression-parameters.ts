/**
 * Group 13: permessage-deflate with JSON, in seven sets of parameters and eighteen sizes. Against a server the client asks
 * for limits on what the server does; against a client the server asks for limits on what the client does.
 */
import type { CaseGroup, Deflate, DeflateGrant } from '../model.ts';
import { compressionCase, loads, openOffer } from './12-compression.ts';
import { group } from './parts.ts';

interface Limits {
  readonly noContextTakeover: boolean;
  readonly windowBits?: number;
}

/** In order of preference. Autobahn's numbers, with its smallest window of 9 bits: zlib has no 8. */
const parameterSets: readonly (readonly Limits[])[] = [
  [{ noContextTakeover: false }],
  [{ noContextTakeover: true }],
  [{ noContextTakeover: false, windowBits: 9 }],
  [{ noContextTakeover: false, windowBits: 15 }],
  [{ noContextTakeover: true, windowBits: 9 }],
  [{ noContextTakeover: true, windowBits: 15 }],
  [{ noContextTakeover: true, windowBits: 9 }, { noContextTakeover: true }, { noContextTakeover: false }],
];

function offerOf({ noContextTakeover, windowBits }: Limits): string {
  const takeover = noContextTakeover ? '; server_no_context_takeover' : '';
  const bits = windowBits === undefined ? '' : `; server_max_window_bits=${windowBits}`;
  return `${openOffer}${takeover}${bits}`;
}

function grantOf({ noContextTakeover, windowBits }: Limits): DeflateGrant {
  return {
    ...(noContextTakeover ? { clientNoContextTakeover: true } : {}),
    ...(windowBits === undefined ? {} : { clientMaxWindowBits: windowBits }),
  };
}

function inWords({ noContextTakeover, windowBits }: Limits): string {
  const takeover = noContextTakeover ? 'no context takeover' : 'context takeover';
  return windowBits === undefined ? takeover : `${takeover}, a window of ${windowBits} bits`;
}

function deflateOf(limits: readonly Limits[]): Deflate {
  return { offer: limits.map(offerOf).join(', '), grant: limits.map(grantOf) };
}

export const compressionParameters: readonly CaseGroup[] = parameterSets.map((limits, index) => {
  const parameters = `the subject is asked for: ${limits.map(inWords).join(', or ')}`;
  return group(
    `13.${index + 1}`,
    `Compressed messages; ${parameters}`,
    loads.map((load) => compressionCase({ sample: 'json', load, deflate: deflateOf(limits), parameters })),
  );
});

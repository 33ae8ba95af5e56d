/** What a trace file is called and made of: see README.md beside this. */
import type { ActorName } from '../../../machines/index.ts';
import { sha1 } from '../../codec/sha1.ts';
import { encodeUtf8 } from '../../codec/utf8.ts';
import { chartFacts } from '../chart-facts.ts';
import { toHex } from '../hex.ts';

/** The framing of RFC 7464: each record begins with this, and ends with a line feed. */
export const RECORD_SEPARATOR = '\x1e';

export const fileSchema = 'urn:ietf:params:qlog:file:sequential';
export const serializationFormat = 'application/qlog+json-seq';

/**
 * Private schemas are named by a URI of somebody's domain, and never by the IETF's URN. The project has no domain: names
 * under `.example` are nobody's and never will be (RFC 2606), so these tell our events from others, and lead nowhere.
 */
export const eventSchemas = [
  'https://wirechart.example/112026/qlog/websocket',
  'https://wirechart.example/112026/qlog/statechart',
] as const;

const hashes = new Map<ActorName, string>();

/** The same for charts with the same states and transitions, in the same order: what the numbers in a trace count by. */
export function chartHash(actor: ActorName): string {
  let hash = hashes.get(actor);
  if (hash === undefined) {
    const { regions, transitions } = chartFacts(actor).chart;
    const states = regions.map(({ name, leaves }) => [name, ...leaves.map(({ path }) => path)]);
    hash = toHex(sha1(encodeUtf8(JSON.stringify([states, transitions]))));
    hashes.set(actor, hash);
  }
  return hash;
}

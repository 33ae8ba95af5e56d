/** Long loops: messages that go and come back, one at a time. Nothing is kept, nothing is hashed, nothing is logged. */
import { BINARY, TEXT } from '../codec/index.ts';
import { directionOf } from './deflate.ts';
import type { SequenceStore } from './deflate-sequence.ts';
import type { Round, SampleName } from './model.ts';
import { sample, sampleKinds } from './samples.ts';
import type { Peer } from './wire.ts';
import { encodeMessage } from './wire-frame.ts';
import { octetsOf, sameOctets } from './wire-payload.ts';

/** @returns what went wrong, in plain words; undefined if nothing did, or the connection ended, which others say */
export async function playRounds(
  peer: Peer,
  round: Round,
  { full, limit, sequences }: { full: boolean; limit: number; sequences: SequenceStore },
): Promise<string | undefined> {
  const count = full ? (round.fullCount ?? round.count) : round.count;
  const direction = peer.agreement && directionOf(peer.agreement, peer.masks ? 'client' : 'server');
  const sequence = sequences.get(samplesOf(round), round.size, round.type === 'text', direction);
  const opcode = round.type === 'text' ? TEXT : BINARY;
  let done = 0;
  let fault: string | undefined;
  const send = () => {
    const { payload, compressed } = sequence.at(done);
    const framing = { opcode, compressed: compressed !== undefined, fragment: round.fragment, masked: peer.masks };
    const octets = encodeMessage(compressed ?? payload, framing);
    if (round.chop === undefined) peer.write(octets);
    else void peer.sendOctets(octets, { chop: round.chop });
  };
  peer.onMessage = ({ type, payload }) => {
    const expected = sequence.at(done).payload;
    if (type !== round.type || !sameOctets(payload, expected)) {
      fault = `Message ${done + 1} of ${count} came back altered: ${difference(round, expected, type, payload)}`;
      return;
    }
    done += 1;
    if (done < count) send();
  };
  if (count > 0) send();
  const ended = await peer.until(() => done === count || fault !== undefined || peer.over, limit);
  peer.onMessage = undefined;
  if (fault !== undefined || done === count) return fault;
  return ended
    ? `The connection ended before message ${done + 1} of ${count} came back.`
    : `Message ${done + 1} of ${count} did not come back before the ${limit} ms for all of them were over.`;
}

function samplesOf({ sample: given }: Round): Uint8Array {
  // A text that is no name of a sample is the octets themselves.
  return isSampleName(given) ? sample(given) : octetsOf(given);
}

function isSampleName(given: Round['sample']): given is SampleName {
  return typeof given === 'string' && Object.hasOwn(sampleKinds, given);
}

function difference(round: Round, expected: Uint8Array, type: string, payload: Uint8Array): string {
  if (type !== round.type) return `as ${type}, not ${round.type}.`;
  if (payload.length !== expected.length) return `${payload.length} octets, not ${expected.length}.`;
  return `octet ${expected.findIndex((octet, index) => payload[index] !== octet)} differs.`;
}

/** What cases on the opening handshake are made of. */
import type {
  CloseExpectation,
  Expected,
  Head,
  OpeningExpectation,
  RequestChanges,
  ResponseChanges,
} from '../model.ts';
import { closesCleanly, exactly, gotText, send, text, type UnnumberedCase, weClose } from './parts.ts';

/** Answers that say: this is not a handshake that I take (RFC 6455 §4.2.1, §4.2.2). Others are acceptable. */
export const refusals: readonly number[] = [400, 405, 426, 501, 505];

const greeting = 'Is anybody there?';

/** An open connection shows that it is one: a message comes back. */
const echoes: Pick<UnnumberedCase, 'script' | 'outcomes' | 'close'> = {
  script: [send(text(greeting))],
  outcomes: exactly(gotText(greeting)),
  close: weClose(),
};

export interface OpeningWords {
  readonly description: string;
  readonly section: string;
  /** What the subject has to do, if the usual words do not say it. */
  readonly expectation?: string;
  readonly fault?: (head: Head) => string | undefined;
}

type Way = Pick<OpeningExpectation, 'opens' | 'otherwise' | 'status'>;

function openingCase(
  usual: string,
  { fault, ...words }: OpeningWords,
  way: Way,
  changes: { request: RequestChanges } | { response: ResponseChanges },
): UnnumberedCase {
  return {
    expectation: usual,
    side: 'request' in changes ? 'server' : 'client',
    opening: { ...changes, expect: { ...way, ...(fault === undefined ? {} : { fault }) } },
    ...echoes,
    ...words,
  };
}

const openWords = `The connection opens, and a text message comes back. ${closesCleanly}`;

/** A good request: the server takes it. */
export function taken(words: OpeningWords, request: RequestChanges): UnnumberedCase {
  return openingCase(openWords, words, { opens: true }, { request });
}

/** A request that breaks a rule: the server refuses it. */
export function refused(words: OpeningWords, request: RequestChanges, status = refusals): UnnumberedCase {
  const usual = 'The server answers with an HTTP error, and the connection does not open.';
  return openingCase(usual, words, { opens: false, status }, { request });
}

/** The RFC leaves it open what a server does: it is only reported. */
export function reported(words: OpeningWords, request: RequestChanges): UnnumberedCase {
  const usual = 'The server answers in time: it opens the connection and echoes, or refuses it.';
  return { ...openingCase(usual, words, { opens: 'either' }, { request }), informational: true };
}

/** A good answer: the client goes on. */
export function trusted(words: OpeningWords, response: ResponseChanges): UnnumberedCase {
  return openingCase(openWords, words, { opens: true }, { response });
}

/** An answer that breaks a rule: the client fails the connection. */
export function rejected(words: OpeningWords, response: ResponseChanges): UnnumberedCase {
  const usual = 'The client fails the connection: it sends no frame of data, and ends the transport.';
  return openingCase(usual, words, { opens: false }, { response });
}

/** The RFC leaves it open what a client does: it is only reported. */
export function watched(words: OpeningWords, response: ResponseChanges): UnnumberedCase {
  const usual = 'The client opens the connection and echoes, or fails it.';
  return { ...openingCase(usual, words, { opens: 'either' }, { response }), informational: true };
}

/** An opening with other steps behind it. */
export function followedBy(
  opened: UnnumberedCase,
  script: UnnumberedCase['script'],
  events: readonly Expected[],
  close: CloseExpectation = weClose(),
): UnnumberedCase {
  return { ...opened, script, outcomes: exactly(...events), close };
}

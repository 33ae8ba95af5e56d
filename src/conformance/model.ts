/**
 * What a conformance case is. Cases are data: what is sent, what may come back, and how that is judged. `subject` is the
 * WebSocket implementation under test; "we" are the fuzzing peer on the other side of the wire.
 */

/** Which side of the connection the subject is. */
export type Side = 'server' | 'client';

/** How the subject's messages, pongs and their order are judged. */
export type Behavior = 'pass' | 'acceptable' | 'informational' | 'fail' | 'unsupported';

/** How the end of the connection is judged. */
export type CloseBehavior = 'pass' | 'wrong-code' | 'unclean' | 'fail' | 'informational' | 'unsupported';

// ── What is sent ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Octets: text as UTF-8, octets as they are, or a pattern that is repeated and cut to `size` octets. */
export type Payload = string | Uint8Array | { readonly repeat: string | Uint8Array; readonly size: number };

/** One frame, of which anything may be wrong. What is left out is as it should be. */
export interface FrameToSend {
  readonly opcode: number;
  /** Empty by default. */
  readonly payload?: Payload;
  /** True by default. */
  readonly fin?: boolean;
  /** RSV1 = 4, RSV2 = 2, RSV3 = 1; 0 by default. */
  readonly rsv?: number;
  /** Whether the frame is masked: by default as our role requires it. */
  readonly masked?: boolean;
  /** The masking key; random by default. */
  readonly maskingKey?: number;
  /** The length that the header declares; the payload's by default. A bigint may have its top bit set. */
  readonly declaredLength?: number | bigint;
  /** How many octets the extended length takes (0, 2 or 8); the fewest by default. */
  readonly lengthOctets?: 0 | 2 | 8;
}

/** How octets reach the subject. */
export interface Pace {
  /** Octets per write; by default everything is written at once. */
  readonly chop?: number;
  /** Milliseconds between two writes; 0 (the next turn of the event loop) by default. */
  readonly pause?: number;
}

/** A message of ours, whole. It is compressed if permessage-deflate was agreed on and `compress` is not false. */
export interface MessageToSend {
  readonly type: 'text' | 'binary';
  readonly payload: Payload;
  /** Octets per frame; one frame by default. Of a compressed message the compressed octets are cut. */
  readonly fragment?: number;
  readonly compress?: boolean;
}

/** Where the messages of a long loop come from: pieces of a sample, one after the other, beginning again at its end. */
export interface Round {
  readonly type: 'text' | 'binary';
  readonly sample: SampleName | Payload;
  /** Octets of each message. */
  readonly size: number;
  /** Octets per frame; one frame by default. */
  readonly fragment?: number;
  /** Octets per write; at once by default. */
  readonly chop?: number;
  /** How many messages go and come back, one at a time. */
  readonly count: number;
  /** As many with `--full`; `count` by default. */
  readonly fullCount?: number;
}

/** See samples.ts. */
export type SampleName = 'prose' | 'bitmap' | 'document' | 'json' | 'html';

/** What we do once the connection is open. The script ends early when the subject closes or drops the connection. */
export type Step =
  /** Frames, in one write unless they are chopped. */
  | ({ readonly do: 'frames'; readonly frames: readonly FrameToSend[] } & Pace)
  | ({ readonly do: 'octets'; readonly octets: Payload } & Pace)
  | ({ readonly do: 'message' } & MessageToSend & Pace)
  /** Messages that go and come back, one at a time; each must come back as it went. The events are not recorded. */
  | ({ readonly do: 'rounds' } & Round)
  | { readonly do: 'pause'; readonly ms: number }
  /** Notes in what was observed that the connection was still alive when the script came here. */
  | { readonly do: 'mark'; readonly name: string }
  /** Waits for so many more events of the subject's (messages, pings, pongs), `ms` milliseconds at most (default: the case's). */
  | { readonly do: 'await'; readonly events: number; readonly ms?: number }
  /** Waits for the subject to close or drop the connection, `ms` milliseconds at most. */
  | { readonly do: 'awaitClose'; readonly ms: number }
  /** A close frame; 1005 for an empty one. What follows in the script is sent behind it. */
  | { readonly do: 'close'; readonly code: number; readonly reason?: Payload }
  /** Stops reading from the socket, and goes on reading. */
  | { readonly do: 'stopReading' }
  | { readonly do: 'readAgain' }
  /** Half-closes (FIN), or drops (RST) the connection. */
  | { readonly do: 'end' }
  | { readonly do: 'reset' };

// ── The opening handshake ──────────────────────────────────────────────────────────────────────────────────────────────────

/** Header fields by name: a text, several of them, or null to leave the field out. Names are written as they stand here. */
export type HeaderChanges = Readonly<Record<string, string | readonly string[] | null>>;

/** What we do otherwise than a good client would. `KEY` in a header's text is the key that we would send. */
export interface RequestChanges extends Pace {
  readonly method?: string;
  readonly target?: string;
  readonly version?: string;
  readonly headers?: HeaderChanges;
  /** The whole head, instead. */
  readonly raw?: Payload;
  /** Frames in the same write as the end of the head. */
  readonly pipelined?: readonly FrameToSend[];
}

/** What we do otherwise than a good server would. `ACCEPT` in a header's text is the right Sec-WebSocket-Accept. */
export interface ResponseChanges extends Pace {
  readonly status?: number;
  readonly reason?: string;
  readonly version?: string;
  readonly headers?: HeaderChanges;
  readonly raw?: Payload;
  readonly pipelined?: readonly FrameToSend[];
}

/** A head as the subject sent it. Names are in lower case. */
export interface Head {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface OpeningExpectation {
  /** Whether the connection opens. `'either'`: the RFC leaves it open. */
  readonly opens: boolean | 'either';
  /** A server that refuses where `opens` is true does worse than it might, and breaks no rule. */
  readonly otherwise?: 'acceptable';
  /** HTTP status of a refusal: any of these; any at all, or none, by default. Others are acceptable, not a pass. */
  readonly status?: readonly number[];
  /** What is wrong with the head that the subject sent, in plain words; undefined if nothing is. */
  readonly fault?: (head: Head) => string | undefined;
}

export interface Opening {
  /** Against servers. */
  readonly request?: RequestChanges;
  /** Against clients. */
  readonly response?: ResponseChanges;
  readonly expect: OpeningExpectation;
}

/** permessage-deflate in a case: how it is asked for, or granted. */
export interface Deflate {
  /** Against servers: the value of Sec-WebSocket-Extensions that we send. */
  readonly offer: string;
  /**
   * Against clients: what we answer. The first whose parameters every offer allows is taken, the subject lacks support if none
   * is. `clientMaxWindowBits` needs the client to have offered client_max_window_bits.
   */
  readonly grant: readonly DeflateGrant[];
}

export interface DeflateGrant {
  readonly serverNoContextTakeover?: boolean;
  readonly clientNoContextTakeover?: boolean;
  readonly serverMaxWindowBits?: number;
  readonly clientMaxWindowBits?: number;
}

// ── What is expected ───────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Something that the subject did, or a mark of the script's, in the order in which it happened. Results keep the first
 * 4,096 octets of a payload; `length` says how many there were, if there were more.
 */
export type Observed =
  | {
      readonly kind: 'message';
      readonly type: 'text' | 'binary';
      readonly payload: Uint8Array;
      readonly length?: number;
    }
  | { readonly kind: 'ping' | 'pong'; readonly payload: Uint8Array; readonly length?: number }
  | { readonly kind: 'mark'; readonly name: string };

export type Expected =
  | { readonly kind: 'message'; readonly type: 'text' | 'binary'; readonly payload: Payload }
  | {
      readonly kind: 'ping' | 'pong';
      readonly payload: Payload;
      /** It may be left out in favour of a later one (RFC 6455 §5.5.3). At the end of an outcome it is not waited for. */
      readonly optional?: boolean;
    }
  | { readonly kind: 'mark'; readonly name: string };

/** One way for a case to go: exactly these events, in this order. */
export interface Outcome {
  readonly behavior: Exclude<Behavior, 'fail' | 'unsupported'>;
  readonly events: readonly Expected[];
  /** What it means, if it needs words: "The close frame was read before the message." */
  readonly meaning?: string;
}

export interface CloseExpectation {
  /**
   * Who ends the connection. `'us'`: when all events of an outcome have come, or the time is over, we send close 1000 (unless
   * the script has closed) and wait for the answer. `'subject'`: it has to close or drop the connection by itself.
   * `'either'`: whichever comes first is right.
   */
  readonly by: 'us' | 'subject' | 'either';
  /** Codes that the subject's close frame may have; 1005 for none. */
  readonly codes: readonly number[];
  /** Both close frames have to be exchanged; else dropping the connection is right, too. */
  readonly clean: boolean;
  /** Whatever happens is only reported: the RFC leaves it open. */
  readonly informational?: boolean;
}

// ── A case, and how it went ────────────────────────────────────────────────────────────────────────────────────────────────

export interface ConformanceCase {
  /** Autobahn's number (`7.7.4`) for groups up to 13; numbers of our own from 20 on. */
  readonly id: string;
  /** What is sent, in plain words. */
  readonly description: string;
  /** What the subject has to do, in plain words. */
  readonly expectation: string;
  /** `RFC 6455 §5.5.2` */
  readonly section: string;
  /** Which subjects it is for; both by default. */
  readonly side?: Side;
  readonly opening?: Opening;
  readonly deflate?: Deflate;
  readonly script: readonly Step[];
  /** Ways to go, best first; the first that matches counts. Anything else is a fail. */
  readonly outcomes: readonly Outcome[];
  readonly close: CloseExpectation;
  /** Milliseconds that the subject has to react, 2,000 by default; for a whole loop of `rounds`, 60,000. */
  readonly timeLimit?: number;
  /** Much work: it is run by itself, and its octets are left out of the wire log. */
  readonly heavy?: boolean;
  /** Whatever happens is only reported: the RFC leaves it open. */
  readonly informational?: boolean;
}

export interface CaseGroup {
  /** `7.7` */
  readonly id: string;
  readonly title: string;
  readonly cases: readonly ConformanceCase[];
}

/** One line of the wire log. */
export interface WireEntry {
  /** Milliseconds since the case began. */
  readonly at: number;
  /** Frames and octets from us (`out`) and from the subject (`in`), or a note of the script's. */
  readonly kind: 'frame-out' | 'frame-in' | 'octets-out' | 'octets-in' | 'note';
  /** Octets: their first 256, and how many there were. Frames: unmasked payload, likewise. Notes: none. */
  readonly octets: Uint8Array;
  readonly length: number;
  /** Frames only. */
  readonly frame?: {
    readonly opcode: number;
    readonly fin: boolean;
    readonly rsv: number;
    readonly masked: boolean;
    readonly maskingKey: number;
  };
  /** Notes only. */
  readonly note?: string;
}

export interface CaseResult {
  readonly id: string;
  readonly behavior: Behavior;
  readonly behaviorClose: CloseBehavior;
  /** What happened, in plain words. */
  readonly result: string;
  readonly resultClose: string;
  /** Section and plain words of the rule that the subject broke on the wire, if it did: `RFC 6455 §5.1: …`. */
  readonly broke: string;
  readonly observed: readonly Observed[];
  readonly wire: readonly WireEntry[];
  /** When the case began, as `Date.now()` gives it, and how many milliseconds it took. */
  readonly started: number;
  readonly duration: number;
  readonly localCloseCode: number | undefined;
  readonly remoteCloseCode: number | undefined;
  readonly remoteCloseReason: string;
  readonly closedBy: 'us' | 'subject' | 'nobody';
  readonly wasClean: boolean;
  /** The heads of the opening handshake, as text. */
  readonly httpRequest: string;
  readonly httpResponse: string;
}

/** What all cases said about one subject. */
export interface Run {
  /** The subject's name. */
  readonly agent: string;
  readonly side: Side;
  readonly started: number;
  /** Milliseconds. */
  readonly duration: number;
  readonly full: boolean;
  readonly results: readonly CaseResult[];
  /** Cases that were to run and did not, with the reason: the subject died, a client never asked for them. */
  readonly missing: readonly { readonly id: string; readonly reason: string }[];
}

/** Plays one case against one subject, from the first octet to the verdict. */
import type { Duplex } from 'node:stream';
import { type ConnectionFacts, judge, type Observation } from './judge.ts';
import type { CaseResult, ConformanceCase, Head, Observed } from './model.ts';
import type { OpeningFacts } from './opening-facts.ts';
import type { HeadRead } from './opening-head.ts';
import { type Destination, requestOpening } from './opening-request.ts';
import { answerOpening } from './opening-response.ts';
import { limitOf, type PlayContext, ScriptPlayer } from './player-script.ts';
import { Peer } from './wire.ts';
import { WireLog } from './wire-log.ts';

/** Connects to a server. */
export interface Dialer {
  /** @throws {Unreachable} if nobody is there */
  connect(): Promise<Duplex>;
  readonly destination: Destination;
}

/** Not even a transport: the subject is not there. */
export class Unreachable extends Error {}

/** @throws {Unreachable} */
export async function playServerCase(
  conformanceCase: ConformanceCase,
  { connect, destination }: Dialer,
  context: PlayContext,
): Promise<CaseResult> {
  const recording = new Recording(conformanceCase);
  const stream = await connect();
  try {
    const opening = await requestOpening(stream, conformanceCase, destination, limitOf(conformanceCase, context));
    const connection = opening.opened
      ? await playOpen(stream, 'client', conformanceCase, opening, opening.rest, recording.log, context)
      : undefined;
    return recording.result({ side: 'server', opening, connection });
  } finally {
    stream.destroy();
  }
}

/** @param request head of the client's opening handshake, which has been read from the stream */
export async function playClientCase(
  conformanceCase: ConformanceCase,
  stream: Duplex,
  request: HeadRead & { readonly head: Head },
  context: PlayContext,
): Promise<CaseResult> {
  const recording = new Recording(conformanceCase);
  try {
    const opening = await answerOpening(stream, conformanceCase, request);
    const connection = await playOpen(stream, 'server', conformanceCase, opening, request.rest, recording.log, context);
    return recording.result({ side: 'client', opening, connection });
  } finally {
    stream.destroy();
  }
}

async function playOpen(
  stream: Duplex,
  role: 'client' | 'server',
  conformanceCase: ConformanceCase,
  opening: OpeningFacts,
  rest: Uint8Array,
  log: WireLog,
  context: PlayContext,
): Promise<ConnectionFacts> {
  const peer = new Peer({ stream, role, log, agreement: opening.agreement });
  const changes = role === 'client' ? conformanceCase.opening?.request : conformanceCase.opening?.response;
  peer.noteSent(changes?.pipelined ?? []);
  const player = new ScriptPlayer(peer, conformanceCase, context);
  peer.startReading(rest);
  const played = await player.play(whatToPlay(conformanceCase, role, opening));
  const { events, closedBy, closeSent, closeReceived, transport, cutShort, fault, flood } = peer;
  return { ...played, events, closedBy, closeSent, closeReceived, transport, cutShort, fault, flood };
}

/** Whether there is a script to play, or only an end to wait for. */
function whatToPlay(
  { opening, deflate }: ConformanceCase,
  role: string,
  facts: OpeningFacts,
): 'script' | 'leave' | 'wait' {
  if (role === 'server' && opening?.expect.opens === false) return 'wait';
  const declined = deflate !== undefined && facts.agreement === undefined;
  return declined || facts.fault !== undefined ? 'leave' : 'script';
}

/** What is kept of a payload in a result: the report shows no more. */
const KEPT_OCTETS = 4_096;
const KEPT_EVENTS = 500;

class Recording {
  readonly log: WireLog;
  readonly #case: ConformanceCase;
  readonly #started = Date.now();
  readonly #begin = performance.now();

  constructor(conformanceCase: ConformanceCase) {
    this.#case = conformanceCase;
    this.log = new WireLog(conformanceCase.heavy !== true);
  }

  result(observation: Observation): CaseResult {
    const { opening, connection } = observation;
    return {
      id: this.#case.id,
      ...judge(this.#case, observation),
      observed: (connection?.events ?? []).slice(0, KEPT_EVENTS).map(cut),
      wire: this.log.entries,
      started: this.#started,
      duration: Math.round(performance.now() - this.#begin),
      localCloseCode: connection?.closeSent?.code,
      remoteCloseCode: connection?.closeReceived?.code,
      remoteCloseReason: connection?.closeReceived?.reason ?? '',
      closedBy: connection?.closedBy ?? 'nobody',
      wasClean: connection?.closeSent !== undefined && connection.closeReceived !== undefined,
      httpRequest: opening.httpRequest,
      httpResponse: opening.httpResponse,
    };
  }
}

/** Also a copy of what is kept: it may lie in a chunk of many more octets. */
function cut(event: Observed): Observed {
  if (event.kind === 'mark') return event;
  const payload = Uint8Array.prototype.slice.call(event.payload, 0, KEPT_OCTETS);
  return event.payload.length > KEPT_OCTETS
    ? { ...event, payload, length: event.payload.length }
    : { ...event, payload };
}

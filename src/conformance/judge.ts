/** Verdicts: from a case and what was observed to what the report says. No clock, no socket: a pure function. */
import { describeDifference, matchOutcomes } from './judge-outcomes.ts';
import type { Behavior, CaseResult, CloseBehavior, ConformanceCase, Observed, Side } from './model.ts';
import type { OpeningFacts } from './opening-facts.ts';
import type { Played } from './player-script.ts';
import type { CloseFrame, TransportEnd } from './wire.ts';
import type { WireFault } from './wire-reader.ts';

/** The open connection, if it came to that. */
export interface ConnectionFacts extends Played {
  readonly events: readonly Observed[];
  readonly closedBy: 'us' | 'subject' | 'nobody';
  readonly closeSent: CloseFrame | undefined;
  readonly closeReceived: CloseFrame | undefined;
  readonly transport: TransportEnd;
  /** What the subject was in the middle of when it ended the transport. */
  readonly cutShort: string;
  readonly fault: WireFault | undefined;
  readonly flood: string | undefined;
}

export interface Observation {
  readonly side: Side;
  readonly opening: OpeningFacts;
  /** Absent if no frame could be exchanged. */
  readonly connection: ConnectionFacts | undefined;
}

export type Verdict = Pick<CaseResult, 'behavior' | 'behaviorClose' | 'result' | 'resultClose' | 'broke'>;

interface Judged<Kind> {
  readonly verdict: Kind;
  readonly text: string;
}

type Judgement = Judged<Behavior>;
type CloseJudgement = Judged<CloseBehavior>;

export function judge(conformanceCase: ConformanceCase, observation: Observation): Verdict {
  const opening = judgeOpening(conformanceCase, observation);
  const { connection } = observation;
  const both = opening ?? (connection === undefined ? notOpen(observation) : undefined);
  const { behavior, close } = both ?? judgeConnection(conformanceCase, connection as ConnectionFacts); // else notOpen()
  return {
    behavior: behavior.verdict,
    result: behavior.text,
    behaviorClose: close.verdict,
    resultClose: close.text,
    broke: brokenRule(observation),
  };
}

interface Both {
  readonly behavior: Judgement;
  readonly close: CloseJudgement;
}

function both(verdict: Behavior & CloseBehavior, text: string, closeText: string): Both {
  return { behavior: { verdict, text }, close: { verdict, text: closeText } };
}

/** How the connection ended, where it did not open. */
export const NOTHING_TO_CLOSE = 'There was no connection to close.';

function brokenRule({ opening, connection }: Observation): string {
  const fault = opening.fault ?? connection?.fault;
  return fault === undefined ? '' : `${fault.section}: ${fault.text}`;
}

function notOpen({ opening }: Observation): Both {
  const why = opening.fault?.text ?? `It ${opening.problem}.`;
  return both('fail', `The connection did not open. ${why}`, NOTHING_TO_CLOSE);
}

/** What the opening handshake alone decides; undefined if the rest of the case has to. */
function judgeOpening(conformanceCase: ConformanceCase, observation: Observation): Both | undefined {
  const { opening, side, connection } = observation;
  const expect = conformanceCase.opening?.expect;
  const headFault = opening.head === undefined ? undefined : expect?.fault?.(opening.head);
  if (headFault !== undefined) return both('fail', headFault, NOTHING_TO_CLOSE);
  if (expect !== undefined && (expect.opens !== true || side === 'server')) {
    const refused =
      side === 'server' ? serverRefusal(observation, expect) : clientRefusal(observation, conformanceCase.opening);
    if (refused !== undefined) return refused;
  }
  if (opening.fault !== undefined) return both('fail', opening.fault.text, NOTHING_TO_CLOSE);
  if (conformanceCase.deflate !== undefined && opening.opened && opening.agreement === undefined) {
    const text =
      side === 'server'
        ? 'The server declined permessage-deflate as offered.'
        : 'The client offered no such permessage-deflate.';
    return { behavior: { verdict: 'unsupported', text }, close: { verdict: 'unsupported', text } };
  }
  return opening.opened && connection !== undefined ? undefined : notOpen(observation);
}

type Expect = NonNullable<ConformanceCase['opening']>['expect'];

function serverRefusal({ opening }: Observation, { opens, otherwise, status }: Expect): Both | undefined {
  if (opening.status === 101) {
    return opens === false
      ? both('fail', 'The server opened the connection; it has to refuse.', NOTHING_TO_CLOSE)
      : undefined;
  }
  const how = `The server did not open the connection: it ${opening.problem}.`;
  if (opens === true) return otherwise === undefined || opening.fault !== undefined ? undefined : acceptable(how);
  if (opening.silent) return acceptable(`${how} It left us waiting, too.`);
  if (status === undefined || (opening.status !== undefined && status.includes(opening.status))) {
    return both('pass', how, NOTHING_TO_CLOSE);
  }
  return acceptable(`${how} The status should be ${status.join(' or ')}.`);
}

function acceptable(text: string): Both {
  return { behavior: { verdict: 'acceptable', text }, close: { verdict: 'pass', text: NOTHING_TO_CLOSE } };
}

/** A client refuses by leaving: it has to fail the connection (RFC 6455 §4.1), and no message may come from it. */
function clientRefusal({ connection }: Observation, ours: ConformanceCase['opening']): Both | undefined {
  if (connection === undefined || ours === undefined) return undefined;
  const { opens } = ours.expect;
  const declined = (ours.response?.status ?? 101) !== 101;
  const { events, transport, closeReceived, fault } = connection;
  const spoke = events.some(({ kind }) => kind !== 'mark');
  if (opens === 'either') {
    const left = !spoke && closeReceived === undefined && connection.closeSent === undefined && transport !== 'open';
    return left ? both('pass', 'The client refused the connection, which is right, too.', NOTHING_TO_CLOSE) : undefined;
  }
  if (spoke) return both('fail', 'The client took the connection for open; it has to fail it.', NOTHING_TO_CLOSE);
  if (fault !== undefined) return both('fail', fault.text, NOTHING_TO_CLOSE);
  if (closeReceived !== undefined) {
    return acceptable(`The client failed the connection with a close frame, code ${closeReceived.code}.`);
  }
  if (transport === 'open' && declined) {
    return both('pass', 'The client keeps the transport for another request, as HTTP allows it to.', NOTHING_TO_CLOSE);
  }
  if (transport === 'open') return both('fail', 'The client neither failed nor used the connection.', NOTHING_TO_CLOSE);
  return both('pass', 'The client failed the connection.', NOTHING_TO_CLOSE);
}

function judgeConnection(conformanceCase: ConformanceCase, facts: ConnectionFacts): Both {
  return { behavior: judgeBehavior(conformanceCase, facts), close: judgeClose(conformanceCase, facts) };
}

function judgeBehavior({ outcomes, informational }: ConformanceCase, facts: ConnectionFacts): Judgement {
  const { fault, flood, roundsFault, events } = facts;
  if (fault !== undefined && !fault.closing)
    return { verdict: 'fail', text: `It broke a rule of the wire. ${fault.text}` };
  if (flood !== undefined) return { verdict: 'fail', text: `${flood} We ended the connection.` };
  const outcome = roundsFault === undefined ? matchOutcomes(outcomes, events) : undefined;
  if (outcome !== undefined) {
    const text = outcome.meaning ?? 'Everything came as expected.';
    return { verdict: informational === true ? 'informational' : outcome.behavior, text };
  }
  const [best] = outcomes;
  const text = roundsFault ?? (best === undefined ? 'Nothing was expected of it.' : describeDifference(best, events));
  if (informational === true) return { verdict: 'informational', text };
  return { verdict: best === undefined ? 'pass' : 'fail', text: `${text}${endingOf(facts)}` };
}

/** If messages are missing, how the subject ended the connection is half of the answer. */
function endingOf({ closedBy, transport, closeReceived, cutShort }: ConnectionFacts): string {
  if (closedBy !== 'subject') return '';
  if (closeReceived !== undefined)
    return ` It closed with ${closeReceived.code} ${closeReceived.reason}`.trimEnd().concat('.');
  if (transport === 'reset') return ' It reset the connection.';
  if (transport === 'ended')
    return ` It dropped the connection${cutShort === '' ? '' : ` in the middle of ${cutShort}`}.`;
  return '';
}

function judgeClose({ close, informational }: ConformanceCase, facts: ConnectionFacts): CloseJudgement {
  const judgement = strictClose(close, facts);
  const open = close.informational === true || (informational === true && judgement.verdict !== 'pass');
  return open ? { ...judgement, verdict: 'informational' } : judgement;
}

function strictClose(close: ConformanceCase['close'], facts: ConnectionFacts): CloseJudgement {
  const { closedBy, closeSent, closeReceived, fault, flood, neverClosed, neverEnded } = facts;
  const clean = closeSent !== undefined && closeReceived !== undefined;
  if (fault !== undefined) return { verdict: 'fail', text: fault.text };
  if (flood !== undefined) return { verdict: 'fail', text: flood };
  const wrong = wrongSide(close.by, closedBy);
  if (neverClosed) return neverAnswered(close, closeSent);
  if (wrong !== undefined) return { verdict: 'fail', text: wrong };
  if (close.clean && !clean) {
    return { verdict: 'unclean', text: 'The connection was dropped; both close frames have to be exchanged here.' };
  }
  if (closeReceived !== undefined && !close.codes.includes(closeReceived.code)) {
    const codes = close.codes.map(codeName).join(' or ');
    return {
      verdict: 'wrong-code',
      text: `The close frame has ${codeName(closeReceived.code)}; it should have ${codes}.`,
    };
  }
  if (neverEnded)
    return { verdict: 'fail', text: 'The server did not end the TCP connection after the closing handshake.' };
  const code = closeReceived === undefined ? 'dropped, as it may be' : `closed with ${codeName(closeReceived.code)}`;
  return { verdict: 'pass', text: `The connection was ${code}.` };
}

function codeName(code: number): string {
  return code === 1005 ? 'no code' : `code ${code}`;
}

function wrongSide(by: string, closedBy: ConnectionFacts['closedBy']): string | undefined {
  return by === 'us' && closedBy === 'subject' ? 'The subject ended the connection; it had no reason to.' : undefined;
}

function neverAnswered(close: ConformanceCase['close'], closeSent: CloseFrame | undefined): CloseJudgement {
  if (closeSent === undefined) return { verdict: 'fail', text: 'The subject did not close the connection; it has to.' };
  const text = 'Our close frame was not answered in time.';
  return { verdict: close.clean ? 'unclean' : 'fail', text };
}

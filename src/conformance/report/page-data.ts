/** What the page carries, out of runs and cases. */
import type {
  CaseGroup,
  CaseResult,
  CloseExpectation,
  ConformanceCase,
  Expected,
  Observed,
  Run,
  WireEntry,
} from '../model.ts';
import { familyOf, familyTitle, type ReportCase, reportGroups } from './catalogue.ts';
import { excerptOf } from './excerpt.ts';
import { type Detail, FIN, type Line, MASKED, type PageCase, type PageData } from './page/data.ts';
import { previewOf } from './page/octets.ts';
import { verdictsOf } from './summary.ts';
import { verdictOf } from './verdict.ts';

/** How much of a wire log the page carries: of a case that somebody will look at, more. */
interface Room {
  readonly lines: number;
  readonly octets: number;
}

const roomOfPass: Room = { lines: 40, octets: 48 };
const roomOfOthers: Room = { lines: 300, octets: 256 };

/** Characters of a head: there are cases with a megabyte of them. */
const HEAD = 4000;

/** Events of a case that are listed. */
const EVENTS = 50;

export function pageData(runs: readonly Run[], groups: readonly CaseGroup[], written: Date): PageData {
  return {
    written: written.toISOString(),
    subjects: runs.map((run) => {
      const { agent, side, started, duration, full } = run;
      return { agent, side, started, duration, full, verdicts: Object.fromEntries(verdictsOf(run)) };
    }),
    groups: reportGroups(runs, groups).map(({ id, title, cases }) => ({
      id,
      title,
      family: `${familyOf(id)} ${familyTitle(familyOf(id))}`.trim(),
      cases: cases.map(pageCase),
    })),
  };
}

function pageCase({ id, conformanceCase }: ReportCase): PageCase {
  if (conformanceCase === undefined) {
    return { id, description: '', expectation: '', section: '', outcomes: [], close: '' };
  }
  const { description, expectation, section, close } = conformanceCase;
  // A connection that must not open has nothing to expect of it.
  const neverOpens = conformanceCase.opening?.expect.opens === false;
  const whenOpen = neverOpens
    ? { outcomes: [], close: '' }
    : { outcomes: outcomesOf(conformanceCase), close: closeText(close) };
  return { id, description, expectation, section, ...whenOpen };
}

function outcomesOf({ outcomes, informational }: ConformanceCase): PageCase['outcomes'] {
  return outcomes.map(({ behavior, meaning, events }) => ({
    verdict: informational === true ? 'informational' : behavior,
    meaning: meaning ?? '',
    events: eventLines(events),
  }));
}

function closeText({ by, codes, clean, informational }: CloseExpectation): string {
  const who = { us: 'wirechart closes', subject: 'the subject ends the connection', either: 'either side closes' }[by];
  const allowed = codes.map((code) => (code === 1005 ? 'no code' : String(code))).join(', ');
  const how = clean ? 'with the closing handshake' : 'or drops the connection';
  const open = informational === true ? '; only reported' : '';
  return `${who}${allowed === '' ? '' : `, ${allowed}`}, ${how}${open}`;
}

function eventLines(events: readonly (Expected | Observed)[]): string[] {
  const lines = events.slice(0, EVENTS).map(eventLine);
  return events.length > EVENTS ? [...lines, `… and ${events.length - EVENTS} more`] : lines;
}

function eventLine(event: Expected | Observed): string {
  if (event.kind === 'mark') return `still connected: ${event.name}`;
  const kind = event.kind === 'message' ? event.type : event.kind;
  return `${kind} ${previewOf(excerptOf(event, 64), 32)}`;
}

/** The details of one subject, by case. */
export function detailsOf(run: Run): Readonly<Record<string, Detail>> {
  return Object.fromEntries([
    ...run.missing.map(({ id, reason }) => [id, notRun(reason)] as const),
    ...run.results.map((result) => [result.id, detailOf(result)] as const),
  ]);
}

function notRun(reason: string): Detail {
  const none = { result: reason, resultClose: '', broke: '', request: '', response: '' };
  return { behavior: 'missing', behaviorClose: '', ...none, events: [], duration: 0, facts: [], wire: [], cut: 0 };
}

function detailOf(result: CaseResult): Detail {
  const room = verdictOf(result) === 'pass' ? roomOfPass : roomOfOthers;
  return {
    behavior: result.behavior,
    behaviorClose: result.behaviorClose,
    result: result.result,
    resultClose: result.resultClose,
    broke: result.broke,
    events: eventLines(result.observed),
    duration: Math.round(result.duration),
    facts: factsOf(result),
    request: headText(result.httpRequest),
    response: headText(result.httpResponse),
    wire: result.wire.slice(0, room.lines).map((entry) => lineOf(entry, room)),
    cut: Math.max(0, result.wire.length - room.lines),
  };
}

function headText(head: string): string {
  const more = head.length - HEAD;
  return more <= 0 ? head : `${head.slice(0, HEAD)}\n… ${more.toLocaleString('en')} more characters`;
}

function factsOf(result: CaseResult): Detail['facts'] {
  const closedBy = { us: 'wirechart', subject: 'the subject', nobody: 'nobody' }[result.closedBy];
  return [
    ['Closed by', closedBy],
    ['Cleanly', result.wasClean ? 'yes' : 'no'],
    ['Code sent', codeText(result.localCloseCode)],
    ['Code received', codeText(result.remoteCloseCode)],
    ...(result.remoteCloseReason === '' ? [] : [['Reason received', result.remoteCloseReason] as const]),
  ];
}

function codeText(code: number | undefined): string {
  return code === undefined ? 'none' : String(code);
}

function lineOf(entry: WireEntry, room: Room): Line {
  const at = Math.round(entry.at * 10) / 10;
  const { kind, frame, length } = entry;
  if (kind === 'note') return [at, 4, entry.note ?? ''];
  const octets = Buffer.from(entry.octets.subarray(0, room.octets)).toString('base64');
  if (kind === 'octets-in' || kind === 'octets-out') return [at, kind === 'octets-out' ? 2 : 3, octets, length];
  const direction = kind === 'frame-out' ? 0 : 1;
  if (frame === undefined) return [at, direction, octets, length, 0, FIN, 0];
  const bits = frame.rsv | (frame.fin ? FIN : 0) | (frame.masked ? MASKED : 0);
  return [at, direction, octets, length, frame.opcode, bits, frame.maskingKey];
}

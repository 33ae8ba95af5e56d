/**
 * The JSON files that Autobahn's testsuite writes, in its shape and with its words, so that scripts and dashboards that read
 * those go on working: an index of verdicts, and a file per subject and case.
 */
import type {
  Behavior,
  CaseGroup,
  CaseResult,
  CloseBehavior,
  ConformanceCase,
  Expected,
  Observed,
  Run,
} from '../model.ts';
import { closeReasonOf, frameStats, loggedOctets, loggedText, octetStats, wireLog } from './autobahn-wire.ts';
import { type ReportCase, reportGroups } from './catalogue.ts';
import { excerptOf, type WithPayload } from './excerpt.ts';
import { agentFileNames, caseFileName } from './file-names.ts';

export const behaviorWords: Readonly<Record<Behavior, string>> = {
  pass: 'OK',
  acceptable: 'NON-STRICT',
  informational: 'INFORMATIONAL',
  fail: 'FAILED',
  unsupported: 'UNIMPLEMENTED',
};

/** Autobahn's FAILED BY CLIENT has no counterpart: who ends the transport is judged by cases of its own. */
const closeWords: Readonly<Record<CloseBehavior, string>> = {
  pass: 'OK',
  'wrong-code': 'WRONG CODE',
  unclean: 'UNCLEAN',
  fail: 'FAILED',
  informational: 'INFORMATIONAL',
  unsupported: 'UNIMPLEMENTED',
};

interface File {
  readonly name: string;
  readonly text: string;
}

/** index.json, then the files of the cases. */
export function autobahnFiles(runs: readonly Run[], groups: readonly CaseGroup[]): File[] {
  const names = agentFileNames(runs.map(({ agent }) => agent));
  const index: [agent: string, cases: Record<string, unknown>][] = [];
  const files: File[] = [];
  for (const run of runs) {
    const reported = new Map(reportGroups([run], groups).flatMap(({ cases }) => cases.map((each) => [each.id, each])));
    const entries: [id: string, entry: unknown][] = [];
    for (const result of [...run.results, ...run.missing.map((each) => notRun(each, run.started))]) {
      // Every agent was given a name above, and every id of a run has its place in the groups.
      const name = caseFileName(names.get(run.agent) as string, result.id);
      const report = caseReport(run, reported.get(result.id) as ReportCase, result);
      const { behavior, behaviorClose, duration, remoteCloseCode } = report;
      entries.push([result.id, { behavior, behaviorClose, duration, remoteCloseCode, reportfile: name }]);
      files.push({ name, text: jsonText(report) });
    }
    index.push([run.agent, Object.fromEntries(entries)]);
  }
  return [{ name: 'index.json', text: jsonText(Object.fromEntries(index)) }, ...files];
}

/** A case that did not run has not passed: a script that counts failures has to see it. */
function notRun({ id, reason }: Run['missing'][number], started: number): CaseResult {
  return {
    id,
    behavior: 'fail',
    behaviorClose: 'fail',
    result: `Not run: ${reason}`,
    resultClose: `Not run: ${reason}`,
    broke: '',
    observed: [],
    wire: [],
    started,
    duration: 0,
    localCloseCode: undefined,
    remoteCloseCode: undefined,
    remoteCloseReason: '',
    closedBy: 'nobody',
    wasClean: false,
    httpRequest: '',
    httpResponse: '',
  };
}

function caseReport(run: Run, { number, conformanceCase }: ReportCase, result: CaseResult) {
  const weAreServer = run.side === 'client';
  const closedByMe = result.closedBy === 'us';
  const answered = (weAreServer ? result.httpRequest : result.httpResponse) !== '';
  return {
    agent: run.agent,
    behavior: behaviorWords[result.behavior],
    behaviorClose: closeWords[result.behaviorClose],
    case: number,
    closedByMe,
    createStats: true,
    createWirelog: conformanceCase?.heavy !== true,
    description: conformanceCase?.description ?? '',
    // The server ends the transport after a clean close (RFC 6455 §7.1.1).
    droppedByMe: result.wasClean ? weAreServer : closedByMe,
    duration: Math.round(result.duration),
    expectation: conformanceCase?.expectation ?? '',
    expected: conformanceCase === undefined ? {} : expectedEvents(conformanceCase),
    expectedClose: conformanceCase === undefined ? {} : expectedClose(conformanceCase),
    failedByMe: closedByMe && result.broke !== '',
    httpRequest: result.httpRequest,
    httpResponse: result.httpResponse,
    id: result.id,
    isServer: weAreServer,
    localCloseCode: result.localCloseCode ?? null,
    localCloseReason: closeReasonOf(result.wire),
    received: result.observed.map((event) => eventTuple(event)),
    remoteCloseCode: result.remoteCloseCode ?? null,
    remoteCloseReason: result.remoteCloseCode === undefined ? null : result.remoteCloseReason,
    reportCompressionRatio: false,
    reportTime: conformanceCase?.heavy === true,
    result: result.result,
    resultClose: result.resultClose,
    rxFrameStats: frameStats(result.wire, 'frame-in'),
    rxOctetStats: octetStats(result.wire, 'octets-in'),
    started: new Date(result.started).toISOString(),
    trafficStats: null,
    txFrameStats: frameStats(result.wire, 'frame-out'),
    txOctetStats: octetStats(result.wire, 'octets-out'),
    wasClean: result.wasClean,
    wasCloseHandshakeTimeout: answered && closedByMe && !result.wasClean && result.remoteCloseCode === undefined,
    wasNotCleanReason: result.wasClean ? null : result.resultClose,
    wasOpenHandshakeTimeout: closedByMe && !answered,
    wasServerConnectionDropTimeout: false,
    wirelog: wireLog(result.wire),
  };
}

/** Autobahn knows one list of events for a verdict: ours are in order, so it gets the first. */
function expectedEvents({ outcomes }: ConformanceCase): Record<string, unknown> {
  const lists: Record<string, unknown> = {};
  for (const { behavior, events } of outcomes) {
    lists[behaviorWords[behavior]] ??= events.map((event) => eventTuple(event));
  }
  return lists;
}

function expectedClose({ close }: ConformanceCase): unknown {
  return { closeCode: close.codes, closedByMe: close.by === 'us', requireClean: close.clean };
}

/** `["message", payload, binary]`, `["ping", payload]`, and `["timeout", name]` for a mark. */
function eventTuple(event: Expected | Observed): unknown[] {
  switch (event.kind) {
    case 'message':
      return [event.kind, logged(event), event.type === 'binary'];
    case 'ping':
    case 'pong':
      return [event.kind, logged(event)];
    case 'mark':
      return ['timeout', event.name];
  }
}

function logged(event: WithPayload): string {
  const excerpt = excerptOf(event, 64);
  return loggedText(excerpt) ?? `0x${loggedOctets(excerpt)}`;
}

/** As Autobahn writes it: keys sorted, indented by three blanks, ASCII only. */
function jsonText(value: unknown): string {
  const text = JSON.stringify(value, (_, each: unknown) => (isRecord(each) ? sorted(each) : each), 3);
  return text.replaceAll(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function sorted(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

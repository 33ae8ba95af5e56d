/** Runs the suite as the command line has it. */
import {
  type ClientRuns,
  conformClient,
  conformServer,
  groups,
  type Run,
  type RunOptions,
  SelectionError,
  type Side,
  selectCases,
} from '../conformance/index.ts';
import { ConformProgress } from './conform-progress.ts';
import { checkBaseline, conclude, listCases, type Wishes } from './conform-summary.ts';
import { headerOf, trustOf } from './connect-command.ts';
import { paint, printJson, status } from './screen.ts';
import { type Parsed, UsageError } from './usage.ts';

export async function list(side: Side | undefined, parsed: Parsed): Promise<number> {
  const cases = await argumentsChecked(() => selectCases(groups, side, selectionOf(parsed)));
  return listCases(cases, parsed.flag('json'));
}

export async function runServer(url: string, parsed: Parsed): Promise<number> {
  const wishes = wishesOf(parsed);
  const agent = parsed.text('agent');
  const parallel = parsed.number('parallel');
  const progress = new ConformProgress();
  const run = await argumentsChecked(() =>
    conformServer(url, {
      ...runOptions(parsed, progress),
      ...(agent === undefined ? {} : { agent }),
      ...(parallel === undefined ? {} : { parallel: positive(parallel, 'parallel') }),
      headers: parsed.list('header').map(headerOf),
      tls: trustOf(parsed),
    }),
  ).finally(() => progress.end());
  return conclude([run], wishes);
}

/** A URL that cannot be one is a wrong argument, and so is a pattern that fits no case. */
async function argumentsChecked<Result>(work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SelectionError) throw new UsageError(error.message);
    if (error instanceof TypeError && error.message.startsWith('url: ')) throw new UsageError(error.message);
    throw error;
  }
}

export async function runClient(parsed: Parsed): Promise<number> {
  const wishes = wishesOf(parsed);
  const command = parsed.text('command');
  const host = parsed.text('host');
  const numbers = { port: parsed.number('port'), agents: parsed.number('agents'), timeout: parsed.number('timeout') };
  const progress = new ConformProgress();
  const { runs, ended, exitStatus } = await argumentsChecked(() =>
    conformClient({
      ...runOptions(parsed, progress),
      ...(command === undefined ? {} : { command }),
      ...(host === undefined ? {} : { host }),
      ...(numbers.port === undefined ? {} : { port: numbers.port }),
      ...(numbers.agents === undefined ? {} : { agents: positive(numbers.agents, 'agents') }),
      ...(numbers.timeout === undefined ? {} : { timeout: numbers.timeout }),
      onListening: (url, count) => status(`${paint('bold', url)} waits for clients: ${count} cases`),
    }),
  ).finally(() => progress.end());
  sayHowItEnded(runs, ended, exitStatus);
  if (runs.length === 0) {
    if (wishes.json) printJson({ ok: false, runs: [] });
    return 1;
  }
  const failed = exitStatus !== undefined && exitStatus !== 0;
  return Math.max(await conclude(runs, wishes), failed || ended === 'timeout' ? 1 : 0);
}

function sayHowItEnded(runs: readonly Run[], ended: ClientRuns['ended'], exitStatus: number | null | undefined): void {
  if (exitStatus === null) status(paint('red', 'the command was ended by a signal, or could not be started'));
  else if (exitStatus !== undefined && exitStatus !== 0)
    status(paint('red', `the command ended with status ${exitStatus}`));
  if (ended === 'stopped') status(paint('red', 'the run was stopped'));
  if (ended === 'timeout') status(paint('red', 'the run ended as nobody came any more: see --timeout'));
  if (runs.length === 0) status(paint('red', 'no client asked for a case: does it connect to the URL above?'));
}

function runOptions(parsed: Parsed, progress: ConformProgress): RunOptions {
  const caseTimeout = parsed.number('case-timeout');
  return {
    ...selectionOf(parsed),
    full: parsed.flag('full'),
    signal: interrupted(),
    ...(caseTimeout === undefined ? {} : { caseTimeout: positive(caseTimeout, 'case-timeout') }),
    onResult: (result, at) => progress.show(result, at),
  };
}

/** Ctrl+C ends the run early, and what there is, is told; a second one ends the process at once. */
function interrupted(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      stop.abort();
    });
  }
  return stop.signal;
}

function positive(value: number, name: string): number {
  if (value >= 1 && Number.isSafeInteger(value)) return value;
  throw new UsageError(`--${name} takes a whole number from 1 on, not ${value}`);
}

function selectionOf(parsed: Parsed): { cases?: string[]; exclude?: string[] } {
  const listOf = (name: string) =>
    parsed
      .text(name)
      ?.split(',')
      .map((each) => each.trim());
  const cases = listOf('cases');
  const exclude = listOf('exclude');
  return { ...(cases === undefined ? {} : { cases }), ...(exclude === undefined ? {} : { exclude }) };
}

function wishesOf(parsed: Parsed): Wishes {
  const wishes = {
    json: parsed.flag('json'),
    report: parsed.text('report'),
    baseline: parsed.text('baseline'),
    writeBaseline: parsed.text('write-baseline'),
  };
  checkBaseline(wishes);
  return wishes;
}

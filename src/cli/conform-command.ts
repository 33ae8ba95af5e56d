/** `wirechart conform server URL` and `wirechart conform client`: the conformance suite, against anybody. */
import { readFileSync } from 'node:fs';
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
import { paint, status } from './screen.ts';
import { type Command, type Parsed, parse, UsageError } from './usage.ts';

export const conformCommand: Command = {
  name: 'conform',
  summary: 'tests whether a server, or a client, speaks WebSocket as the RFCs have it',
  usage: 'server URL [options]\n       wirechart conform client [options]',
  options: {
    cases: { type: 'string', value: 'LIST', help: 'cases to run, such as 1.*,7.7 (all)' },
    exclude: { type: 'string', value: 'LIST', help: 'cases to leave out' },
    list: { type: 'boolean', help: 'list the cases instead of running them' },
    full: { type: 'boolean', help: 'send as many messages as Autobahn does in 12.* and 13.* (minutes)' },
    'case-timeout': { type: 'string', value: 'MS', help: 'for the subject to react (2000)' },
    json: { type: 'boolean', help: 'what came out as JSON on standard output' },
    report: { type: 'string', value: 'DIR', help: 'write HTML, JUnit’s XML and Autobahn’s JSON there' },
    baseline: { type: 'string', value: 'FILE', help: 'compare with it: only what got worse is a failure' },
    'write-baseline': { type: 'string', value: 'FILE', help: 'write what came out as a baseline' },
    config: { type: 'string', value: 'FILE', help: 'JSON with any of these options by their names' },
    agent: { type: 'string', value: 'NAME', help: 'server: its name in reports (its address)' },
    parallel: { type: 'string', value: 'N', help: 'server: cases at a time (8)' },
    header: { type: 'string', short: 'H', multiple: true, value: "'N: V'", help: 'server: header field to send' },
    ca: { type: 'string', value: 'FILE', help: 'server: certificate authority (PEM) to trust' },
    insecure: { type: 'boolean', help: 'server: do not check its certificate' },
    port: { type: 'string', short: 'p', value: 'PORT', help: 'client: port to listen on (9001; 0 takes a free one)' },
    host: { type: 'string', value: 'ADDRESS', help: 'client: address to listen on (127.0.0.1)' },
    command: { type: 'string', value: 'COMMAND', help: 'client: starts it, with $WIRECHART_CONFORM_URL' },
    agents: { type: 'string', value: 'N', help: 'client: how many have to come (1; all that the command is)' },
    timeout: { type: 'string', value: 'MS', help: 'client: silence after which the run ends (60000; off)' },
  },
  notes: `A server under test echoes messages. A client under test follows Autobahn's loop: it connects to /getCaseCount,
to /runCase?case=N&agent=NAME for each case, where it echoes messages, and to /updateReports?agent=NAME.

    wirechart conform server ws://127.0.0.1:8080 --cases 1.*,7.7 --report reports
    wirechart conform client --command 'node driver.js' --baseline baseline.json

Where several clients come, {agent} in the name of a baseline stands for the name of each.
The exit status is 0 if no case failed, 1 if one did or was not run (with a baseline: if one got worse, or a case that
is not in it failed), 2 if the command line is wrong.`,
  run,
};

async function run(args: string[]): Promise<number> {
  const parsed = withConfig(args);
  const [side, ...rest] = parsed.positionals;
  try {
    if (parsed.flag('list'))
      return listCases(selectCases(groups, sideOf(side, true), selectionOf(parsed)), parsed.flag('json'));
    return sideOf(side, false) === 'server' ? await runServer(rest, parsed) : await runClient(rest, parsed);
  } catch (error) {
    if (error instanceof SelectionError) throw new UsageError(error.message);
    throw error;
  }
}

function sideOf(text: string | undefined, mayBeAbsent: boolean): Side | undefined {
  if (text === 'server' || text === 'client' || (text === undefined && mayBeAbsent)) return text;
  const given = text === undefined ? '' : `, not ${JSON.stringify(text)}`;
  throw new UsageError(`conform tests a server or a client${given}: conform server URL, or conform client`);
}

const onlyFor: Readonly<Record<Side, readonly string[]>> = {
  server: ['agent', 'parallel', 'ca'],
  client: ['port', 'host', 'command', 'agents', 'timeout'],
};

function refuseOptionsOf(side: Side, parsed: Parsed): void {
  const stray = onlyFor[side].find((name) => parsed.text(name) !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray} is for conform ${side}`);
}

async function runServer([url, surplus]: readonly string[], parsed: Parsed): Promise<number> {
  if (url === undefined) throw new UsageError('conform server needs a URL, like ws://127.0.0.1:8080');
  if (surplus !== undefined) throw new UsageError(`conform server takes one URL; what is ${JSON.stringify(surplus)}?`);
  refuseOptionsOf('client', parsed);
  const wishes = wishesOf(parsed);
  const agent = parsed.text('agent');
  const parallel = parsed.number('parallel');
  const progress = new ConformProgress();
  const run = await urlChecked(() =>
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

/** A URL that cannot be one is a wrong argument. */
async function urlChecked(work: () => Promise<Run>): Promise<Run> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith('url: ')) throw new UsageError(error.message);
    throw error;
  }
}

async function runClient([surplus]: readonly string[], parsed: Parsed): Promise<number> {
  if (surplus !== undefined) throw new UsageError(`conform client takes no argument: ${JSON.stringify(surplus)}`);
  refuseOptionsOf('server', parsed);
  const wishes = wishesOf(parsed);
  const command = parsed.text('command');
  const host = parsed.text('host');
  const numbers = { port: parsed.number('port'), agents: parsed.number('agents'), timeout: parsed.number('timeout') };
  const progress = new ConformProgress();
  const { runs, ended, exitStatus } = await conformClient({
    ...runOptions(parsed, progress),
    ...(command === undefined ? {} : { command }),
    ...(host === undefined ? {} : { host }),
    ...(numbers.port === undefined ? {} : { port: numbers.port }),
    ...(numbers.agents === undefined ? {} : { agents: positive(numbers.agents, 'agents') }),
    ...(numbers.timeout === undefined ? {} : { timeout: numbers.timeout }),
    onListening: (url, count) => {
      status(`${paint('bold', url)} waits for clients: ${count} cases`);
    },
  }).finally(() => progress.end());
  sayHowItEnded(runs, ended, exitStatus);
  if (runs.length === 0) return 1;
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
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
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

/** Options of the file come first, so that those of the command line win. */
function withConfig(args: string[]): Parsed {
  const given = parse(conformCommand, args);
  const file = given.text('config');
  return file === undefined ? given : parse(conformCommand, [...configArguments(file), ...args]);
}

function configArguments(file: string): string[] {
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--config: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw new UsageError(`--config: ${file} holds no JSON object`);
  }
  return Object.entries(config).flatMap(([name, value]) => configArgument(file, name, value));
}

function configArgument(file: string, name: string, value: unknown): string[] {
  const option = Object.hasOwn(conformCommand.options, name) ? conformCommand.options[name] : undefined;
  if (option === undefined || name === 'config') {
    throw new UsageError(`--config: ${file} has ${JSON.stringify(name)}, which is no option`);
  }
  if (option.type === 'boolean' && typeof value === 'boolean') return value ? [`--${name}`] : [];
  const values = Array.isArray(value) ? value : [value];
  if (option.type === 'boolean' || !values.every((each) => typeof each === 'string' || typeof each === 'number')) {
    throw new UsageError(`--config: ${file} has a wrong value for ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  }
  return option.multiple === true ? values.map((each) => `--${name}=${each}`) : [`--${name}=${values.join(',')}`];
}

/** `wirechart conform server URL` and `wirechart conform client`: what may be asked for, and how. */
import { readFileSync } from 'node:fs';
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

type Side = 'server' | 'client';

async function run(args: string[]): Promise<number> {
  const parsed = withConfig(args);
  const [side, url, surplus] = parsed.positionals;
  const list = parsed.flag('list');
  checkSubject(parsed, list);
  // The suite has many cases, some of them made from the machines: only who wants it waits for it.
  const { list: listAll, runClient, runServer } = await import('./conform-run.ts');
  if (list) return listAll(side === 'server' || side === 'client' ? side : undefined, parsed);
  if (surplus !== undefined) throw new UsageError(`conform server takes one URL; what is ${JSON.stringify(surplus)}?`);
  return url === undefined ? runClient(parsed) : runServer(url, parsed);
}

/** @throws {UsageError} unless it is a server with its URL, or a client, and the options are for it */
function checkSubject({ positionals, text }: Parsed, list: boolean): void {
  const [side, url] = positionals;
  if (side === undefined && list) return;
  if (side !== 'server' && side !== 'client') {
    const given = side === undefined ? '' : `, not ${JSON.stringify(side)}`;
    throw new UsageError(`conform tests a server or a client${given}: conform server URL, or conform client`);
  }
  if (side === 'server' && url === undefined && !list) {
    throw new UsageError('conform server needs a URL, like ws://127.0.0.1:8080');
  }
  if (side === 'client' && url !== undefined) {
    throw new UsageError(`conform client takes no argument: ${JSON.stringify(url)}`);
  }
  const other: Side = side === 'server' ? 'client' : 'server';
  const stray = onlyFor[other].find((name) => text(name) !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray} is for conform ${other}`);
}

const onlyFor: Readonly<Record<Side, readonly string[]>> = {
  server: ['agent', 'parallel', 'ca'],
  client: ['port', 'host', 'command', 'agents', 'timeout'],
};

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

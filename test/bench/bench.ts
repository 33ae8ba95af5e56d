/** The command behind `npm run bench`. */
import { parseArgs } from 'node:util';
import { decode, type Effort } from './decode.ts';
import { deflate } from './deflate.ts';
import { echo } from './echo.ts';
import { events } from './events.ts';
import { memory } from './memory.ts';
import { type Row, table } from './report.ts';
import { send } from './send.ts';

const usage = `npm run bench -- [decode] [events] [send] [echo] [deflate] [memory] [options]

Measures this library beside others, in turns, and prints medians; a ratio above 1 is in our favour.
With no name, everything runs.

  decode   frames of a client through a server's reading side, in process
  events   one event of a machine, compiled and interpreted
  send     messages through a writing side, in process, both roles
  echo     CPU time of a server per echoed message, over loopback
  deflate  the same with permessage-deflate, messages per second, and memory per connection
  memory   resident memory of a server per idle connection

  --rounds N     measurements of each peer (5; memory: 3)
  --seconds S    length of one measurement (decode, events: 0.3; echo, deflate: 2)
  --json         one JSON document on stdout instead of a table
  --help

WSLOAD in the environment names a native load generator for echo, in place of the one here.
`;

const workloads: Record<string, { run(effort: Effort): Promise<Row[]>; rounds: number; seconds: number }> = {
  decode: { run: decode, rounds: 5, seconds: 0.3 },
  events: { run: events, rounds: 5, seconds: 0.3 },
  send: { run: send, rounds: 5, seconds: 0.2 },
  echo: { run: echo, rounds: 5, seconds: 2 },
  deflate: { run: deflate, rounds: 5, seconds: 2 },
  memory: { run: memory, rounds: 3, seconds: 0 },
};

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${option} must be a positive number, not ${text}`);
  return value;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      json: { type: 'boolean' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const unknown = positionals.find((name) => workloads[name] === undefined);
  if (unknown !== undefined) throw new Error(`no workload is called ${unknown}: see --help`);
  const rounds = positive('rounds', values.rounds);
  const seconds = positive('seconds', values.seconds);
  const rows: Row[] = [];
  for (const [name, workload] of Object.entries(workloads)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const effort = {
      rounds: Math.ceil(rounds ?? workload.rounds),
      seconds: seconds ?? workload.seconds,
      progress: (line: string) => process.stderr.write(`${line}\n`),
    };
    rows.push(...(await workload.run(effort)));
  }
  process.stdout.write(values.json ? `${JSON.stringify({ rows })}\n` : `${table(rows)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

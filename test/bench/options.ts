/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** The workloads asked for; none means all. */
  readonly names: readonly string[];
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  /** Peers by name, with commas between. */
  readonly peers: string | undefined;
  readonly json: boolean;
  /** Keep what was measured: a run of everything does so unasked. */
  readonly save: boolean;
  readonly help: boolean;
}

/** @throws {Error} that names what is wrong */
export function parseOptions(args: readonly string[], known: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      help: { type: 'boolean' },
      json: { type: 'boolean' },
      save: { type: 'boolean' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      peers: { type: 'string' },
    },
  });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no workload is called ${unknown}: there are ${known.join(', ')}`);
  const rounds = positive('rounds', values.rounds);
  return {
    names: positionals,
    rounds: rounds === undefined ? undefined : Math.ceil(rounds),
    seconds: positive('seconds', values.seconds),
    peers: values.peers,
    json: values.json ?? false,
    save: values.save ?? false,
    help: values.help ?? false,
  };
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new Error(`--${option} must be a positive number, not ${text}`);
  }
  return value;
}

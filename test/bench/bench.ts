/** The command behind `npm run bench`. */
import { type Ability, catalogue, choose, missing, type Peer } from './catalogue.ts';
import { drawResults } from './draw.ts';
import { generatorMissing, generatorName } from './generator.ts';
import { parseOptions } from './options.ts';
import { type Row, table } from './report.ts';
import { loadResults, saveResults } from './results.ts';
import { workloads } from './workloads.ts';

/** Named like a workload. */
const REPORT = 'report';
const list = Object.entries(workloads);
const usage = `npm run bench -- [NAME ...] [options]

Measures this library beside others, in turns, and prints medians; a ratio above 1 is in our favour.
With no name, everything runs.

${list.map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`).join('\n')}
  report     measures nothing: draws tables and plots from what was saved

  --rounds N     measurements of each peer (${list.map(([name, { rounds }]) => `${name} ${rounds}`).join(', ')})
  --seconds S    length of one measurement (${list.map(([name, { seconds }]) => `${name} ${seconds}`).join(', ')})
  --peers A,B    only these: ${catalogue.map(({ name }) => name.replaceAll(' ', '')).join(', ')}
  --json         one JSON document on stdout instead of a table
  --save         put these rows into test/bench/results/, and draw its tables and plots, and the README's, anew;
                 a run of everything, without options, does so unasked
  --help

Peers that do not come with the development dependencies: npm run bench:peers.
Native ones are built from test/bench/native/ if Debian's g++, zlib1g-dev, libboost-dev and libwebsockets-dev are there.
WSLOAD in the environment names a native load generator, in place of the one that is built there; empty, the one in
TypeScript is used, which can only do echoes.
`;

const progress = (line: string) => void process.stderr.write(`${line}\n`);

const saidMissing = new Set<string>();

/** Those of the chosen that a workload is for, and that are here; says what installs the others. */
function present(chosen: readonly Peer[], ability: Ability | undefined): readonly Peer[] {
  // In process, it is the workload's own matter whom it can run.
  if (ability === undefined) return chosen;
  return chosen.filter((peer) => {
    if (!peer.abilities.includes(ability)) return false;
    const install = missing(peer);
    if (install !== undefined && !saidMissing.has(peer.name)) {
      saidMissing.add(peer.name);
      progress(`left out: ${peer.name} is not installed (${install})`);
    }
    return install === undefined;
  });
}

async function main(): Promise<void> {
  const {
    names,
    rounds,
    seconds,
    peers: wanted,
    json,
    save,
    help,
  } = parseOptions(process.argv.slice(2), [...Object.keys(workloads), REPORT]);
  if (help) {
    process.stdout.write(usage);
    return;
  }
  if (names.includes(REPORT)) {
    drawResults(loadResults());
    return;
  }
  const chosen = choose(wanted);
  progress(`load generator: ${generatorName()}`);
  const rows: Row[] = [];
  for (const [name, workload] of list) {
    if (names.length > 0 && !names.includes(name)) continue;
    const lacking = workload.native && generatorMissing();
    if (lacking) {
      progress(`left out: ${name} needs the native load generator (${lacking})`);
      continue;
    }
    rows.push(
      ...(await workload.run({
        rounds: rounds ?? workload.rounds,
        seconds: seconds ?? workload.seconds,
        peers: present(chosen, workload.ability),
        progress,
      })),
    );
  }
  const whole = names.length === 0 && wanted === undefined;
  const asIs = rounds === undefined && seconds === undefined;
  if (save || (whole && asIs)) drawResults(saveResults(rows, whole));
  process.stdout.write(json ? `${JSON.stringify({ rows })}\n` : `${table(rows)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

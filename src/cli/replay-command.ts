/** `wirechart replay FILE`: whether the machines still do what they did when the trace was recorded. */
import type { EngineKind } from '../engine/engine.ts';
import type { Journal } from '../inspect/journal.ts';
import { printable } from '../inspect/printable.ts';
import { type ReplayResult, replay } from '../inspect/replay.ts';
import { paint, printJson, status } from './screen.ts';
import { joined, readTraceFiles } from './trace-files.ts';
import { titleOf } from './trace-summary.ts';
import { type Command, type Parsed, parse, UsageError } from './usage.ts';

export const replayCommand: Command = {
  name: 'replay',
  summary: 'tells fresh machines what a trace’s machines were told: they must do the same',
  usage: 'FILE… [options]',
  options: {
    engine: { type: 'string', value: 'KIND', help: 'compiled, interpreted, or both (default)' },
    json: { type: 'boolean', help: 'one JSON object per connection and engine on standard output' },
  },
  notes: `Every input goes to the machine that had it, at the recorded time; every transition, every event between machines
and every timer must come as recorded. What differs first is shown: a trace from a bug report becomes a regression test.

    wirechart replay trace.sqlog && echo equal

Where records were lost, replay goes on at the next snapshot, and says what it skipped.
The exit status is 0 if all is equal, 1 if something differs or there is nothing to replay, 2 if the command line is
wrong.`,
  run,
};

async function run(args: string[]): Promise<number> {
  const parsed = parse(replayCommand, args);
  if (parsed.positionals.length === 0) throw new UsageError('replay needs a trace file, like trace.sqlog');
  const engines = enginesOf(parsed);
  const files = await readTraceFiles(parsed.positionals);
  for (const { path, problems } of files) {
    for (const problem of problems) status(paint('yellow', printable(`${path}: ${problem}`)));
  }
  let equal = files.every(({ journals }) => journals.size > 0);
  for (const [id, journal] of joined(files)) {
    for (const engine of engines) {
      const result = replay(journal, engine);
      const same = result.difference === undefined && wasReplayed(result);
      equal &&= same;
      if (parsed.flag('json')) printJson({ event: 'replay', id, equal: same, ...result });
      else process.stdout.write(`${inWords(id, journal, result)}\n`);
    }
  }
  return equal ? 0 : 1;
}

/** @throws {UsageError} */
function enginesOf(parsed: Parsed): readonly EngineKind[] {
  const engine = parsed.text('engine') ?? 'both';
  if (engine === 'both') return ['compiled', 'interpreted'];
  if (engine === 'compiled' || engine === 'interpreted') return [engine];
  throw new UsageError(`--engine is compiled, interpreted or both, not ${JSON.stringify(engine)}`);
}

/** Without a snapshot, or with nothing behind one, nothing was found out. */
function wasReplayed({ inputs, transitions }: ReplayResult): boolean {
  return inputs + transitions > 0;
}

function inWords(id: number, journal: Journal, result: ReplayResult): string {
  const { engine, inputs, transitions, messages, timers, snapshots, difference, skipped } = result;
  const counts = `${inputs} inputs, ${transitions} transitions, ${messages} messages, ${timers} timers, ${snapshots} snapshots`;
  const lines = [];
  if (difference !== undefined) {
    const { seq, time, expected, found } = difference;
    const at = `${(time - (journal.head?.time ?? 0)).toFixed(3)} ms`;
    lines.push(`different at record ${seq}, after ${at} and ${counts}`);
    lines.push(`recorded: ${expected}`, `replayed: ${found}`);
  } else if (wasReplayed(result)) lines.push(`equal: ${counts}`);
  else lines.push('nothing to replay: no snapshot is followed by anything that the machines were told');
  for (const { index, records, why } of skipped) {
    lines.push(`skipped:  ${records} records from number ${journal.seqAt(index)} on, as ${why}`);
  }
  const [first = '', ...rest] = lines;
  return [`${titleOf(id, journal)}, ${engine}: ${first}`, ...rest.map((line) => `    ${line}`)].join('\n');
}

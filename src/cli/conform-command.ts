/** `wirechart conform server URL`: the conformance suite, against anybody. */
import { conformServer, type Run } from '../conformance/index.ts';
import { printJson, status } from './screen.ts';
import { type Command, parse, UsageError } from './usage.ts';

export const conformCommand: Command = {
  name: 'conform',
  summary: 'tests whether a server, or a client, speaks WebSocket as the RFCs have it',
  usage: 'server URL [options]',
  options: {
    cases: { type: 'string', value: 'LIST', help: 'cases to run: 1.*,7.7 (all)' },
    parallel: { type: 'string', value: 'N', help: 'cases at a time (8)' },
    full: { type: 'boolean', help: 'as many messages as Autobahn sends' },
    json: { type: 'boolean', help: 'the summary as JSON on standard output' },
  },
  notes: '',
  run,
};

async function run(args: string[]): Promise<number> {
  const parsed = parse(conformCommand, args);
  const [side, url] = parsed.positionals;
  if (side !== 'server' || url === undefined) throw new UsageError('conform needs: server URL');
  const cases = parsed.text('cases');
  const run: Run = await conformServer(url, {
    ...(cases === undefined ? {} : { cases: cases.split(',') }),
    full: parsed.flag('full'),
  });
  for (const result of run.results) {
    if (result.behavior === 'pass' && result.behaviorClose === 'pass') continue;
    status(
      `${result.id}  ${result.behavior}/${result.behaviorClose}  ${result.result} ${result.resultClose} ${result.broke}`,
    );
  }
  if (parsed.flag('json')) printJson(run);
  status(`${run.results.length} cases in ${run.duration} ms, ${run.missing.length} missing`);
  return 0;
}

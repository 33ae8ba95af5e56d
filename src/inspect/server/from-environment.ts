/**
 * Inspecting without a line of code: `WIRECHART_INSPECT=1` serves the inspector's page for all connections of the program, on
 * the port that it names if it is larger; `QLOGDIR=folder` writes a trace file for each of them.
 */
import { inspect } from './inspect.ts';
import { QlogFolder } from './qlog-folder.ts';
import { Subjects } from './subjects.ts';

export function inspectFromEnvironment({ WIRECHART_INSPECT, QLOGDIR }: NodeJS.ProcessEnv): void {
  if (QLOGDIR !== undefined && QLOGDIR !== '') writeTraces(QLOGDIR);
  if (WIRECHART_INSPECT === undefined || WIRECHART_INSPECT === '' || WIRECHART_INSPECT === '0') return;
  const port = Number(WIRECHART_INSPECT);
  const options = { record: true, ...(port > 1 && port < 65_536 ? { port } : {}) };
  inspect(undefined, options).catch((error: Error) => {
    process.stderr.write(`wirechart inspector: not started: ${error.message}\n`);
  });
}

function writeTraces(path: string): void {
  const folder = new QlogFolder(path);
  new Subjects(
    undefined,
    { record: true },
    { recorded: (recorder) => folder.follow(recorder), gone: (ids) => folder.finish(ids) },
  );
}

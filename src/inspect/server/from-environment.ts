/**
 * Inspecting without a line of code: `WIRECHART_INSPECT=1` serves the inspector's page for all connections of the program, on
 * the port that it names if it is larger; `QLOGDIR=folder` writes a trace file for each of them.
 */
import { Subjects } from './subjects.ts';

/** Programs that ask for nothing load nothing. For those that do, recording begins at once, and the rest follows. */
export function inspectFromEnvironment({ WIRECHART_INSPECT = '', QLOGDIR = '' }: NodeJS.ProcessEnv): void {
  const wantsPage = WIRECHART_INSPECT !== '' && WIRECHART_INSPECT !== '0';
  if (!wantsPage && QLOGDIR === '') return;
  const subjects = new Subjects(undefined, { record: true });
  if (QLOGDIR !== '') void writeTraces(subjects, QLOGDIR);
  if (wantsPage) {
    showPage(subjects, Number(WIRECHART_INSPECT)).catch((error: Error) => {
      process.stderr.write(`wirechart inspector: not started: ${error.message}\n`);
      // Nobody will look at what is recorded.
      if (QLOGDIR === '') subjects.close();
    });
  }
}

async function writeTraces(subjects: Subjects, path: string): Promise<void> {
  const { QlogFolder } = await import('./qlog-folder.ts');
  const folder = new QlogFolder(path);
  subjects.tell({ recorded: (recorder) => folder.follow(recorder), gone: (ids) => folder.finish(ids) });
}

async function showPage(subjects: Subjects, port: number): Promise<void> {
  const { serveAll } = await import('./inspect.ts');
  await serveAll(subjects, { record: true, ...(port > 1 && port < 65_536 ? { port } : {}) });
}

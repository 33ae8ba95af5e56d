/** Trace files of the command line: read, and joined where there are several. */
import { readFile } from 'node:fs/promises';
import type { Journal } from '../inspect/journal.ts';
import { readTrace } from '../inspect/trace/read.ts';

export interface TraceFile {
  readonly path: string;
  readonly text: string;
  readonly journals: ReadonlyMap<number, Journal>;
  readonly problems: readonly string[];
}

/** @throws {Error} naming the file that cannot be read */
export function readTraceFiles(paths: readonly string[]): Promise<TraceFile[]> {
  return Promise.all(
    paths.map(async (path) => {
      const text = await readText(path);
      return { path, text, ...readTrace(text) };
    }),
  );
}

/** All connections. With several files they are numbered anew, as each file counts from 1. */
export function joined(files: readonly TraceFile[]): Map<number, Journal> {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return new Map(only.journals);
  const all = files.flatMap(({ journals }) => [...journals.values()]);
  return new Map(all.map((journal, index) => [index + 1, journal]));
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${adviceFor(error)}`);
  }
}

function adviceFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the files in it, as folder/*.sqlog';
  if (code === 'ERR_STRING_TOO_LONG' || code === 'ERR_FS_FILE_TOO_LARGE') {
    return 'it is larger than half a gigabyte; cut it at the end of a line, each part with the first eight lines of the file';
  }
  return message;
}

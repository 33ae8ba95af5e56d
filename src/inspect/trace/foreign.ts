/** Files that are no trace at all: which kind they are, and what to do. */
import { RECORD_SEPARATOR } from './schema.ts';

/** How much of a file tells what it is. */
const LOOKED_AT = 4096;

/** Undefined if the file may be a trace. */
export function foreignFile(text: string): string | undefined {
  const start = text.slice(0, LOOKED_AT);
  if (start.trim() === '') return 'the file is empty: was it ever written to?';
  if (start.startsWith(RECORD_SEPARATOR)) return undefined;
  if (start.startsWith('\x1f')) return 'the file is compressed by gzip: unpack it first, with gunzip';
  // What is no UTF-8 is replaced by U+FFFD.
  if (/[\0\ufffd]/.test(start)) return 'the file is binary, and no trace: traces are text, and end in .sqlog';
  if (start.includes(RECORD_SEPARATOR)) return undefined;
  if (/^\s*\{\s*"log"\s*:/.test(start)) return 'the file is a HAR: it has no states in it, and cannot be read back';
  if (/^\s*\{\s*"(qlog_version|qlog_format|traces)"\s*:/.test(start)) {
    return 'the file is a qlog of another kind (one JSON text): only sequences of JSON texts (.sqlog) are read';
  }
  if (isJson(text.split('\n', 1)[0] ?? '')) return undefined;
  return 'the file is no trace: a trace is a qlog as a sequence of JSON texts, and ends in .sqlog';
}

/** Files that have lost their separators have an event in each line. */
function isJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

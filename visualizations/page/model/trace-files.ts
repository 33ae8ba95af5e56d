/** Trace files: dropped on the page, chosen, or served with it. */
import { readTrace } from '../../../src/inspect/trace/read.ts';
import type { Inspection } from './inspection.ts';

/** Reads files one after the other, and shows what could be read of them. */
export async function openFiles(inspection: Inspection, files: Iterable<File>): Promise<void> {
  for (const file of files) {
    try {
      openTrace(inspection, file.name, await file.text());
    } catch (error) {
      inspection.note(`${file.name} cannot be read: ${messageOf(error)}`, true);
    }
  }
}

/** Shows the trace that this page was opened for. */
export async function openServedTrace(inspection: Inspection, url: string): Promise<void> {
  try {
    const response = await fetch(url);
    const text = await response.text();
    if (response.ok) openTrace(inspection, 'trace', text);
    else inspection.note(`The trace file cannot be read: ${text.trim()}`, true);
  } catch (error) {
    inspection.note(`The trace file cannot be fetched: ${messageOf(error)}. Is the command still running?`, true);
  }
}

function openTrace(inspection: Inspection, name: string, text: string): void {
  const { journals, problems } = readTrace(text);
  inspection.open(name, journals, problems);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

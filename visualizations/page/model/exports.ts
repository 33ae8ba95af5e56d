/** Files that a recording can be taken along as. */
import type { Journal } from '../../../src/inspect/journal.ts';
import { toHar } from '../../../src/inspect/trace/har.ts';
import { toMermaid } from '../../../src/inspect/trace/mermaid.ts';
import { toPcap } from '../../../src/inspect/trace/pcap.ts';
import { writeTrace } from '../../../src/inspect/trace/write.ts';
import type { Recording } from './recording.ts';

export interface Export {
  readonly ending: string;
  readonly type: string;
  readonly what: string;
  /** @param id the connection's number */
  readonly write: (id: number, recording: Recording) => BlobPart;
}

/** Records before the moment that a diagram begins with: it has room for as many lines behind it. */
const BEFORE = 200;

const alone = (id: number, { journal }: Recording): ReadonlyMap<number, Journal> => new Map([[id, journal]]);

export const fileExports: readonly Export[] = [
  {
    ending: 'sqlog',
    type: 'application/qlog+json-seq',
    what: 'Everything: opens here again, and replays with wirechart replay',
    write: (id, recording) => writeTrace(alone(id, recording)),
  },
  {
    ending: 'pcap',
    type: 'application/vnd.tcpdump.pcap',
    what: 'The bytes on the wire, for Wireshark',
    write: (id, recording) => toPcap(alone(id, recording)),
  },
  {
    ending: 'har',
    type: 'application/json',
    what: 'The messages, for tools that read HTTP archives',
    write: (id, recording) => toHar(alone(id, recording)),
  },
  {
    ending: 'mmd',
    type: 'text/vnd.mermaid',
    what: 'The sequence around this moment, as text for Mermaid',
    write: (_, { journal, playhead }) => toMermaid(journal, Math.max(0, playhead.at.value - BEFORE)),
  },
];

/** Hands a file to the browser, which saves it. */
export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

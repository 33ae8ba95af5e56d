/** Files that a recording can be taken along as. */
import type { Journal } from '../../../src/inspect/journal.ts';
import { toHar } from '../../../src/inspect/trace/har.ts';
import { toMermaid } from '../../../src/inspect/trace/mermaid.ts';
import { toPcap } from '../../../src/inspect/trace/pcap.ts';
import { writeTrace } from '../../../src/inspect/trace/write.ts';

export interface Export {
  readonly ending: string;
  readonly type: string;
  readonly what: string;
  readonly write: (journals: ReadonlyMap<number, Journal>) => BlobPart;
}

export const fileExports: readonly Export[] = [
  {
    ending: 'sqlog',
    type: 'application/qlog+json-seq',
    what: 'Everything: opens here again, and replays with wirechart replay',
    write: (journals) => writeTrace(journals),
  },
  {
    ending: 'pcap',
    type: 'application/vnd.tcpdump.pcap',
    what: 'The frames as packets: opens in Wireshark',
    write: (journals) => toPcap(journals),
  },
  {
    ending: 'har',
    type: 'application/json',
    what: 'The messages as an HTTP archive: opens in browsers’ developer tools',
    write: (journals) => toHar(journals),
  },
  {
    ending: 'mmd',
    type: 'text/plain',
    what: 'The sequence as text for Mermaid',
    write: (journals) => [...journals.values()].map((journal) => toMermaid(journal)).join('\n'),
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

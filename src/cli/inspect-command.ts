/** `wirechart inspect FILE…`: what is in trace files, on the inspector's page, in the terminal, or in another format. */
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { printable } from '../inspect/printable.ts';
import { PageServer } from '../inspect/server/page-server.ts';
import { toHar } from '../inspect/trace/har.ts';
import { toMermaid } from '../inspect/trace/mermaid.ts';
import { toPcap } from '../inspect/trace/pcap.ts';
import { writeTrace } from '../inspect/trace/write.ts';
import { paint, printJson, status } from './screen.ts';
import { joined, readTraceFiles, type TraceFile } from './trace-files.ts';
import { frameData, framesInWords, framesList, summaryData, summaryOf, titleOf } from './trace-summary.ts';
import { type Command, type Parsed, parse, UsageError } from './usage.ts';

const formats = ['qlog', 'har', 'mermaid', 'pcap'] as const;
type Format = (typeof formats)[number];

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'opens trace files: what was recorded of connections, frame by frame and state by state',
  usage: 'FILE… [options]',
  options: {
    summary: { type: 'boolean', help: 'only tell in the terminal what is in them; serve no page' },
    frames: { type: 'boolean', help: 'list every frame in the terminal' },
    json: { type: 'boolean', help: 'one JSON object per connection (and frame) on standard output' },
    export: { type: 'string', value: 'FORMAT', help: `write it as ${formats.join(', ')}` },
    out: { type: 'string', short: 'o', value: 'FILE', help: 'where --export writes (standard output)' },
    port: { type: 'string', short: 'p', value: 'PORT', help: 'port of the page (0 takes a free one)' },
  },
  notes: `Traces are written with QLOGDIR=folder, or by the page. Without --summary, --frames, --json and --export the page
is served with the file until Ctrl+C; its address is for this machine only. Several files are shown side by side, with
their connections numbered anew.

    wirechart inspect trace.sqlog
    wirechart inspect client.sqlog server.sqlog --frames
    wirechart inspect trace.sqlog --export ${formats.at(-1)} --out trace.${formats.at(-1)}

The exit status is 0 if there was a connection in every file, 1 if not, 2 if the command line is wrong.`,
  run,
};

async function run(args: string[]): Promise<number> {
  const parsed = parse(inspectCommand, args);
  if (parsed.positionals.length === 0) throw new UsageError('inspect needs a trace file, like trace.sqlog');
  const format = formatOf(parsed);
  const files = await readTraceFiles(parsed.positionals);
  const readable = files.every(({ journals }) => journals.size > 0) ? 0 : 1;
  if (format !== undefined) await exportAs(format, files, parsed.text('out'));
  else if (parsed.flag('json')) tellJson(files, parsed.flag('frames'));
  else tell(files, parsed.flag('frames'));
  for (const { path, problems } of parsed.flag('json') ? [] : files) {
    for (const problem of problems) status(paint('yellow', printable(`${path}: ${problem}`)));
  }
  const terminal = format !== undefined || ['json', 'frames', 'summary'].some(parsed.flag);
  if (!terminal && readable === 0) await servePage(files, parsed.number('port') ?? 0);
  return readable;
}

/** @throws {UsageError} if there is no such format, or --out stands alone */
function formatOf(parsed: Parsed): Format | undefined {
  const wanted = parsed.text('export');
  const format = formats.find((each) => each === wanted);
  if (wanted !== undefined && format === undefined) {
    throw new UsageError(`--export is one of ${formats.join(', ')}, not ${JSON.stringify(wanted)}`);
  }
  if (wanted === undefined && parsed.text('out') !== undefined) throw new UsageError('--out goes with --export');
  return format;
}

function tell(files: readonly TraceFile[], frames: boolean): void {
  for (const [id, journal] of joined(files)) {
    const lines = frames ? [titleOf(id, journal), ...framesInWords(journal)] : [summaryOf(id, journal)];
    process.stdout.write(`${lines.join('\n')}\n\n`);
  }
}

function tellJson(files: readonly TraceFile[], frames: boolean): void {
  for (const [id, journal] of joined(files)) {
    printJson({ event: 'connection', ...summaryData(id, journal) });
    for (const frame of frames ? framesList(journal) : []) printJson({ event: 'frame', ...frameData(id, frame) });
  }
  for (const { path, problems } of files)
    for (const problem of problems) printJson({ event: 'problem', path, problem });
}

async function exportAs(format: Format, files: readonly TraceFile[], out: string | undefined): Promise<void> {
  const content = exporters[format](joined(files));
  if (out === undefined) process.stdout.write(content);
  else await writeFile(out, content);
}

const exporters: Readonly<Record<Format, (journals: ReturnType<typeof joined>) => string | Uint8Array>> = {
  qlog: (journals) => writeTrace(journals),
  har: (journals) => toHar(journals),
  mermaid: (journals) => [...journals.values()].map((journal) => toMermaid(journal)).join('\n'),
  pcap: (journals) => toPcap(journals),
};

async function servePage(files: readonly TraceFile[], port: number): Promise<void> {
  const [only] = files;
  // One file is shown as it is: the page says itself what is wrong with it.
  const text = files.length === 1 && only !== undefined ? only.text : writeTrace(joined(files));
  const page = new PageServer({ port, trace: async () => text });
  await page.start();
  process.stdout.write(`${page.url}\n`);
  status(paint('gray', 'the page is served until Ctrl+C'));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await page.close();
}

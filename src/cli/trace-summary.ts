/** What is in a trace, for a terminal: each connection with its frames and why it closed, and each frame in a line. */
import { explainClose, explainFrame } from '../endpoint/close-record.ts';
import { actorNames } from '../engine/engine.ts';
import type { FrameView } from '../inspect/frame-view.ts';
import type { Journal } from '../inspect/journal.ts';
import { printable } from '../inspect/printable.ts';
import type { ClosedRecord } from '../inspect/records.ts';
import { describeMessage } from './screen.ts';

/** Most characters that are shown of a payload. */
const MOST_SHOWN = 60;
const BINARY_OPCODE = 2;
const CLOSE_OPCODE = 8;

/** A connection in one line. */
export function titleOf(id: number, { head }: Journal): string {
  if (head === undefined) return `#${id}: its beginning is not in the file`;
  const { role, label, epoch, time } = head;
  return printable(`#${id} ${role} ${label}, since ${instant(epoch + time)}`, 200);
}

export function summaryOf(id: number, journal: Journal): string {
  const { head, protocol, extensions, lost, closed, length } = journal;
  const lines = [
    `records:  ${length}${lost === 0 ? '' : `, ${lost} more were lost`}`,
    `frames:   ${framesOf(journal)}`,
  ];
  if (head !== undefined && !head.fromStart) lines.push('recorded: from somewhere in its life on');
  if (protocol !== '') lines.push(`protocol: ${protocol}`);
  if (extensions !== '') lines.push(`agreed:   ${extensions}`);
  if (closed !== undefined) lines.push(...closedInWords(closed).split('\n'));
  else lines.push(`not closed in the file: ${statesOf(journal)}`);
  return [titleOf(id, journal), ...lines.map((line) => `    ${printable(line)}`)].join('\n');
}

/** As JSON, for programs. */
export function summaryData(id: number, journal: Journal): object {
  const { head, protocol, extensions, lost, closed, length } = journal;
  return {
    id,
    role: head?.role ?? null,
    label: head?.label ?? null,
    since: head === undefined ? null : instant(head.epoch + head.time),
    fromStart: head?.fromStart ?? false,
    protocol,
    extensions,
    records: length,
    lost,
    frames: journal.frames.length,
    closed: closed ?? null,
  };
}

export function framesInWords(journal: Journal): string[] {
  return framesList(journal).map((frame) => {
    const time = `${(frame.time - (journal.head?.time ?? 0)).toFixed(3)} ms`;
    return `${time.padStart(16)}  ${explainFrame(frame)}${contentOf(frame)}`;
  });
}

export function frameData(id: number, frame: FrameView): object {
  const { index: _, kind: __, payload, inflated, ...fields } = frame;
  const bytes = inflated ?? payload;
  return { id, ...fields, payload: Buffer.from(bytes).toString('hex'), inflated: inflated !== undefined };
}

export function framesList(journal: Journal): FrameView[] {
  return Array.from({ length: journal.frames.length }, (_, number) => journal.frame(number));
}

function framesOf(journal: Journal): string {
  const counts = { in: 0, out: 0 };
  const bytes = { in: 0, out: 0 };
  for (const { direction, length } of framesList(journal)) {
    counts[direction] += 1;
    bytes[direction] += length;
  }
  return `${counts.in} in with ${bytes.in} bytes, ${counts.out} out with ${bytes.out} bytes`;
}

function closedInWords(closed: ClosedRecord): string {
  const { error, ...rest } = closed;
  return explainClose({ ...rest, error: error === '' ? undefined : error });
}

function statesOf(journal: Journal): string {
  const states = journal.statesAt(journal.length - 1);
  return actorNames.map((name) => `${name} ${states[name] || 'unknown'}`).join(', ');
}

/** What a frame says, as far as it was kept; nothing where nothing was. */
function contentOf({ opcode, payload, inflated, length }: FrameView): string {
  const bytes = inflated ?? payload;
  if (bytes.length === 0) return length === 0 ? '' : '  (not kept)';
  if (opcode === CLOSE_OPCODE && bytes.length >= 2) {
    const code = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    return `  ${code} ${oneLine(new TextDecoder().decode(bytes.subarray(2)))}`;
  }
  // What goes on in another frame is shown as text wherever it is some.
  const text = opcode === BINARY_OPCODE ? undefined : textOf(bytes);
  return `  ${text === undefined ? describeMessage(bytes) : oneLine(text)}`;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    // What was kept may end within a character.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
}

function oneLine(text: string): string {
  return printable(JSON.stringify(text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text));
}

/** Times that no calendar has, as a file may have them, are told as numbers. */
function instant(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? `${milliseconds} ms` : date.toISOString();
}

/** A recording as text for Mermaid's sequence diagrams: application, machines and wire, and what passes between them. */
import { opcodeName, TEXT } from '../../codec/opcodes.ts';
import { actorNames } from '../../engine/engine.ts';
import { chartFacts } from '../chart-facts.ts';
import { dissect } from '../dissect.ts';
import type { FrameView } from '../frame-view.ts';
import type { Journal } from '../journal.ts';
import { originOf } from '../origin.ts';
import { printable } from '../printable.ts';

/** Lines of a diagram that can still be looked at. */
const MOST_LINES = 400;
/** Mermaid draws nothing of a text beyond 50,000. */
const MOST_CHARACTERS = 45_000;
/** Characters of a frame’s text. */
const LONGEST_TEXT = 40;

/**
 * A part of the recording, with a note about what was left out where it is too long to be drawn.
 * @param from index of the first record
 * @param to index behind the last one
 */
export function toMermaid(journal: Journal, from = 0, to = journal.length): string {
  const lines: string[] = [];
  let characters = 0;
  let index = from;
  for (; index < to && lines.length < MOST_LINES && characters < MOST_CHARACTERS; index++) {
    const line = lineOf(journal, index);
    if (line === undefined) continue;
    lines.push(line);
    characters += line.length;
  }
  const left = index < to ? [`Note over app,wire: ${to - index} more records are left out`] : [];
  const participants = ['app', ...actorNames, 'wire'].map((name) => `participant ${name}`);
  return `${['sequenceDiagram', ...participants, ...lines, ...left].join('\n  ')}\n`;
}

function lineOf(journal: Journal, index: number): string | undefined {
  const record = journal.record(index);
  switch (record.kind) {
    case 'frame': {
      const said = record.opcode === TEXT ? textOf(journal.frame(journal.frameNumberAt(index))) : '';
      const what = `${opcodeName(record.opcode)} ${record.length}${record.fin ? '' : ' …'}${said}`;
      return record.direction === 'in' ? `wire->>readLoop: ${what}` : `writeLoop->>wire: ${what}`;
    }
    case 'input': {
      const origin = originOf(record.event.type);
      // Frames are there already, and with them what the reader is told of them.
      if (origin === 'wire' && record.actor === 'readLoop') return undefined;
      return `${origin === 'timer' ? record.actor : origin}->>${record.actor}: ${escaped(record.event.type)}`;
    }
    case 'message':
      return `${record.from}->>${record.actor}: ${escaped(record.event.type)}`;
    case 'transition': {
      const { target } = chartFacts(record.actor).chart.transitions[record.index] ?? {};
      return target === undefined ? undefined : `Note over ${record.actor}: ${escaped(target)}`;
    }
    case 'gap':
      return `Note over app,wire: ${record.lost} records were lost here`;
    case 'closed': {
      const { clean, code } = record.record;
      return `Note over app,wire: closed ${clean ? 'cleanly' : 'uncleanly'}, ${code}`;
    }
    default:
      return undefined;
  }
}

/** The beginning of what it says, after a blank; empty where that is not known. */
function textOf(frame: FrameView): string {
  // No character has more than four bytes.
  const most = LONGEST_TEXT * 4 + 4;
  const begin = { payload: frame.payload.subarray(0, most), inflated: frame.inflated?.subarray(0, most) };
  const { text = '' } = dissect({ ...frame, ...begin });
  if (text === '') return '';
  const shown = [...text].slice(0, LONGEST_TEXT).join('');
  return ` ${escaped(`“${printable(shown)}${shown === text ? '' : '…'}”`)}`;
}

/** Nothing that Mermaid, or the page around it, could take for more than a character. */
function escaped(text: string): string {
  return Array.from(text, (character) =>
    /[\p{L}\p{N} ._,()“”…-]/u.test(character) ? character : `#${character.codePointAt(0)};`,
  ).join('');
}

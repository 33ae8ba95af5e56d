/** The wire log as a list: a line each, and below it the octets when it is opened. */
import type { Line } from './data.ts';
import {
  excerptOf,
  type FrameLine,
  frameFamily,
  frameFlags,
  frameTitle,
  isFrame,
  isNote,
  maskText,
  type NoteLine,
  type OctetsLine,
  readableText,
  sizeText,
  timeText,
} from './describe.ts';
import { hexdump } from './hexdump.ts';
import { html, type Markup, nothing } from './html.ts';
import { previewOf } from './octets.ts';

export function wireLog(wire: readonly Line[], cut: number): Markup {
  const end =
    cut === 0 ? nothing : html`<li class="line-note">${cut.toLocaleString('en')} more lines were left out.</li>`;
  return html`<ol class="wire">${wire.map((line, index) => row(line, index))}${end}</ol>`;
}

function row(line: Line, index: number): Markup {
  if (isNote(line)) return noteRow(line);
  return isFrame(line) ? frameRow(line, index) : octetsRow(line, index);
}

function noteRow([at, , text]: NoteLine): Markup {
  const tone = text.startsWith('Broke') ? ' broken' : '';
  return html`<li class="line-note${tone}"><span class="at">${timeText(at)}</span>${text}</li>`;
}

function frameRow(line: FrameLine, index: number): Markup {
  const [at, kind, , length] = line;
  const flags = frameFlags(line).map((flag) => html`<b class="flag">${flag}</b>`);
  const more = [sizeText(length), maskText(line)].join(' · ');
  const inside = html`<span class="what">${frameTitle(line, 40)}</span>${flags}<span class="more">${more}</span>`;
  return entry(`frame ${frameFamily(line)}`, at, kind === 0, inside, contents(line), index);
}

function octetsRow(line: OctetsLine, index: number): Markup {
  const [at, kind, , length] = line;
  const preview = length === 0 ? '' : previewOf({ ...excerptOf(line) }, 32);
  const inside = html`<span class="what">octets ${preview}</span>`;
  return entry('octets', at, kind === 2, inside, contents(line), index);
}

function entry(family: string, at: number, fromUs: boolean, inside: Markup, below: Markup, index: number): Markup {
  const direction = fromUs
    ? html`<span class="direction out" title="from wirechart">→</span>`
    : html`<span class="direction in" title="from the subject">←</span>`;
  return html`<li class="${family}"><details name="line-${index}"><summary><span class="at">${timeText(at)}</span>${direction}
    <span class="inside">${inside}</span></summary>${below}</details></li>`;
}

function contents(line: FrameLine | OctetsLine): Markup {
  const excerpt = excerptOf(line);
  if (excerpt.octets.length === 0) return html`<p class="empty">No payload.</p>`;
  const text = isFrame(line) ? readableText(excerpt) : undefined;
  const shown =
    text === undefined
      ? nothing
      : html`<pre class="text">${text}${excerpt.octets.length < excerpt.length ? '…' : ''}</pre>`;
  return html`${shown}<pre class="hex">${hexdump(excerpt)}</pre>`;
}

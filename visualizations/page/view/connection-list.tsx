/** The list of connections with their health. */
// biome-ignore-all lint/a11y/useSemanticElements: rows are made one by one, which tables and lists of HTML do not know
// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list moves by keys
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { printable } from '../../../src/inspect/printable.ts';
import type { Entry } from '../model/entry.ts';
import type { Inspection } from '../model/inspection.ts';
import { VirtualList } from './virtual-list.tsx';
import { bytes } from './words.ts';

const ROW = 50;

export function ConnectionList({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  const wanted = useSignal('');
  const all = inspection.entries.value;
  const words = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = words.length === 0 ? all : all.filter((entry) => words.every((word) => textOf(entry).includes(word)));
  const selected = inspection.selected.value;
  const select = (index: number) => {
    const entry = shown[index];
    if (entry !== undefined) inspection.select(entry);
  };
  return (
    <section class="pane connections" data-pane="connections" aria-label="Connections">
      <header class="pane-head">
        <h2>Connections</h2>
        <span class="quiet" data-count="connections">
          {shown.length === all.length ? all.length : `${shown.length} of ${all.length}`}
        </span>
      </header>
      <input
        type="search"
        class="search"
        data-input="connections"
        placeholder="filter: address, open, client …"
        aria-label="Filter connections by address, state, role or program"
        value={wanted.value}
        onInput={(event) => {
          wanted.value = event.currentTarget.value;
        }}
      />
      <VirtualList
        name="connections"
        label="Connections"
        role="listbox"
        count={shown.length}
        rowHeight={ROW}
        current={selected === undefined ? -1 : shown.indexOf(selected)}
        live={false}
        onMove={select}
        empty={all.length === 0 ? <Nothing inspection={inspection} /> : 'No connection matches.'}
        row={(index) => {
          const entry = shown[index];
          if (entry === undefined) return null;
          return (
            <Row
              key={entry.key}
              index={index}
              entry={entry}
              selected={entry === selected}
              select={() => select(index)}
            />
          );
        }}
      />
    </section>
  );
}

function Nothing({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  return (
    <>
      {inspection.feed === undefined ? 'Drop a trace file here, or open one.' : 'The program has no connections yet.'}
    </>
  );
}

interface RowProps {
  readonly index: number;
  readonly entry: Entry;
  readonly selected: boolean;
  readonly select: () => void;
}

function Row({ index, entry, selected, select }: RowProps): JSX.Element | null {
  const summary = entry.summary.value;
  if (summary === undefined) return null;
  const { state, closed, role, label } = summary;
  return (
    <div
      id={`connections-${index}`}
      class={`connection-row ${selected ? 'selected' : ''}`}
      role="option"
      aria-selected={selected}
      data-connection={summary.id}
      data-state={state}
      title={closed === null ? printable(label) : printable(closed.why)}
      onClick={select}
    >
      <span class="line">
        <span class={`state-mark ${markOf(entry)}`} aria-hidden="true" />
        <span class="label">{printable(label, 200)}</span>
        {entry.watched.value && closed === null ? (
          <span class="recording-mark" title="being recorded">
            rec
          </span>
        ) : null}
      </span>
      <span class="line quiet">
        <span>#{summary.id}</span>
        <span>{role}</span>
        {closed === null ? <Health entry={entry} /> : <span class="why">{whyClosed(closed)}</span>}
      </span>
    </div>
  );
}

function Health({ entry }: { readonly entry: Entry }): JSX.Element {
  const { received, sent } = entry.rates.value;
  const summary = entry.summary.value;
  if (summary === undefined) return <span />;
  const { state, latency, bufferedAmount } = summary;
  return (
    <>
      {state === 'open' ? null : <span>{state}</span>}
      {received + sent < 1 ? (
        <span class="source">{entry.source.live ? 'quiet' : printable(entry.source.name, 80)}</span>
      ) : (
        <span>
          <span class="in">←</span>
          {bytes(received)}/s <span class="out">→</span>
          {bytes(sent)}/s
        </span>
      )}
      {latency === null ? null : <span title="round trip of the last ping">{latency.toFixed(1)} ms</span>}
      {bufferedAmount > 0 ? (
        <span class="warning" title="bytes that wait to be handed to the transport">
          {bytes(bufferedAmount)} waiting
        </span>
      ) : null}
    </>
  );
}

/** The line of a close record that says most. */
function whyClosed({
  code,
  clean,
  why,
}: {
  readonly code: number;
  readonly clean: boolean;
  readonly why: string;
}): string {
  const lines = why.split('\n');
  const rule = lines.find((line) => /^(rule|timer|error|detail):/.test(line));
  const first = lines[0] ?? '';
  const quoted = first.indexOf('"');
  const reason = rule?.replace(/^\w+:\s*/, '') ?? (quoted < 0 ? '' : first.slice(quoted));
  return printable(`${clean ? 'closed' : 'broke off'} ${code}${reason === '' ? '' : ` · ${reason}`}`, 160);
}

function markOf({ summary, source }: Entry): string {
  const closed = summary.value?.closed ?? null;
  if (closed !== null) return closed.clean ? 'closed' : 'unclean';
  return source.live || summary.value?.state !== 'open' ? (summary.value?.state ?? 'closed') : 'kept';
}

function textOf({ summary, source, id }: Entry): string {
  const { label = '', state = '', role = '', closed = null } = summary.value ?? {};
  return `#${id} ${label} ${state} ${role} ${source.name} ${closed === null ? '' : `${closed.code} ${closed.why}`}`.toLowerCase();
}

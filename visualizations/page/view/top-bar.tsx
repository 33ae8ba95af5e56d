/** Where what is shown comes from, and what can be done with it. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import { printable } from '../../../src/inspect/printable.ts';
import type { Entry } from '../model/entry.ts';
import type { Inspection } from '../model/inspection.ts';
import { nextTheme, theme } from './theme.ts';

export interface TopBarProps {
  readonly inspection: Inspection;
  readonly overlay: Signal<'' | 'help' | 'export'>;
  readonly lower: Signal<'sequence' | 'why'>;
  readonly openFile: () => void;
}

export function TopBar({ inspection, overlay, lower, openFile }: TopBarProps): JSX.Element {
  const selected = inspection.selected.value;
  return (
    <header class="top">
      <h1>
        wire<b>chart</b>
      </h1>
      <FeedState inspection={inspection} />
      {selected === undefined ? null : <Selected inspection={inspection} lower={lower} />}
      <span class="spring" />
      {/* It lies beside this page, as a file and on the inspector's server, which wants to see the token again. */}
      <a class="badge" data-action="lessons" href={`learn.html${location.search}`} target="_blank" rel="noreferrer">
        lessons
      </a>
      <button type="button" data-action="open" onClick={openFile} title="open a trace file ( o ), or drop one anywhere">
        Open …
      </button>
      <button
        type="button"
        data-action="export"
        disabled={inspection.recording.value === undefined}
        title="take the recording along ( e )"
        onClick={() => {
          overlay.value = 'export';
        }}
      >
        Export …
      </button>
      <button type="button" data-action="theme" onClick={nextTheme} title="theme ( t )">
        {theme.value === 'auto' ? '◐' : theme.value === 'light' ? '○' : '●'} {theme.value}
      </button>
      <button
        type="button"
        data-action="help"
        title="keys ( ? )"
        onClick={() => {
          overlay.value = 'help';
        }}
      >
        ?
      </button>
    </header>
  );
}

function FeedState({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  const { feed, hello } = inspection;
  if (feed === undefined)
    return (
      <span class="badge" data-feed="none">
        file
      </span>
    );
  const state = feed.state.value;
  const program = hello.value?.program;
  const name = program === undefined ? '' : printable(`${program.title.replace(/^.*\//, '')} · pid ${program.pid}`, 60);
  if (state === 'connected') {
    return (
      <>
        <span class="badge good" data-feed="connected">
          ● {name === '' ? 'connected' : name}
        </span>
        <span class="badge" data-access={hello.value?.allowInject === true ? 'inject' : 'read-only'}>
          {hello.value?.allowInject === true ? 'may act' : 'read-only'}
        </span>
      </>
    );
  }
  return (
    <span class="badge bad" role="status" data-feed={state}>
      {state === 'connecting'
        ? '○ connecting …'
        : `✕ the program is gone${name === '' ? '' : ` (${name})`}; trying again …`}
    </span>
  );
}

/** The connection that is looked at, in a line. */
function Selected({ inspection, lower }: Pick<TopBarProps, 'inspection' | 'lower'>): JSX.Element | null {
  const entry = inspection.selected.value;
  const summary = entry?.summary.value;
  if (entry === undefined || summary === undefined) return null;
  const { id, label, role, protocol, extensions, engine } = summary;
  const lost = entry.recording.value?.journal.lost ?? 0;
  return (
    <span class="selected-connection" data-selected={id}>
      <b>#{id}</b> <span class="label">{printable(label, 120)}</span>
      <span class="quiet" title={printable(extensions)}>
        {[role, protocol, extensions.split(';', 1)[0] ?? '', entry.source.live ? engine : entry.source.name]
          .filter(Boolean)
          .map((part) => printable(part, 60))
          .join(' · ')}
      </span>
      {lost > 0 ? <span class="bad">{lost.toLocaleString('en')} records lost</span> : null}
      {summary.closed === null ? null : <WhyClosed entry={entry} closed={summary.closed} lower={lower} />}
      {entry.source.live && summary.closed === null ? (
        <button
          type="button"
          class="small"
          data-action="watch"
          onClick={() => (entry.watched.value ? inspection.unwatch(entry) : inspection.watch(entry))}
        >
          {entry.watched.value ? '■ stop recording' : '● record again'}
        </button>
      ) : null}
    </span>
  );
}

interface WhyClosedProps {
  readonly entry: Entry;
  readonly closed: { readonly clean: boolean; readonly code: number };
  readonly lower: TopBarProps['lower'];
}

/** Leads to the record of the end, and what it says. */
function WhyClosed({ entry, closed, lower }: WhyClosedProps): JSX.Element | null {
  const recording = entry.recording.value;
  // Drawn again when more of the recording is known.
  recording?.length.value;
  const end = recording?.survey.landmarks.findLast(({ kind }) => kind === 'closed');
  if (recording === undefined || end === undefined) return null;
  return (
    <button
      type="button"
      class={`small ${closed.clean ? '' : 'danger'}`}
      data-action="why-closed"
      onClick={() => {
        recording.playhead.seek(end.index);
        lower.value = 'why';
      }}
    >
      {closed.clean ? 'closed' : '✕ broke off'}, {closed.code}: why?
    </button>
  );
}

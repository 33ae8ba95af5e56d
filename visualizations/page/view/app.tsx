/** The whole page. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ActorName } from '../../../machines/index.ts';
import { printable } from '../../../src/inspect/printable.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Recording } from '../model/recording.ts';
import { openFiles } from '../model/trace-files.ts';
import { Caption } from './caption.tsx';
import { ChartsPane } from './charts-pane.tsx';
import { ConnectionList } from './connection-list.tsx';
import { Dissector } from './dissector.tsx';
import { ExportMenu } from './export-menu.tsx';
import { FrameTable } from './frame-table.tsx';
import { InjectBar } from './inject-bar.tsx';
import { listenToKeys } from './keys.ts';
import { Help } from './overlay.tsx';
import { Scrubber } from './scrubber.tsx';
import { SequencePane } from './sequence-pane.tsx';
import { Splitter } from './splitter.tsx';
import { TopBar } from './top-bar.tsx';
import { WhyPane } from './why-pane.tsx';

type LowerView = 'sequence' | 'why';

export function App({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  const enlarged = useSignal<ActorName | undefined>(undefined);
  const overlay = useSignal<'' | 'help' | 'export'>('');
  const lower = useSignal<LowerView>('sequence');
  const chooser = useRef<HTMLInputElement>(null);
  const openFile = () => chooser.current?.click();
  useEffect(
    () => listenToKeys({ inspection, enlarged, overlay, lower, openFile }),
    [inspection, enlarged, overlay, lower],
  );
  const entry = inspection.selected.value;
  const recording = inspection.recording.value;
  const mayAct =
    inspection.hello.value?.allowInject === true && entry?.source.live === true && entry.summary.value?.closed === null;
  return (
    <DropTarget inspection={inspection}>
      <TopBar inspection={inspection} overlay={overlay} lower={lower} openFile={openFile} />
      <Notices inspection={inspection} />
      {mayAct && entry !== undefined ? <InjectBar inspection={inspection} entry={entry} /> : null}
      <Panes inspection={inspection} enlarged={enlarged} lower={lower} />
      {recording === undefined ? null : <Scrubber recording={recording} player={inspection.player} />}
      {overlay.value === 'help' ? <Help overlay={overlay} /> : null}
      {overlay.value === 'export' ? (
        <ExportMenu inspection={inspection} enlarged={enlarged.value} overlay={overlay} />
      ) : null}
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept=".sqlog,.qlog,.json,.txt"
        data-input="file"
        aria-label="Trace file"
        onChange={(event) => {
          const { files } = event.currentTarget;
          if (files !== null) void openFiles(inspection, [...files]);
          event.currentTarget.value = '';
        }}
      />
    </DropTarget>
  );
}

interface PanesProps {
  readonly inspection: Inspection;
  readonly enlarged: Signal<ActorName | undefined>;
  readonly lower: Signal<LowerView>;
}

function Panes({ inspection, enlarged, lower }: PanesProps): JSX.Element {
  const left = useSignal(212);
  const right = useSignal(Math.max(470, Math.min(720, window.innerWidth * 0.36)));
  const bottom = useSignal(Math.max(230, window.innerHeight * 0.36));
  const detail = useSignal(Math.max(300, window.innerHeight * 0.42));
  const recording = inspection.recording.value;
  return (
    <main class="panes" style={{ gridTemplateColumns: `${left.value}px 5px minmax(0, 1fr) 5px ${right.value}px` }}>
      <ConnectionList inspection={inspection} />
      <Splitter label="Width of the connections" size={left} direction="across" side="before" least={120} most={500} />
      {recording === undefined ? (
        <Welcome inspection={inspection} />
      ) : (
        <>
          <div class="column" style={{ gridTemplateRows: `minmax(0, 1fr) auto 5px ${bottom.value}px` }}>
            <ChartsPane recording={recording} enlarged={enlarged} />
            <Caption recording={recording} />
            <Splitter
              label="Height of the sequence"
              size={bottom}
              direction="down"
              side="behind"
              least={60}
              most={900}
            />
            <Lower recording={recording} chosen={lower} />
          </div>
          <Splitter label="Width of the frames" size={right} direction="across" side="behind" least={300} most={1200} />
          <div class="column" style={{ gridTemplateRows: `minmax(0, 1fr) 5px ${detail.value}px` }}>
            <FrameTable recording={recording} />
            <Splitter label="Height of the frame" size={detail} direction="down" side="behind" least={60} most={900} />
            <Dissector recording={recording} />
          </div>
        </>
      )}
    </main>
  );
}

/** The sequence or the reasons; both of them where there is room. */
function Lower({
  recording,
  chosen,
}: {
  readonly recording: Recording;
  readonly chosen: Signal<LowerView>;
}): JSX.Element {
  const isWide = useMedia('(min-width: 1750px)');
  return (
    <section class="pane lower" data-pane="lower" aria-label="Sequence and reasons">
      {isWide ? null : (
        <div class="tabs" role="tablist" aria-label="Sequence or reasons">
          <Tab name="sequence" chosen={chosen} keyHint="s" />
          <Tab name="why" chosen={chosen} keyHint="y" />
        </div>
      )}
      <div class="tab-panel" role={isWide ? 'group' : 'tabpanel'}>
        {isWide || chosen.value === 'sequence' ? <SequencePane recording={recording} /> : null}
        {isWide || chosen.value === 'why' ? <WhyPane recording={recording} /> : null}
      </div>
    </section>
  );
}

function useMedia(query: string): boolean {
  const matches = useSignal(matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const listener = () => {
      matches.value = list.matches;
    };
    list.addEventListener('change', listener);
    return () => list.removeEventListener('change', listener);
  }, [query, matches]);
  return matches.value;
}

function Tab({
  name,
  chosen,
  keyHint,
}: {
  readonly name: LowerView;
  readonly chosen: Signal<LowerView>;
  readonly keyHint: string;
}): JSX.Element {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={chosen.value === name}
      data-tab={name}
      onClick={() => {
        chosen.value = name;
      }}
    >
      {name} <kbd>{keyHint}</kbd>
    </button>
  );
}

/** Nothing is chosen yet. */
function Welcome({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  return (
    <section class="welcome" data-pane="welcome">
      {inspection.feed === undefined ? (
        <>
          <h2>Drop a trace here</h2>
          <p>
            A <code>.sqlog</code> file, written with <code>QLOGDIR=dir</code> or exported from this page. Nothing leaves
            your machine.
          </p>
        </>
      ) : (
        <>
          <h2>Choose a connection</h2>
          <p>It is recorded from then on: its states, its frames, and what its machines tell each other.</p>
        </>
      )}
    </section>
  );
}

function Notices({ inspection }: { readonly inspection: Inspection }): JSX.Element {
  return (
    <div class="notices" role="status">
      {inspection.notices.value.map((notice) => (
        <p key={notice.text} class={notice.isProblem ? 'problem' : ''} data-notice>
          <span>{printable(notice.text, 1000)}</span>
          <button type="button" class="small" onClick={() => inspection.dismiss(notice)} aria-label="dismiss">
            ×
          </button>
        </p>
      ))}
    </div>
  );
}

function DropTarget({
  inspection,
  children,
}: {
  readonly inspection: Inspection;
  readonly children: ComponentChildren;
}): JSX.Element {
  const over = useSignal(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the Open button does the same by keys
    <div
      class={`app ${over.value ? 'dropping' : ''}`}
      data-app
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) over.value = false;
      }}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        void openFiles(inspection, [...(event.dataTransfer?.files ?? [])]);
      }}
    >
      {children}
    </div>
  );
}

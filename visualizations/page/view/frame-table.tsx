/** The frames in the order in which they went, as many as match the filters. */
// biome-ignore-all lint/a11y/useSemanticElements: rows are made one by one, which tables and lists of HTML do not know
// biome-ignore-all lint/a11y/useFocusableInteractive: the list has the focus, and says which row is active
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list moves by keys
import { effect, type Signal, useComputed, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import { spacedHex } from '../../../src/inspect/hex.ts';
import { printable } from '../../../src/inspect/printable.ts';
import { type Criteria, everything, FrameFilter, isTrouble, kindOf, type textOf } from '../model/frame-filter.ts';
import { OUT, opcodeOf } from '../model/frame-traits.ts';
import type { Recording } from '../model/recording.ts';
import { FrameFilters } from './frame-filters.tsx';
import { VirtualList } from './virtual-list.tsx';
import { count } from './words.ts';

const ROW = 22;
const decoder = new TextDecoder();

export function FrameTable({ recording }: { readonly recording: Recording }): JSX.Element {
  const criteria = useSignal<Criteria>(everything);
  const { filter, version } = useFilter(recording, criteria);
  // Read so that the table is drawn again as more is found.
  version.value;
  const { playhead, survey, journal } = recording;
  const at = playhead.at.value;
  const known = survey.traits.length;
  const number = Math.min(journal.frameNumberAt(at), known - 1);
  const shown = filter === undefined ? known : filter.found.length;
  const current = filter === undefined ? number : filter.found.countUpTo(number) - 1;
  const numberAt = (index: number) => (filter === undefined ? index : filter.found.get(index));
  return (
    <section class="pane frames" data-pane="frames" aria-label="Frames">
      <header class="pane-head">
        <h2>Frames</h2>
        <span class="quiet" data-count="frames">
          {filter === undefined ? count(known) : `${count(shown)} of ${count(known)}`}
          {filter !== undefined && filter.searched < known
            ? ` · searching ${Math.floor((filter.searched / known) * 100)} %`
            : ''}
        </span>
      </header>
      <FrameFilters recording={recording} criteria={criteria} />
      <div class="frame-head frame-row" aria-hidden="true">
        <span>#</span>
        <span>ms</span>
        <span>way</span>
        <span>opcode</span>
        <span>flags</span>
        <span class="number">bytes</span>
        <span>payload</span>
      </div>
      <VirtualList
        name="frames"
        label="Frames"
        role="grid"
        columns={7}
        count={shown}
        rowHeight={ROW}
        current={current}
        live={playhead.live.value}
        onMove={(index) => playhead.seek(journal.frames.get(numberAt(index)))}
        empty={known === 0 ? 'No frame yet.' : 'No frame matches the filters.'}
        row={(index) => (
          <FrameRow
            key={index}
            index={index}
            number={numberAt(index)}
            recording={recording}
            selected={numberAt(index) === number}
            future={numberAt(index) > number}
          />
        )}
      />
    </section>
  );
}

/** The filter that is on, searching on as there is time; undefined where everything is shown. */
function useFilter(recording: Recording, criteria: Signal<Criteria>) {
  const version = useSignal(0);
  const isOn = useComputed(() => criteria.value !== everything);
  const filter = useMemo(
    () => (isOn.value ? new FrameFilter(recording, criteria.value) : undefined),
    [recording, criteria.value, isOn.value],
  );
  const wake = useSignal(0);
  useEffect(
    () =>
      effect(() => {
        recording.length.value;
        wake.value = wake.peek() + 1;
      }),
    [recording, wake],
  );
  useEffect(() => {
    if (filter === undefined) return;
    let asked = 0;
    const search = () => {
      const more = filter.advance(performance.now() + 6);
      version.value = version.peek() + 1;
      if (more) asked = requestAnimationFrame(search);
    };
    search();
    return () => cancelAnimationFrame(asked);
  }, [filter, wake.value]);
  return { filter, version };
}

interface FrameRowProps {
  readonly index: number;
  readonly number: number;
  readonly recording: Recording;
  readonly selected: boolean;
  /** It comes after the moment that is shown. */
  readonly future: boolean;
}

function FrameRow({ index, number, recording, selected, future }: FrameRowProps): JSX.Element {
  const { journal, survey, playhead } = recording;
  const traits = survey.traits.get(number);
  const frame = journal.frame(number);
  const isOut = (traits & OUT) !== 0;
  const trouble = isTrouble(recording, number, traits);
  const kind = kindOf(opcodeOf(traits));
  return (
    <div
      id={`frames-${index}`}
      class={`frame-row ${selected ? 'selected' : ''} ${future ? 'future' : ''} ${trouble ? 'trouble' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={selected}
      data-frame={number}
      data-direction={frame.direction}
      data-opcode={kind}
      onClick={() => playhead.seek(frame.index)}
    >
      <span role="gridcell" class="quiet">
        {number}
      </span>
      <span role="gridcell">{(frame.time - journal.timeAt(0)).toFixed(2)}</span>
      <span role="gridcell" class={isOut ? 'out' : 'in'}>
        {isOut ? '→ out' : '← in'}
      </span>
      <span role="gridcell" class={`opcode ${kind}`}>
        {trouble ? <b title="breaks a rule, or says that one was broken">✕ </b> : null}
        {kind === 'continuation' ? 'contin.' : kind === 'reserved' ? `0x${frame.opcode.toString(16)} ?` : kind}
      </span>
      <span role="gridcell" class="flags">
        {flagsOf(frame)}
      </span>
      <span role="gridcell" class="number">
        {count(frame.length)}
      </span>
      <span role="gridcell" class="payload">
        {glimpse(frame, kind)}
      </span>
    </div>
  );
}

function flagsOf({
  fin,
  rsv,
  masked,
}: {
  readonly fin: boolean;
  readonly rsv: number;
  readonly masked: boolean;
}): string {
  return `${fin ? 'F' : '·'}${rsv & 4 ? 'Z' : '·'}${masked ? 'M' : '·'}`;
}

/** The payload's beginning, in a line. */
function glimpse(frame: Parameters<typeof textOf>[0], kind: string): string {
  const { payload, inflated } = frame;
  if (kind === 'close') return closeGlimpse(payload);
  const bytes = (inflated ?? payload).subarray(0, 120);
  if (kind === 'binary' || (kind !== 'text' && bytes.some((byte) => byte < 9 || byte > 126))) {
    return spacedHex(bytes.subarray(0, 48));
  }
  return printable(decoder.decode(bytes)).replaceAll('\n', '\\n');
}

function closeGlimpse(payload: Uint8Array): string {
  if (payload.length < 2) return payload.length === 0 ? 'no code' : '';
  const code = ((payload[0] ?? 0) << 8) | (payload[1] ?? 0);
  return printable(`${code} ${decoder.decode(payload.subarray(2))}`).replaceAll('\n', '\\n');
}

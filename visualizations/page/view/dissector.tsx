/** One frame, down to the bit: what its header says, what it carries, and what it breaks. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { opcodeName } from '../../../src/codec/opcodes.ts';
import type { Dissection } from '../../../src/inspect/dissect.ts';
import { printable } from '../../../src/inspect/printable.ts';
import { factsOf } from '../model/frame-facts.ts';
import type { Recording } from '../model/recording.ts';
import { BitGrid } from './bit-grid.tsx';
import { type Form, HexView } from './hex-view.tsx';
import { count } from './words.ts';

/** Characters of a payload's text that are shown. */
const LONGEST_TEXT = 4000;

export function Dissector({ recording }: { readonly recording: Recording }): JSX.Element {
  const { journal, playhead, survey } = recording;
  const number = Math.min(journal.frameNumberAt(playhead.at.value), survey.traits.length - 1);
  return (
    <section class="pane dissector" data-pane="dissector" aria-label="Frame" data-frame={number}>
      {number < 0 ? <p class="empty">No frame up to this moment.</p> : <Frame recording={recording} number={number} />}
    </section>
  );
}

interface FrameProps {
  readonly recording: Recording;
  readonly number: number;
}

function Frame({ recording, number }: FrameProps): JSX.Element {
  const form = useSignal<Form>('unmasked');
  const lit = useSignal(-1);
  const { frame, dissection, faults, badByte } = factsOf(recording, number);
  const forms: Form[] = [
    ...(frame.masked ? (['masked'] as const) : []),
    'unmasked',
    ...(frame.inflated === undefined ? [] : (['inflated'] as const)),
  ];
  const chosen = forms.includes(form.value) ? form.value : 'unmasked';
  return (
    <>
      <header class="pane-head">
        <h2>Frame {number}</h2>
        <span class={frame.direction}>{frame.direction === 'in' ? '← in' : '→ out'}</span>
        <span>
          {opcodeName(frame.opcode)}
          {frame.fin ? '' : ', more follows'}
        </span>
        <span class="quiet">
          {frame.headerLength} + {count(frame.length)} B at {count(frame.offset)}
        </span>
        <span class="spring" />
        <fieldset class="forms" aria-label="Form of the payload">
          {forms.map((name) => (
            <button
              key={name}
              type="button"
              class="small"
              aria-pressed={chosen === name}
              data-form={name}
              onClick={() => {
                form.value = name;
              }}
            >
              {frame.masked || name !== 'unmasked' ? name : 'payload'}
            </button>
          ))}
        </fieldset>
      </header>
      <div class="dissection">
        {faults.map((fault) => (
          <p key={fault} class="fault" data-fault>
            ✕ {printable(fault, 600)}
          </p>
        ))}
        <BitGrid fields={dissection.fields.filter(isShown)} lit={lit} />
        <Content
          dissection={dissection}
          kept={(frame.inflated ?? frame.payload).length}
          whole={frame.inflated === undefined ? frame.length : frame.inflatedLength}
        />
        <HexView frame={frame} dissection={dissection} form={chosen} lit={lit} badByte={badByte} />
      </div>
    </>
  );
}

/** The payload is below, byte by byte. */
function isShown({ name }: Dissection['fields'][number]): boolean {
  return name !== 'payload' && name !== 'reason';
}

interface ContentProps {
  readonly dissection: Dissection;
  readonly kept: number;
  readonly whole: number;
}

function Content({ dissection, kept, whole }: ContentProps): JSX.Element | null {
  const { text, utf8Error, close } = dissection;
  if (close !== undefined) {
    return (
      <p class="content" data-close={close.code}>
        <b>{close.code}</b> {printable(close.meaning)}
        {close.allowed ? null : <span class="bad"> ✕ must not be on the wire</span>}
        {close.reason === '' ? <span class="quiet"> · no reason</span> : <span> · “{printable(close.reason)}”</span>}
      </p>
    );
  }
  return (
    <>
      {utf8Error < 0 ? null : (
        <p class="quiet" data-utf8-error={utf8Error}>
          valid UTF-8 up to byte {utf8Error} of the payload:
        </p>
      )}
      {text === undefined || text === '' ? null : (
        <pre class="content" data-text>
          {printable(text, LONGEST_TEXT)}
        </pre>
      )}
      {kept < whole ? (
        <p class="quiet">
          {count(kept)} of {count(whole)} bytes were kept by the recorder.
        </p>
      ) : null}
    </>
  );
}

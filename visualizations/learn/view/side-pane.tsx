/** One side: what its application can do and has got, its machines, its sequence and its frames. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren, JSX } from 'preact';
import type { Role } from '../../../machines/index.ts';
import { explainClose } from '../../../src/endpoint/close-record.ts';
import type { Message } from '../../../src/endpoint/index.ts';
import { printable } from '../../../src/inspect/printable.ts';
import { ChartsPane } from '../../page/view/charts-pane.tsx';
import { Dissector } from '../../page/view/dissector.tsx';
import { FrameTable } from '../../page/view/frame-table.tsx';
import { SequencePane } from '../../page/view/sequence-pane.tsx';
import { WhyPane } from '../../page/view/why-pane.tsx';
import type { Attempt, Course } from '../course.ts';
import { hexOf } from '../payload-text.ts';
import { Composer } from './composer.tsx';
import { PressButton } from './press-button.tsx';

export interface SideProps {
  readonly course: Course;
  readonly attempt: Attempt;
  readonly side: Role;
}

type View = 'machines' | 'sequence' | 'frames' | 'why';
const views: readonly View[] = ['machines', 'sequence', 'frames', 'why'];

export function SidePane({ course, attempt, side }: SideProps): JSX.Element {
  const view = useSignal<View>('machines');
  return (
    <section class={`pane side ${side}`} data-side={side} aria-label={side}>
      <Head attempt={attempt} side={side} />
      <Controls course={course} attempt={attempt} side={side} />
      <Application attempt={attempt} side={side} />
      <div class="tabs" role="tablist" aria-label={`What is shown of the ${side}`}>
        {views.map((name) => (
          <Tab key={name} name={name} chosen={view} />
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" aria-label={view.value}>
        <Panel attempt={attempt} side={side} view={view.value} />
      </div>
    </section>
  );
}

function Tab({ name, chosen }: { readonly name: View; readonly chosen: Signal<View> }): JSX.Element {
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
      {name}
    </button>
  );
}

function Head({ attempt, side }: Omit<SideProps, 'course'>): JSX.Element {
  attempt.version.value;
  const { world } = attempt;
  const { endpoint, timers, paused } = world.side(side);
  const { record } = endpoint;
  const mark = record === undefined ? endpoint.state : record.clean ? 'closed' : 'unclean';
  return (
    <header class="pane-head side-head">
      <h2>{side}</h2>
      <span class="badge" data-state={endpoint.state}>
        <span class={`state-mark ${mark}`} aria-hidden="true" /> {endpoint.state}
        {record === undefined ? '' : `, ${record.clean ? 'clean' : 'unclean'}, ${record.code}`}
      </span>
      {paused ? <span class="badge warning">reading paused</span> : null}
      {endpoint.bufferedAmount > 0 ? <span class="badge warning">more waits to be sent</span> : null}
      <span class="spring" />
      {timers.map(({ timer, due }) => (
        <span key={timer} class="quiet timer" title={`the ${timer} timer fires in so many seconds`}>
          {timer} {((due - world.time) / 1000).toFixed(0)} s
        </span>
      ))}
    </header>
  );
}

function Controls({ course, attempt, side }: SideProps): JSX.Element | null {
  const { controls, composers = [] } = attempt.lesson;
  const numbered = controls.map((control, index) => ({ ...control, index }));
  const own = numbered.filter(({ press }) => ('side' in press ? press.side : 'client') === side);
  const hasComposer = composers.includes(side);
  if (own.length === 0 && !hasComposer) return null;
  return (
    <div class="controls">
      {own.map(({ label, press, index }) => (
        <PressButton key={index} course={course} attempt={attempt} press={press} hint={index < 9 ? `${index + 1}` : ''}>
          {label}
        </PressButton>
      ))}
      {hasComposer ? <Composer course={course} attempt={attempt} side={side} /> : null}
    </div>
  );
}

/** What the application got: the newest message first. */
function Application({ attempt, side }: Omit<SideProps, 'course'>): JSX.Element {
  attempt.version.value;
  const { messages } = attempt.world.side(side);
  return (
    <p class="application" data-messages={messages.length}>
      <span class="quiet">application got </span>
      {messages.length === 0 ? <span class="quiet">nothing yet</span> : null}
      {messages.map((message, index) => (
        <code key={index}>{textOf(message)}</code>
      ))}
    </p>
  );
}

function textOf(message: Message): string {
  return typeof message === 'string'
    ? `“${printable(message, 60)}”`
    : Array.from(message.subarray(0, 24), hexOf).join(' ');
}

function Panel({ attempt, side, view }: Omit<SideProps, 'course'> & { readonly view: View }): ComponentChildren {
  const recording = attempt.recordings[side];
  switch (view) {
    case 'machines':
      return <ChartsPane recording={recording} enlarged={attempt.machines[side]} />;
    case 'sequence':
      return <SequencePane recording={recording} />;
    case 'frames':
      return (
        <div class="frames-above">
          <FrameTable recording={recording} />
          <Dissector recording={recording} />
        </div>
      );
    case 'why':
      return <Why attempt={attempt} side={side} />;
  }
}

/** What the last event set off; and why the connection is over, once it is. */
function Why({ attempt, side }: Omit<SideProps, 'course'>): JSX.Element {
  attempt.version.value;
  const { record } = attempt.world.side(side).endpoint;
  return (
    <div class="reasons">
      {record === undefined ? null : <pre class="close-record">{printable(explainClose(record), 4000)}</pre>}
      <WhyPane recording={attempt.recordings[side]} />
    </div>
  );
}

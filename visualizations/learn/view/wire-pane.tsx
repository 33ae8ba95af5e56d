/** The wire: what is in flight in both directions, what it means, and the clock. */
import type { JSX } from 'preact';
import type { Role } from '../../../machines/index.ts';
import type { Attempt, Course } from '../course.ts';
import { otherRole } from '../presses.ts';
import { ByteEditor } from './byte-editor.tsx';
import { LineView } from './line-view.tsx';
import { PressButton } from './press-button.tsx';

interface WireProps {
  readonly course: Course;
  readonly attempt: Attempt;
}

export function WirePane({ course, attempt }: WireProps): JSX.Element {
  attempt.version.value;
  const { unplugged } = attempt.world;
  return (
    <section class={`pane wire ${unplugged ? 'unplugged' : ''}`} data-pane="wire" aria-label="The wire">
      <header class="pane-head">
        <h2>The wire</h2>
        {unplugged ? <span class="badge bad">unplugged</span> : null}
        <span class="spring" />
        <PressButton course={course} attempt={attempt} press={{ do: 'deliverAll' }} hint="a">
          Let all arrive
        </PressButton>
      </header>
      <Direction course={course} attempt={attempt} from="client" />
      <Direction course={course} attempt={attempt} from="server" />
      <ByteEditor course={course} attempt={attempt} />
      <Tools course={course} attempt={attempt} />
    </section>
  );
}

function Direction({ course, attempt, from }: WireProps & { readonly from: Role }): JSX.Element {
  const { line } = attempt.world.side(from);
  const to = otherRole(from);
  const arrow = from === 'client' ? '→' : '←';
  return (
    <div class={`direction ${from}`} data-direction={from}>
      <header class="direction-head">
        <b class={from === 'client' ? 'out' : 'in'}>client {arrow} server</b>
        <span class="quiet" data-in-flight={line.inFlight}>
          {line.inFlight} in flight{line.full && line.inFlight > 0 ? ', full' : ''}
          {line.ended && !line.endArrived ? ', then its end' : ''}
        </span>
        <span class="spring" />
        <PressButton
          course={course}
          attempt={attempt}
          press={{ do: 'deliver', from, amount: 'byte' }}
          hint={`⇧${arrow}`}
        >
          Byte
        </PressButton>
        <PressButton course={course} attempt={attempt} press={{ do: 'deliver', from, amount: 'piece' }} hint={arrow}>
          {line.inFlight === 0 && line.ended ? 'End' : 'Piece'}
        </PressButton>
      </header>
      <LineView course={course} attempt={attempt} from={from} to={to} />
    </div>
  );
}

function Tools({ course, attempt }: WireProps): JSX.Element | null {
  const { wire, clock } = attempt.lesson;
  const { time } = attempt.world;
  if (!clock && !wire.unplug && !wire.reset) return null;
  return (
    <div class="tools">
      {clock ? (
        <>
          <span class="clock" data-clock={time}>
            {(time / 1000 - 1).toFixed(1)} s
          </span>
          <PressButton course={course} attempt={attempt} press={{ do: 'timer' }} hint="t">
            Next timer
          </PressButton>
          <PressButton course={course} attempt={attempt} press={{ do: 'wait', time: 1000 }} hint="s">
            1 s passes
          </PressButton>
        </>
      ) : null}
      {wire.unplug ? (
        <PressButton course={course} attempt={attempt} press={{ do: 'unplug' }} hint="u">
          Unplug
        </PressButton>
      ) : null}
      {wire.reset ? (
        <PressButton course={course} attempt={attempt} press={{ do: 'reset' }} hint="k">
          Reset
        </PressButton>
      ) : null}
    </div>
  );
}

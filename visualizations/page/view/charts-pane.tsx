/** The seven machines: all of them at a glance, or one of them large, with where the others are beside it. */
import type { Signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { ActorName } from '../../../machines/index.ts';
import { actorNames } from '../../../src/engine/engine.ts';
import { sections } from '../model/explanation.ts';
import type { Recording } from '../model/recording.ts';
import { ChartView } from './chart-view.tsx';
import { shortState } from './words.ts';

export interface ChartsPaneProps {
  readonly recording: Recording;
  /** The machine that is shown large; undefined for all of them. */
  readonly enlarged: Signal<ActorName | undefined>;
}

export function ChartsPane({ recording, enlarged }: ChartsPaneProps): JSX.Element {
  const actor = enlarged.value;
  return (
    <section class="pane charts" data-pane="charts" aria-label="Machines">
      <div class={actor === undefined ? 'tiles' : 'tiles beside'} role="tablist" aria-label="Machines">
        {actorNames.map((name, number) => (
          <Tile
            key={name}
            actor={name}
            number={number + 1}
            recording={recording}
            selected={name === actor}
            hasChart={actor === undefined}
            select={() => {
              enlarged.value = name === actor ? undefined : name;
            }}
          />
        ))}
        {actor === undefined ? <Legend /> : null}
      </div>
      {actor === undefined ? null : <Enlarged key={actor} actor={actor} recording={recording} enlarged={enlarged} />}
    </section>
  );
}

interface TileProps {
  readonly actor: ActorName;
  readonly number: number;
  readonly recording: Recording;
  readonly selected: boolean;
  readonly hasChart: boolean;
  readonly select: () => void;
}

function Tile({ actor, number, recording, selected, hasChart, select }: TileProps): JSX.Element {
  const at = recording.playhead.at.value;
  const { journal, survey } = recording;
  const state = at < 0 ? '' : journal.stateAt(actor, at);
  const taken = survey.transitions[actor];
  const count = taken.countUpTo(at);
  const last = count === 0 ? -1 : taken.get(count - 1);
  const moved = last >= 0 && last >= survey.stepAt(at)[0];
  return (
    <button
      type="button"
      role="tab"
      aria-selected={selected}
      class={`tile ${moved ? 'moved' : ''} ${last === at && last >= 0 ? 'now' : ''}`}
      data-machine={actor}
      data-state={state}
      title={`${actor}: ${state}`}
      onClick={select}
    >
      <span class="tile-name">
        <kbd>{number}</kbd> {actor}
        {moved ? (
          <span class="moved-mark" title="has just taken a transition">
            ●
          </span>
        ) : null}
      </span>
      <span class="tile-state">{state === '' ? '–' : shortState(state)}</span>
      {hasChart ? <ChartView actor={actor} recording={recording} smallest={0.5} hasControls={false} /> : null}
    </button>
  );
}

function Legend(): JSX.Element {
  return (
    <div class="legend" aria-hidden="true">
      <span>
        <i class="legend-active" /> active state
      </span>
      <span>
        <i class="legend-fired" /> just taken
      </span>
      <span>
        <i class="legend-trail" /> before that
      </span>
      <span class="quiet">
        <kbd>1</kbd>–<kbd>7</kbd> enlarge
      </span>
      <span class="quiet">
        <kbd>0</kbd> all
      </span>
    </div>
  );
}

interface EnlargedProps {
  readonly actor: ActorName;
  readonly recording: Recording;
  readonly enlarged: Signal<ActorName | undefined>;
}

function Enlarged({ actor, recording, enlarged }: EnlargedProps): JSX.Element {
  const zoom = (how: string) => () => window.dispatchEvent(new CustomEvent('wirechart-zoom', { detail: how }));
  return (
    <div class="enlarged" role="tabpanel" aria-label={actor} data-enlarged={actor}>
      <ChartView actor={actor} recording={recording} smallest={0.9} hasControls={true} />
      <span class="section">{sections[actor]}</span>
      <div class="zoom" role="toolbar" aria-label="Size of the chart">
        <button type="button" onClick={zoom('in')} title="larger ( + )" aria-label="larger">
          +
        </button>
        <button type="button" onClick={zoom('out')} title="smaller ( - )" aria-label="smaller">
          −
        </button>
        <button type="button" onClick={zoom('whole')} title="the whole chart ( w )">
          whole
        </button>
        <button type="button" onClick={zoom('follow')} title="follow what happens ( f )">
          follow
        </button>
        <button
          type="button"
          onClick={() => {
            enlarged.value = undefined;
          }}
          title="all machines ( 0 )"
        >
          all
        </button>
      </div>
    </div>
  );
}

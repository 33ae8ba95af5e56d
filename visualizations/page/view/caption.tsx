/** The record at the moment in one line: what was taken, on what, and why. */
import type { JSX } from 'preact';
import { printable } from '../../../src/inspect/printable.ts';
import { describe, explainTransition } from '../model/explanation.ts';
import type { Recording } from '../model/recording.ts';

export function Caption({ recording }: { readonly recording: Recording }): JSX.Element {
  const at = recording.playhead.at.value;
  if (at < 0) return <p class="caption" />;
  const { journal } = recording;
  const record = journal.record(at);
  if (record.kind !== 'transition') {
    return (
      <p class="caption" data-caption={record.kind}>
        <span class="quiet">{journal.seqAt(at)}</span> {printable(describe(journal, at), 300)}
      </p>
    );
  }
  const { actor, from, to, event, guard, actions, section } = explainTransition(journal, at, record);
  return (
    <p class="caption" data-caption="transition" title={section}>
      <span class="quiet">{journal.seqAt(at)}</span> <b>{actor}</b> {from}
      {to === '' ? <span class="quiet"> stays</span> : <b class="to"> → {to}</b>}
      {event === undefined ? null : (
        <span>
          <span class="quiet"> on </span>
          {printable(event.type)}
        </span>
      )}
      {guard === '' ? null : <span class="guard"> [{guard}]</span>}
      {actions.length === 0 ? null : <span class="action"> / {actions.join(', ')}</span>}
    </p>
  );
}

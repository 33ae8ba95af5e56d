/** Why: the event that is looked at, all that it set off, and the reasons for the record at the moment. */
import type { ComponentChildren, JSX } from 'preact';
import { fieldsOf } from '../../../src/inspect/origin.ts';
import { printable } from '../../../src/inspect/printable.ts';
import type { InspectRecord } from '../../../src/inspect/records.ts';
import { describe, explainEnd, explainTransition, tellerOf } from '../model/explanation.ts';
import type { Recording } from '../model/recording.ts';

/** Records of one event that are listed around the current one. */
const MOST = 60;

export function WhyPane({ recording }: { readonly recording: Recording }): JSX.Element {
  const { playhead, journal, survey } = recording;
  const at = playhead.at.value;
  if (at < 0) return <p class="empty">Nothing is recorded yet.</p>;
  const [from, to] = survey.stepAt(at);
  const first = survey.rows.countUpTo(from - 1);
  const last = survey.rows.countUpTo(to - 1);
  const here = survey.rows.countUpTo(at) - 1;
  const begin = Math.max(first, here - MOST / 2);
  const rows = Array.from({ length: Math.min(last - begin, MOST) }, (_, place) => survey.rows.get(begin + place));
  return (
    <div class="why" data-why>
      <div class="why-detail" aria-live="polite">
        <Detail recording={recording} index={at} />
      </div>
      <ol class="chain" aria-label="What this event set off">
        {rows.map((index) => (
          <li key={index} class={`${index === at ? 'selected' : ''} ${index > at ? 'future' : ''}`}>
            <button type="button" onClick={() => playhead.seek(index)} data-record={index} aria-current={index === at}>
              <span class="quiet">{journal.seqAt(index)}</span> {printable(describe(journal, index), 200)}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface DetailProps {
  readonly recording: Recording;
  readonly index: number;
}

function Detail({ recording, index }: DetailProps): JSX.Element {
  const { journal } = recording;
  const record = journal.record(index);
  switch (record.kind) {
    case 'transition':
      return <Transition recording={recording} index={index} record={record} />;
    case 'input':
    case 'message':
      return (
        <dl class="facts">
          <Fact name="event">
            <b>{printable(record.event.type)}</b> <Fields event={record.event} />
          </Fact>
          <Fact name="told by">
            {tellerOf(record)}
            {record.kind === 'input' && record.nested ? ', while another event was being handled' : ''}
          </Fact>
          <Fact name="to">
            {record.actor}, which is in <code>{journal.stateAt(record.actor, index)}</code>
          </Fact>
        </dl>
      );
    case 'closed':
      return <pre class="close-record">{printable(explainEnd(record.record), 6000)}</pre>;
    case 'handshake':
      return <pre class="close-record">{printable(record.head.replaceAll('\r\n', '\n'), 16_000)}</pre>;
    case 'gap':
      return (
        <p>
          <b>{record.lost.toLocaleString('en')} records were lost here:</b> the recorder’s memory was full, or this page
          was too slow. States are known again from the next snapshot on.
        </p>
      );
    default:
      return <p>{printable(describe(journal, index))}</p>;
  }
}

function Transition({
  recording,
  index,
  record,
}: DetailProps & { readonly record: Extract<InspectRecord, { kind: 'transition' }> }): JSX.Element {
  const { playhead, journal } = recording;
  const why = explainTransition(journal, index, record);
  const { cause } = why;
  return (
    <dl class="facts" data-transition={record.index}>
      <Fact name={why.actor}>
        <code>{why.from}</code>{' '}
        {why.to === '' ? (
          <span class="quiet">stays</span>
        ) : (
          <>
            → <code class="to">{why.to}</code>
          </>
        )}
      </Fact>
      <Fact name="event">
        {why.event === undefined ? (
          <span class="quiet">
            {why.isEventless ? 'none: taken as soon as its guard holds' : 'not in this recording'}
          </span>
        ) : (
          <>
            <button
              type="button"
              class="link"
              title="go to the event"
              onClick={() => {
                if (cause !== undefined) playhead.seek(cause);
              }}
            >
              {printable(why.event.type)}
            </button>{' '}
            <span class="quiet">from {why.event.teller}</span> <Pairs pairs={why.event.fields} />
          </>
        )}
      </Fact>
      <Fact name="guard">
        {why.guard === '' ? <span class="quiet">none</span> : <span class="guard">[{why.guard}] held</span>}
      </Fact>
      <Fact name="actions">
        {why.actions.length === 0 ? (
          <span class="quiet">none</span>
        ) : (
          why.actions.map((action, place) => (
            <span key={`${place} ${action}`} class="action">
              {action}
            </span>
          ))
        )}
      </Fact>
      {why.rule === '' ? null : (
        <Fact name="rule">
          <span class="bad">✕ {why.rule}</span>
        </Fact>
      )}
      <Fact name="section">{why.section}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Fields({ event }: { readonly event: Parameters<typeof fieldsOf>[0] }): JSX.Element {
  return <Pairs pairs={fieldsOf(event)} />;
}

function Pairs({ pairs }: { readonly pairs: readonly (readonly [string, string])[] }): JSX.Element {
  return (
    <>
      {pairs.map(([name, value]) => (
        <span key={name} class="pair">
          {printable(name, 60)}
          <span class="quiet">=</span>
          {value === '' ? <span class="quiet">''</span> : printable(value, 200)}
        </span>
      ))}
    </>
  );
}

/** What the page may do to a live connection, where its program allows that. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Injection } from '../../../src/inspect/feed.ts';
import type { Entry } from '../model/entry.ts';
import type { Inspection } from '../model/inspection.ts';

export function InjectBar({
  inspection,
  entry,
}: {
  readonly inspection: Inspection;
  readonly entry: Entry;
}): JSX.Element {
  const text = useSignal('');
  const code = useSignal('1000');
  const reason = useSignal('');
  const inject = (injection: Injection) => () => inspection.inject(entry, injection);
  const isOpen = entry.summary.value?.state === 'open';
  return (
    <form
      class="inject"
      data-inject
      aria-label="Act on the connection"
      onSubmit={(event) => {
        event.preventDefault();
        inspection.inject(entry, { action: 'send', text: text.value });
      }}
    >
      <input
        aria-label="Text"
        data-input="inject"
        placeholder="text to send, or a ping’s payload"
        value={text.value}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
      />
      <button type="submit" data-action="send" disabled={!isOpen}>
        send
      </button>
      <button
        type="button"
        data-action="ping"
        disabled={!isOpen}
        onClick={inject({ action: 'ping', text: text.value })}
      >
        ping
      </button>
      <span class="gap" />
      <input
        class="code"
        aria-label="Close code"
        inputMode="numeric"
        value={code.value}
        onInput={(event) => {
          code.value = event.currentTarget.value;
        }}
      />
      <input
        class="reason"
        aria-label="Reason"
        placeholder="reason"
        value={reason.value}
        onInput={(event) => {
          reason.value = event.currentTarget.value;
        }}
      />
      <button
        type="button"
        data-action="close"
        disabled={!isOpen}
        onClick={inject({ action: 'close', code: Number(code.value), reason: reason.value })}
      >
        close
      </button>
      <span class="gap" />
      <button type="button" data-action="pause" disabled={!isOpen} onClick={inject({ action: 'pause' })}>
        pause
      </button>
      <button type="button" data-action="resume" disabled={!isOpen} onClick={inject({ action: 'resume' })}>
        resume
      </button>
      <button type="button" class="danger" data-action="terminate" onClick={inject({ action: 'terminate' })}>
        terminate
      </button>
    </form>
  );
}

/** A field for what a side sends: a whole message, a frame of one, or a piece of a frame. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Role } from '../../../machines/index.ts';
import type { Message } from '../../../src/endpoint/index.ts';
import { readPayload } from '../payload-text.ts';
import type { Press } from '../presses.ts';
import type { MessageUnderWay } from '../side.ts';
import { bytesOf } from '../world.ts';
import { PressButton } from './press-button.tsx';
import type { SideProps } from './side-pane.tsx';

export function Composer({ course, attempt, side }: SideProps): JSX.Element {
  const written = useSignal('Hello');
  attempt.version.value;
  const read = readPayload(written.value);
  const offers = 'problem' in read ? [] : offersOf(side, attempt.world.side(side).underWay, read.payload);
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        if (offers[0] !== undefined) course.press(offers[0].press);
      }}
    >
      <input
        data-compose={side}
        aria-label={`What the ${side} sends: text, or hex behind 0x`}
        placeholder="text, or 0x e2 82 ac"
        maxLength={300}
        value={written.value}
        onInput={(event) => {
          written.value = event.currentTarget.value;
        }}
      />
      {'problem' in read ? <span class="bad">{read.problem}</span> : null}
      {offers.map(({ label, press }) => (
        <PressButton key={label} course={course} attempt={attempt} press={press}>
          {label}
        </PressButton>
      ))}
    </form>
  );
}

/** What can be done with a payload; the first is what the Enter key does. */
function offersOf(
  side: Role,
  underWay: MessageUnderWay | undefined,
  payload: Message,
): readonly { label: string; press: Press }[] {
  const type = typeof payload === 'string' ? 'text' : 'binary';
  const { length } = bytesOf(payload);
  if (underWay === undefined) {
    return [
      { label: 'Send', press: { do: 'send', side, payload } },
      { label: 'Begin a message', press: { do: 'begin', side, type } },
    ];
  }
  if (underWay.remain > 0)
    return [{ label: `Write ${length} of ${underWay.remain} bytes`, press: { do: 'data', side, payload } }];
  return [
    { label: 'Frame', press: { do: 'frame', side, payload, last: false } },
    { label: 'Last frame', press: { do: 'frame', side, payload, last: true } },
    { label: 'Stream a frame', press: { do: 'beginFrame', side, length: Math.max(1, 2 * length), last: false } },
  ];
}

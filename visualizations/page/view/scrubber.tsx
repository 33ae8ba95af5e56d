/** The line of time: where the frames are dense, where records are missing, and the moment that is shown. */
import { effect, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type Player, type Speed, speeds } from '../model/player.ts';
import type { Recording } from '../model/recording.ts';
import { Icon } from './icons.tsx';
import { clock, count, duration } from './words.ts';

const HEIGHT = 26;

export function Scrubber({
  recording,
  player,
}: {
  readonly recording: Recording;
  readonly player: Player;
}): JSX.Element {
  const { playhead, journal } = recording;
  const at = playhead.at.value;
  const live = playhead.live.value;
  const time = at < 0 ? 0 : journal.timeAt(at);
  const go = (move: () => void) => () => {
    player.pause();
    move();
  };
  return (
    <footer class="scrubber" data-pane="scrubber">
      <div class="buttons" role="toolbar" aria-label="Steps">
        <button
          type="button"
          data-action="frame-back"
          aria-label="frame before"
          title="frame before ( shift ← )"
          onClick={go(() => playhead.stepFrame(-1))}
        >
          <Icon name="frameBack" />
        </button>
        <button
          type="button"
          data-action="back"
          aria-label="record before"
          title="record before ( ← )"
          onClick={go(() => playhead.step(-1))}
        >
          <Icon name="back" />
        </button>
        <button
          type="button"
          class="play"
          data-action="play"
          title="play or pause ( space )"
          aria-pressed={player.playing.value}
          onClick={() => player.toggle(recording, performance.now())}
        >
          {player.playing.value ? 'pause' : 'play'}
        </button>
        <button
          type="button"
          data-action="forward"
          aria-label="record after"
          title="record after ( → )"
          onClick={go(() => playhead.step(1))}
        >
          <Icon name="forward" />
        </button>
        <button
          type="button"
          data-action="frame-forward"
          aria-label="frame after"
          title="frame after ( shift → )"
          onClick={go(() => playhead.stepFrame(1))}
        >
          <Icon name="frameForward" />
        </button>
        <select
          aria-label="Speed"
          data-input="speed"
          value={player.speed.value}
          onChange={(event) => {
            const chosen = speeds.find((each) => String(each) === event.currentTarget.value);
            if (chosen !== undefined) player.speed.value = chosen;
          }}
        >
          {speeds.map((speed) => (
            <option key={speed} value={speed}>
              {nameOf(speed)}
            </option>
          ))}
        </select>
      </div>
      <Track recording={recording} player={player} />
      <div class="moment">
        <span class="moment-line" data-moment={at}>
          <b>{count(at + 1)}</b> / {count(recording.length.value)}
          {at < 0 ? null : (
            <span title={clock((journal.head?.epoch ?? 0) + time)}> {duration(time - journal.timeAt(0))}</span>
          )}
        </span>
        <span class="quiet moment-line">{at < 0 ? '' : clock((journal.head?.epoch ?? 0) + time)}</span>
      </div>
      <button
        type="button"
        class={`live ${live ? 'on' : ''}`}
        data-action="live"
        aria-pressed={live}
        title="follow what is new ( l )"
        onClick={go(() => playhead.goLive())}
      >
        <span aria-hidden="true">{live ? '●' : '○'}</span> {live ? 'live' : 'go live'}
      </button>
    </footer>
  );
}

function nameOf(speed: Speed): string {
  return speed === 0 ? 'as it went' : `${speed} / s`;
}

function Track({ recording, player }: { readonly recording: Recording; readonly player: Player }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useSignal(300);
  const theme = useSignal(0);
  const { playhead } = recording;
  const length = recording.length.value;
  const at = playhead.at.value;

  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (element === null || element === undefined) return;
    const observer = new ResizeObserver(() => {
      width.value = element.clientWidth;
    });
    observer.observe(element);
    const repaint = () => {
      theme.value += 1;
    };
    window.addEventListener('wirechart-theme', repaint);
    return () => {
      observer.disconnect();
      window.removeEventListener('wirechart-theme', repaint);
    };
  }, [width, theme]);

  useEffect(
    () =>
      effect(() => {
        theme.value;
        recording.length.value;
        if (canvas.current !== null) draw(canvas.current, recording, width.value);
      }),
    [recording, width, theme],
  );

  const seekTo = (event: PointerEvent) => {
    const { left, width: across } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    player.pause();
    playhead.seek(((event.clientX - left) / across) * (recording.length.peek() - 1));
  };
  return (
    <div
      class="track"
      role="slider"
      tabIndex={0}
      aria-label="Moment"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, length - 1)}
      aria-valuenow={Math.max(0, at)}
      data-slider
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seekTo(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seekTo(event);
      }}
    >
      <canvas ref={canvas} height={HEIGHT} />
      <span class="thumb" style={{ left: `${length < 2 ? 0 : (Math.max(0, at) / (length - 1)) * 100}%` }} />
    </div>
  );
}

/** How many frames there are along the line, and the landmarks. */
function draw(canvas: HTMLCanvasElement, { journal, survey, length }: Recording, width: number): void {
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const context = canvas.getContext('2d');
  if (context === null || length.value === 0 || width === 0) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const records = length.value;
  const counts: number[] = [];
  const bars = Math.min(Math.floor(width / 3), records);
  for (let bar = 0; bar < bars; bar++) {
    const from = journal.frames.countUpTo(Math.floor((bar * records) / bars) - 1);
    counts.push(journal.frames.countUpTo(Math.floor(((bar + 1) * records) / bars) - 1) - from);
  }
  const most = Math.max(1, ...counts);
  context.fillStyle = style.getPropertyValue('--bar');
  for (const [bar, frames] of counts.entries()) {
    const height = frames === 0 ? 1 : 3 + (frames / most) * (HEIGHT - 8);
    context.fillRect((bar * width) / bars, HEIGHT - height, Math.max(1, width / bars - 1), height);
  }
  for (const { index, kind } of survey.landmarks) {
    context.fillStyle = style.getPropertyValue(kind === 'gap' ? '--bad' : kind === 'closed' ? '--fired' : '--accent');
    context.fillRect((index / Math.max(1, records - 1)) * (width - 2), 0, 2, HEIGHT);
  }
}

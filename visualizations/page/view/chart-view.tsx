/** One machine's chart, live: it keeps what happens in view, until somebody takes hold of it. */
import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ActorName } from '../../../machines/index.ts';
import type { Recording } from '../model/recording.ts';
import { Camera } from './camera.ts';
import { ChartMarks } from './chart-marks.ts';
import { chartOf } from './chart-texts.ts';

export interface ChartViewProps {
  readonly actor: ActorName;
  readonly recording: Recording;
  /** The chart is never drawn smaller than this by itself: what happens is followed instead. */
  readonly smallest: number;
  /** Takes part in zooming and moving. */
  readonly hasControls: boolean;
}

export function ChartView({ actor, recording, smallest, hasControls }: ChartViewProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<{ readonly marks: ChartMarks; readonly camera: Camera } | undefined>(undefined);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const svg = chartOf(actor);
    element.replaceChildren(svg);
    const marks = new ChartMarks(actor, svg);
    const camera = new Camera(element, svg, smallest);
    chart.current = { marks, camera };
    const stop = effect(() => {
      if (marks.show(recording, recording.playhead.at.value)) camera.follow(marks);
    });
    camera.resize(marks);
    const observer = new ResizeObserver(() => camera.resize(marks));
    observer.observe(element);
    const letGo = hasControls ? camera.takeControls() : () => {};
    return () => {
      stop();
      observer.disconnect();
      letGo();
    };
  }, [actor, recording, smallest, hasControls]);

  useEffect(() => {
    if (!hasControls) return;
    const onZoom = ({ detail }: CustomEvent<string>) => chart.current?.camera.command(detail, chart.current.marks);
    // Keys are heard by the page as a whole, see `keys.ts`.
    const listener = onZoom as EventListener;
    window.addEventListener('wirechart-zoom', listener);
    return () => window.removeEventListener('wirechart-zoom', listener);
  }, [hasControls]);

  return <div ref={box} class="chart-box" data-chart={actor} />;
}

/** Which part of a chart is seen, and how large. */
import type { Box, ChartMarks } from './chart-marks.ts';

const LARGEST = 1.15;
const EDGE = 8;

export class Camera {
  readonly #box: HTMLElement;
  readonly #svg: SVGSVGElement;
  readonly #smallest: number;
  readonly #width: number;
  readonly #height: number;
  readonly #left: number;
  readonly #top: number;
  #scale = 1;
  #x = 0;
  #y = 0;
  /** Kept, as asking the browser makes it lay out the page. */
  #window = { width: 0, height: 0 };
  #mode: 'follow' | 'whole' | 'held' = 'follow';

  constructor(box: HTMLElement, svg: SVGSVGElement, smallest: number) {
    this.#box = box;
    this.#svg = svg;
    this.#smallest = smallest;
    const { x, y, width, height } = svg.viewBox.baseVal;
    this.#left = x;
    this.#top = y;
    this.#width = width;
    this.#height = height;
  }

  /** Brings into view what the marks are about, unless somebody holds the chart. */
  follow(marks: ChartMarks): void {
    if (this.#mode === 'held') return;
    const { width, height } = this.#window;
    if (width === 0) return;
    const fit = Math.min((width - 2 * EDGE) / this.#width, (height - 2 * EDGE) / this.#height, LARGEST);
    this.#scale = this.#mode === 'whole' ? fit : Math.max(fit, this.#smallest);
    this.#centre(this.#target(marks), width, height);
    this.#place();
  }

  resize(marks: ChartMarks): void {
    this.#window = { width: this.#box.clientWidth, height: this.#box.clientHeight };
    this.follow(marks);
  }

  command(name: string, marks: ChartMarks): void {
    const { width, height } = this.#window;
    if (name === 'in' || name === 'out') {
      this.#zoom(name === 'in' ? 1.25 : 0.8, width / 2, height / 2);
      return;
    }
    this.#mode = name === 'whole' ? 'whole' : 'follow';
    this.follow(marks);
  }

  /** Wheel zooms, dragging moves. @returns what ends it */
  takeControls(): () => void {
    const box = this.#box;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, top } = box.getBoundingClientRect();
      this.#zoom(Math.exp(-event.deltaY * 0.0015), event.clientX - left, event.clientY - top);
    };
    const onDown = (event: PointerEvent) => {
      if (event.button !== 0) return;
      box.setPointerCapture(event.pointerId);
      const move = ({ movementX, movementY }: PointerEvent) => {
        this.#mode = 'held';
        this.#x += movementX;
        this.#y += movementY;
        this.#place();
      };
      const up = () => {
        box.removeEventListener('pointermove', move);
        box.removeEventListener('pointerup', up);
        box.removeEventListener('pointercancel', up);
      };
      box.addEventListener('pointermove', move);
      box.addEventListener('pointerup', up);
      box.addEventListener('pointercancel', up);
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    box.addEventListener('pointerdown', onDown);
    return () => {
      box.removeEventListener('wheel', onWheel);
      box.removeEventListener('pointerdown', onDown);
    };
  }

  /** All of the focus where it fits; otherwise the state that is active. */
  #target(marks: ChartMarks): Box | undefined {
    const { focus, heart } = marks;
    if (focus === undefined) return undefined;
    const fits = focus.width * this.#scale < this.#window.width && focus.height * this.#scale < this.#window.height;
    return fits ? focus : heart;
  }

  #centre(target: Box | undefined, width: number, height: number): void {
    const middleX = target === undefined ? this.#left + this.#width / 2 : target.x + target.width / 2;
    const middleY = target === undefined ? this.#top : target.y + target.height / 2;
    this.#x = along(width, this.#width * this.#scale, (middleX - this.#left) * this.#scale);
    this.#y = along(height, this.#height * this.#scale, (middleY - this.#top) * this.#scale);
  }

  #zoom(factor: number, x: number, y: number): void {
    const scale = Math.max(0.15, Math.min(this.#scale * factor, 4));
    this.#x = x - ((x - this.#x) * scale) / this.#scale;
    this.#y = y - ((y - this.#y) * scale) / this.#scale;
    this.#scale = scale;
    this.#mode = 'held';
    this.#place();
  }

  #place(): void {
    this.#svg.style.transform = `translate(${this.#x.toFixed(1)}px, ${this.#y.toFixed(1)}px) scale(${this.#scale.toFixed(3)})`;
  }
}

/** Where a picture begins in its window so that `middle` is in the middle, with nothing empty where there is something to see. */
function along(window: number, picture: number, middle: number): number {
  if (picture <= window) return (window - picture) / 2;
  return Math.max(window - picture - EDGE, Math.min(window / 2 - middle, EDGE));
}

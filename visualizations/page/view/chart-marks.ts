/** Marks on a chart what a recording says of its machine: where it is, what it has just done, and how it got there. */
import type { ActorName } from '../../../machines/index.ts';
import type { Recording } from '../model/recording.ts';

/** Transitions before the last one that are still marked. */
const TRAIL = 3;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export class ChartMarks {
  readonly #actor: ActorName;
  readonly #states = new Map<string, Element>();
  readonly #transitions = new Map<number, Element[]>();
  #marked: [Element, string][] = [];
  #shown = '';
  /** The last transition that was marked as fired. */
  #fired: Element[] = [];
  #active: Element[] = [];

  constructor(actor: ActorName, svg: SVGSVGElement) {
    this.#actor = actor;
    for (const element of svg.querySelectorAll('[data-state]')) {
      this.#states.set(element.getAttribute('data-state') ?? '', element);
    }
    for (const element of svg.querySelectorAll('[data-transitions], [data-transition]')) {
      const numbers = element.getAttribute('data-transitions') ?? element.getAttribute('data-transition') ?? '';
      for (const number of numbers.split(' ').map(Number)) {
        const before = this.#transitions.get(number);
        if (before === undefined) this.#transitions.set(number, [element]);
        else before.push(element);
      }
    }
  }

  /** Marks the moment after the record at `index`. @returns whether anything has changed */
  show({ journal, survey }: Recording, index: number): boolean {
    const state = index < 0 ? '' : journal.stateAt(this.#actor, index);
    const taken = survey.transitions[this.#actor];
    const count = taken.countUpTo(index);
    const [stepFrom] = survey.stepAt(index);
    const isFresh = count > 0 && taken.get(count - 1) >= stepFrom;
    const shown = `${state} ${count} ${isFresh}`;
    if (shown === this.#shown) return false;
    this.#shown = shown;
    for (const [element, name] of this.#marked) element.classList.remove(name);
    this.#marked = [];
    this.#active = [];
    this.#fired = [];
    for (const part of state.split(' | ')) this.#markState(part);
    const numberAt = (place: number) => {
      const record = journal.record(taken.get(place));
      return record.kind === 'transition' ? record.index : -1;
    };
    for (let place = Math.max(0, count - 1 - TRAIL); place < count; place++) {
      const isFired = place === count - 1 && isFresh;
      const elements = this.#transitions.get(numberAt(place)) ?? [];
      for (const element of elements) this.#mark(element, isFired ? 'fired' : 'trail');
      if (isFired) this.#fired = elements;
    }
    return true;
  }

  /** What should be in view: the states that are active, and the transition that was just taken. */
  get focus(): Box | undefined {
    const boxes = [...this.#active, ...this.#fired]
      .filter((element) => element instanceof SVGGraphicsElement)
      .map(boxOf);
    if (boxes.length === 0) return undefined;
    const x = Math.min(...boxes.map((box) => box.x));
    const y = Math.min(...boxes.map((box) => box.y));
    const right = Math.max(...boxes.map((box) => box.x + box.width));
    const bottom = Math.max(...boxes.map((box) => box.y + box.height));
    return { x, y, width: right - x, height: bottom - y };
  }

  /** The box of the state that changed, or else of the first one that is active. */
  get heart(): Box | undefined {
    const first = this.#active[0];
    return first instanceof SVGGraphicsElement ? boxOf(first) : undefined;
  }

  #markState(path: string): void {
    const leaf = this.#states.get(path);
    if (leaf === undefined) return;
    this.#mark(leaf, 'active');
    this.#active.push(leaf);
    for (let at = path.lastIndexOf('.'); at > 0; at = path.lastIndexOf('.', at - 1)) {
      const around = this.#states.get(path.slice(0, at));
      if (around !== undefined) this.#mark(around, 'around');
    }
  }

  #mark(element: Element, name: string): void {
    element.classList.add(name);
    this.#marked.push([element, name]);
  }
}

const boxes = new WeakMap<SVGGraphicsElement, Box>();

/** Measured once: charts do not move. */
function boxOf(element: SVGGraphicsElement): Box {
  let box = boxes.get(element);
  if (box === undefined) {
    box = element.getBBox();
    boxes.set(element, box);
  }
  return box;
}

/** Keys on the wire: they walk over its bytes, write, and cut. */
import type { Course, Place } from '../course.ts';
import { readUnits } from '../wire-units.ts';

export class Typing {
  /** The first hex digit of a byte, until the second one comes. */
  #digit = '';
  #at = -1;

  /** @returns whether the key meant something here */
  key(course: Course, place: Place, { key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) return false;
    const { lesson, world } = course.attempt.value;
    const { line } = world.side(place.from);
    if (place.at !== this.#at) this.#digit = '';
    this.#at = place.at;
    const step = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -16,
      ArrowDown: 16,
      Home: -line.bytes.length,
      End: line.bytes.length,
    }[key];
    if (step !== undefined) {
      this.#go(course, place, step);
      return true;
    }
    if (key === 'Escape') {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return true;
    }
    if (line.inFlight === 0) return false;
    const isHead = readUnits(line.bytes).some(
      ({ kind, start, end }) => kind === 'head' && place.at >= start && place.at < end,
    );
    if (isHead && lesson.wire.edit === true) return this.#writeCharacter(course, place, key);
    if (key === 'x' && lesson.wire.cut === true) {
      course.press({ do: 'cut', from: place.from, at: place.at });
      return true;
    }
    return lesson.wire.edit === true && this.#writeDigit(course, place, key);
  }

  #go(course: Course, { from, at }: Place, step: number): void {
    const { place, world } = course.attempt.value;
    const { arrived, bytes } = world.side(from).line;
    place.value = { from, at: Math.max(arrived, Math.min(at + step, bytes.length - 1)) };
  }

  #writeCharacter(course: Course, { from, at }: Place, key: string): boolean {
    const value = key.charCodeAt(0);
    if (key.length !== 1 || value > 126) return false;
    course.press({ do: 'edit', from, at, value });
    return true;
  }

  #writeDigit(course: Course, { from, at }: Place, key: string): boolean {
    if (!/^[0-9a-f]$/i.test(key)) return false;
    this.#digit += key;
    if (this.#digit.length < 2) return true;
    course.press({ do: 'edit', from, at, value: Number.parseInt(this.#digit, 16) });
    this.#digit = '';
    return true;
  }
}

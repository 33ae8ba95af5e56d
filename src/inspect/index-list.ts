/** A list of small whole numbers that grows: four bytes each. */
export class IndexList {
  length = 0;
  #numbers = new Uint32Array(64);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  /** @throws {RangeError} if there is none at `position` */
  get(position: number): number {
    if (!(position >= 0 && position < this.length)) throw new RangeError(`there is no number at ${position}`);
    return this.#numbers[position] as number;
  }

  /** How many numbers are at most `number`, in a list that only grows: the last of them is one before. */
  countUpTo(number: number): number {
    let from = 0;
    let to = this.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#numbers[middle] as number) <= number) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

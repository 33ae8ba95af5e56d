/** What was wrong with a file, in few enough lines for a person to read, whatever the file. */

/** More of them tell nothing new. */
const MOST = 100;

export class Problems {
  readonly #lines: string[] = [];
  readonly #said = new Set<string>();
  #more = 0;

  add(line: string): void {
    if (this.#lines.length < MOST) this.#lines.push(line);
    else this.#more += 1;
  }

  /** @param what is said once only, however often it is wrong */
  once(what: string, line: string): void {
    if (this.#said.has(what)) return;
    // It is as long as the file wants.
    if (this.#said.size < MOST) this.#said.add(what);
    this.add(line);
  }

  list(): string[] {
    return this.#more === 0 ? [...this.#lines] : [...this.#lines, `${this.#more} more problems like these`];
  }
}

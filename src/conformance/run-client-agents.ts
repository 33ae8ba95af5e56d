/** The clients under test, by name, and what came out so far. */
import type { CaseResult, ConformanceCase, Run } from './model.ts';

export class Agent {
  readonly name: string;
  readonly results = new Map<string, CaseResult>();
  /** It has asked for its report: it is through. */
  finished = false;
  readonly #started = Date.now();
  readonly #playing = new Map<string, Promise<unknown>>();
  #duration = 0;

  constructor(name: string) {
    this.name = name;
  }

  /** A case is being played; its result replaces an earlier one. */
  async play(id: string, playing: Promise<CaseResult>): Promise<CaseResult> {
    this.#playing.set(id, playing);
    try {
      const result = await playing;
      this.results.set(id, result);
      this.#duration = Date.now() - this.#started;
      return result;
    } finally {
      if (this.#playing.get(id) === playing) this.#playing.delete(id);
    }
  }

  /** A client asks as soon as its end of a connection is closed, which may be before ours is. */
  async resultOf(id: string): Promise<CaseResult | undefined> {
    await this.#playing.get(id)?.catch(() => {});
    return this.results.get(id);
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#playing.values());
  }

  run(cases: readonly ConformanceCase[], full: boolean, reason: string): Run {
    return {
      agent: this.name,
      side: 'client',
      started: this.#started,
      duration: this.#duration,
      full,
      results: cases.flatMap(({ id }) => this.results.get(id) ?? []),
      missing: cases.flatMap(({ id }) => (this.results.has(id) ? [] : [{ id, reason }])),
    };
  }
}

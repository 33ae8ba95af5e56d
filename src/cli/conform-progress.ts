/** How far a conformance run has come: a bar that moves where somebody looks, a line now and then elsewhere. */
import { type CaseResult, isFailure, type Progress, verdictOf } from '../conformance/index.ts';
import { printable } from '../inspect/printable.ts';
import { paint, status } from './screen.ts';

const WIDTH = 24;
/** Milliseconds between two pictures of the bar. */
const PERIOD = 80;

export class ConformProgress {
  readonly #moving = process.stderr.isTTY === true;
  readonly #failed = new Map<string, number>();
  /** Tenths that have been reported, by agent. */
  readonly #tenths = new Map<string, number>();
  #drawn = 0;

  show(result: CaseResult, { agent, done, total }: Progress): void {
    const failed = (this.#failed.get(agent) ?? 0) + (isFailure(verdictOf(result)) ? 1 : 0);
    this.#failed.set(agent, failed);
    const counted = `${done} of ${total} cases${failed === 0 ? '' : paint('red', `, ${failed} failed`)}`;
    if (this.#moving) this.#draw(`${counted}  ${printable(agent, 40)}  ${result.id}`, done, total);
    else this.#report(printable(agent, 40), counted, Math.floor((done * 10) / total));
  }

  end(): void {
    if (this.#moving && this.#drawn > 0) process.stderr.write('\r\x1b[K');
  }

  #draw(text: string, done: number, total: number): void {
    const now = performance.now();
    if (now - this.#drawn < PERIOD && done < total) return;
    this.#drawn = now;
    const full = Math.round((done / total) * WIDTH);
    process.stderr.write(
      `\r\x1b[K${paint('cyan', '█'.repeat(full))}${paint('gray', '░'.repeat(WIDTH - full))} ${text}`,
    );
  }

  #report(agent: string, counted: string, tenth: number): void {
    if (tenth <= (this.#tenths.get(agent) ?? 0)) return;
    this.#tenths.set(agent, tenth);
    status(`${agent}: ${counted}`);
  }
}

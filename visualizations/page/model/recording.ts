/** One recording that is looked at: its journal as far as the page has taken notice of it, and the moment that all panes show. */
import { signal } from '@preact/signals';
import { Journal } from '../../../src/inspect/journal.ts';
import { Playhead } from './playhead.ts';
import { Survey } from './survey.ts';

export class Recording {
  readonly journal: Journal;
  readonly survey: Survey;
  /** Records that panes may show. */
  readonly length = signal(0);
  readonly playhead: Playhead;
  /** What whoever read it has to say, such as where a file was damaged. */
  readonly problems: readonly string[];

  constructor(journal: Journal = new Journal(), problems: readonly string[] = []) {
    this.journal = journal;
    this.problems = problems;
    this.survey = new Survey(journal);
    this.playhead = new Playhead(this.length, journal, this.survey);
  }

  /** Takes notice of what is new, until the time is over. @returns whether there is more */
  notice(until?: number): boolean {
    if (this.survey.length < this.journal.length) {
      this.survey.advance(until);
      this.length.value = this.survey.length;
    }
    return this.survey.length < this.journal.length;
  }
}

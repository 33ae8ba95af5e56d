/** A card for every subject: how its cases went, in numbers and as a bar. */
import { tallyOf } from '../tally.ts';
import { verdicts, words } from '../verdict.ts';
import type { Subject } from './data.ts';
import { timeText } from './describe.ts';
import { html, type Markup } from './html.ts';

export function subjectCard({ agent, side, duration, full, verdicts: own }: Subject): Markup {
  const all = Object.values(own);
  const tally = tallyOf(all);
  const present = verdicts.filter((verdict) => tally[verdict] !== undefined);
  const bar = present.map((verdict) => html`<i class="${verdict}" style="flex-grow:${tally[verdict] ?? 0}"></i>`);
  const counts = present
    .filter((verdict) => verdict !== 'pass')
    .map((verdict) => {
      const { sign, name } = words[verdict];
      return html`<li title="${name}"><span class="sign ${verdict}">${sign}</span> ${tally[verdict] ?? 0}<span class="unseen"> ${name}</span></li>`;
    });
  const time = `${timeText(duration)}${full ? ', full volumes' : ''}`;
  return html`<article class="card"><header><h2 title="${agent}">${agent}</h2><span class="side">${side}, ${time}</span></header>
    <p class="passed"><b>${tally.pass ?? 0}</b> of ${all.length} passed</p>
    <div class="bar" aria-hidden="true">${bar}</div><ul>${counts}</ul></article>`;
}

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
  const counts = present.map(
    (verdict) => html`<li><span class="sign ${verdict}">${words[verdict].sign}</span> <b>${tally[verdict] ?? 0}</b>
      ${words[verdict].name.toLowerCase()}</li>`,
  );
  return html`<article class="card"><header><h2>${agent}</h2><span class="side">${side}</span></header>
    <p class="passed"><b>${tally.pass ?? 0}</b> of ${all.length} passed</p>
    <div class="bar" aria-hidden="true">${bar}</div><ul>${counts}</ul>
    <p class="time">${timeText(duration)}${full ? ', full volumes' : ''}</p></article>`;
}

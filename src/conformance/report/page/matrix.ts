/** The matrix: a row for every case, a column for every subject, under the headings of the groups. */
import { type Verdict, words } from '../verdict.ts';
import type { PageCase, PageData, PageGroup, Subject } from './data.ts';
import { html, type Markup, nothing } from './html.ts';
import { linkTo } from './links.ts';

export function matrix(data: PageData): Markup {
  const { subjects, groups } = data;
  const names = subjects.map(
    ({ agent, side }) =>
      html`<span role="columnheader" class="subject" title="${agent} (${side})"><b>${agent}</b></span>`,
  );
  return html`<div class="names" role="row"><span role="columnheader">Case</span>${names}</div>
    ${groups.map((group) => groupRows(group, subjects))}`;
}

/** The heading of a family is in each of its groups, and shown in the first that is not hidden. */
function groupRows(group: PageGroup, subjects: readonly Subject[]): Markup {
  const { id, title, family, cases } = group;
  // A family may be one group, which then is its heading.
  const alone = family.split(' ', 1)[0] === id;
  return html`<section role="rowgroup" data-family="${family}" style="--rows:${cases.length}">
    ${alone ? nothing : html`<h2 class="family">${family}</h2>`}
    <div class="group${alone ? ' alone' : ''}" role="row"><h3 role="rowheader"><span class="id">${id}</span> <span>${title}</span></h3>
    ${subjects.map((subject) => tally(group, subject))}</div>
    ${cases.map((each) => caseRow(each, subjects))}</section>`;
}

function tally({ cases }: PageGroup, { verdicts }: Subject): Markup {
  const own = cases.map(({ id }) => verdicts[id]).filter((verdict) => verdict !== undefined);
  if (own.length === 0) return html`<span class="tally" role="gridcell"></span>`;
  const passed = own.filter((verdict) => verdict === 'pass').length;
  const all = passed === own.length ? 'all' : 'some';
  return html`<span class="tally ${all}" role="gridcell">${passed}<i>/${own.length}</i></span>`;
}

function caseRow({ id, description }: PageCase, subjects: readonly Subject[]): Markup {
  return html`<div class="case" role="row" data-case="${id}"><span role="rowheader" title="${description}"
    ><span class="id">${id}</span> ${description}</span>${subjects.map(({ agent, verdicts }) => cell(agent, id, verdicts[id]))}</div>`;
}

function cell(agent: string, id: string, verdict: Verdict | undefined): Markup {
  if (verdict === undefined) return html`<span class="cell" role="gridcell" title="${id} is not for ${agent}"></span>`;
  const { name } = words[verdict];
  return html`<span class="cell" role="gridcell"><a class="verdict ${verdict}" href="${linkTo(agent, id)}" tabindex="-1"
    title="${agent}, ${id}: ${name}" aria-label="${agent}, ${id}: ${name}">${words[verdict].sign}</a></span>`;
}

/** Hides the rows of other cases, and the groups that have none left. */
export function showCases(root: HTMLElement, shown: ReadonlySet<string>): void {
  let familyBefore: string | undefined;
  for (const section of root.querySelectorAll<HTMLElement>('section')) {
    let rows = 0;
    for (const row of section.querySelectorAll<HTMLElement>('.case')) {
      row.hidden = !shown.has(row.dataset.case ?? '');
      if (!row.hidden) rows++;
    }
    section.hidden = rows === 0;
    section.style.setProperty('--rows', String(rows));
    if (section.hidden) continue;
    section.classList.toggle('first', section.dataset.family !== familyBefore);
    familyBefore = section.dataset.family;
  }
}

/** Lets the arrow keys move over the cells. Of all of them one is reached by the tab key: the last that had the focus. */
export function moveByKeys(root: HTMLElement): void {
  const first = root.querySelector<HTMLElement>('a.verdict');
  if (first !== null) first.tabIndex = 0;
  root.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement) || !target.matches('a.verdict')) return;
    for (const other of root.querySelectorAll<HTMLElement>('a.verdict[tabindex="0"]')) other.tabIndex = -1;
    target.tabIndex = 0;
  });
  root.addEventListener('keydown', (event) => {
    const from = event.target instanceof Element ? event.target.closest<HTMLElement>('.case') : null;
    if (from === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = cellAfter(root, from, event.key);
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  });
}

function cellAfter(root: HTMLElement, row: HTMLElement, key: string): HTMLElement | undefined {
  const column = cellsOf(row).findIndex((each) => each?.contains(document.activeElement));
  const aside = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (aside !== undefined) return nextCell(row, column, aside);
  const rows = [...root.querySelectorAll<HTMLElement>('.case:not([hidden])')];
  const at = rows.indexOf(row);
  const steps = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -at, End: rows.length - 1 - at }[key];
  if (steps === undefined) return undefined;
  // A case may not be for this subject: then the nearest further on in the same direction.
  const direction = Math.sign(steps);
  const last = Math.max(0, Math.min(rows.length - 1, at + steps));
  for (let index = last; index !== at && index >= 0 && index < rows.length; index += direction) {
    const found = rows[index];
    const target = found === undefined ? undefined : cellsOf(found)[column];
    if (target !== undefined) return target;
  }
  return undefined;
}

function nextCell(row: HTMLElement, column: number, step: number): HTMLElement | undefined {
  const cells = cellsOf(row);
  for (let index = column + step; index >= 0 && index < cells.length; index += step) {
    const target = cells[index];
    if (target !== undefined) return target;
  }
  return undefined;
}

/** The links of a row by column; undefined where the case is not for the subject. */
function cellsOf(row: HTMLElement): (HTMLElement | undefined)[] {
  return [...row.querySelectorAll('.cell')].map((each) => each.querySelector<HTMLElement>('a') ?? undefined);
}

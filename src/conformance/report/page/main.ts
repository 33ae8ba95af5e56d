/** The page comes alive: matrix, filters, and the panel of the case that the address names. */
import { type Verdict, verdicts, words } from '../verdict.ts';
import type { Detail, PageData } from './data.ts';
import { detailPanel, type Opened } from './detail.ts';
import { type Filters, noFilters, shownCases } from './filters.ts';
import { html, nothing } from './html.ts';
import { linkTo, type Place, placeOf } from './links.ts';
import { matrix, moveByKeys, showCases } from './matrix.ts';
import { subjectCard } from './subjects.ts';

// What this report was written with, by the same version of this program.
const data = readJson('data') as PageData;
const details = new Map<number, Readonly<Record<string, Detail>>>();

const grid = element('matrix');
const panel = element('detail');
const search = element('search') as HTMLInputElement;
const group = element('group') as HTMLSelectElement;
const notPassed = element('not-passed') as HTMLInputElement;
const chips = element('chips');

let filters: Filters = noFilters;
let opened: Opened | undefined;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

function readJson(id: string): unknown {
  return JSON.parse(element(id).textContent ?? '');
}

/** Details are read when the first case of a subject is opened: there are megabytes of them. */
function detailOf(subject: number, id: string): Detail | undefined {
  let all = details.get(subject);
  if (all === undefined) {
    // See `data`.
    all = readJson(`details-${subject}`) as Readonly<Record<string, Detail>>;
    details.set(subject, all);
  }
  return all[id];
}

function find({ agent, id }: Place): Opened | undefined {
  const index = data.subjects.findIndex((each) => each.agent === agent);
  const subject = data.subjects[index];
  const home = data.groups.find(({ cases }) => cases.some((each) => each.id === id));
  const conformanceCase = home?.cases.find((each) => each.id === id);
  const verdict = subject?.verdicts[id];
  if (subject === undefined || home === undefined || conformanceCase === undefined || verdict === undefined)
    return undefined;
  const detail = detailOf(index, id);
  return detail === undefined ? undefined : { subject, group: home, conformanceCase, verdict, detail };
}

function openFromAddress(): void {
  const place = placeOf(location.hash);
  opened = place === undefined ? undefined : find(place);
  panel.hidden = opened === undefined;
  document.body.classList.toggle('opened', opened !== undefined);
  for (const each of grid.querySelectorAll('[aria-selected]')) each.removeAttribute('aria-selected');
  if (opened === undefined) return;
  panel.innerHTML = detailPanel(opened, data).text;
  panel.scrollTop = 0;
  showOctets(opened.verdict !== 'pass');
  const cell = cellOf(opened);
  cell?.setAttribute('aria-selected', 'true');
  cell?.scrollIntoView({ block: 'nearest' });
}

function cellOf({ subject, conformanceCase }: Opened): HTMLElement | null {
  return grid.querySelector(`a[href="${CSS.escape(linkTo(subject.agent, conformanceCase.id))}"]`);
}

function showOctets(shown: boolean): void {
  panel.classList.toggle('with-octets', shown);
  const box = panel.querySelector<HTMLInputElement>('[data-octets]');
  if (box !== null) box.checked = shown;
}

function close(): void {
  const cell = opened === undefined ? null : cellOf(opened);
  history.replaceState(null, '', location.pathname + location.search);
  openFromAddress();
  cell?.focus();
}

/** To the next case that is shown and that the subject has. */
function step(direction: number): void {
  if (opened === undefined) return;
  const { subject, conformanceCase } = opened;
  const shown = shownCases(data, filters);
  const ids = data.groups
    .flatMap(({ cases }) => cases.map(({ id }) => id))
    .filter((id) => id === conformanceCase.id || (shown.has(id) && subject.verdicts[id] !== undefined));
  const next = ids[ids.indexOf(conformanceCase.id) + direction];
  if (next !== undefined) location.hash = linkTo(subject.agent, next);
}

function apply(change: Partial<Filters>): void {
  filters = { ...filters, ...change };
  const shown = shownCases(data, filters);
  showCases(grid, shown);
  element('empty').hidden = shown.size > 0;
  element('shown').textContent = `${shown.size.toLocaleString('en')} ${shown.size === 1 ? 'case' : 'cases'}`;
}

function toggleChip(chip: HTMLElement): void {
  const chosen = new Set(filters.verdicts);
  // Its name was written below, out of the list of verdicts.
  const verdict = chip.dataset.verdict as Verdict;
  if (!chosen.delete(verdict)) chosen.add(verdict);
  chip.setAttribute('aria-pressed', String(chosen.has(verdict)));
  apply({ verdicts: chosen });
}

function fill(): void {
  grid.style.setProperty('--subjects', String(data.subjects.length));
  grid.classList.toggle('many', data.subjects.length > 3);
  grid.innerHTML = matrix(data).text;
  element('subjects').innerHTML = html`${data.subjects.map(subjectCard)}`.text;
  const present = new Set(data.subjects.flatMap((subject) => Object.values(subject.verdicts)));
  chips.innerHTML = html`${verdicts
    .filter((verdict) => present.has(verdict))
    .map(
      (
        verdict,
      ) => html`<button type="button" class="chip" data-verdict="${verdict}" aria-pressed="false" title="${words[verdict].meaning}">
        <span class="sign ${verdict}">${words[verdict].sign}</span> <span class="name">${words[verdict].name}</span></button>`,
    )}`.text;
  const families = [...new Set(data.groups.map(({ family }) => family))];
  group.innerHTML = html`<option value="">All groups</option>${families.map(familyOptions)}`.text;
}

function familyOptions(family: string) {
  const own = data.groups.filter((each) => each.family === family);
  const number = family.split(' ', 1)[0] ?? '';
  const one = own.length === 1 && own[0]?.id === number;
  const groups = own.map(({ id, title }) => html`<option value="${id}">${id} ${title}</option>`);
  return html`<optgroup label="${family}">${one ? nothing : html`<option value="${number}.">${number} all</option>`}${groups}</optgroup>`;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input[type="search"], select');
}

/** The names of the subjects stay below the tools, however high these are. */
function keepHeights(): void {
  const tools = element('tools');
  new ResizeObserver(() => {
    document.documentElement.style.setProperty('--tools', `${tools.offsetHeight}px`);
  }).observe(tools);
}

function listen(): void {
  moveByKeys(grid);
  search.addEventListener('input', () => apply({ search: search.value }));
  group.addEventListener('change', () => apply({ group: group.value }));
  notPassed.addEventListener('change', () => apply({ notPassed: notPassed.checked }));
  chips.addEventListener('click', ({ target }) => {
    const chip = target instanceof Element ? target.closest<HTMLElement>('.chip') : null;
    if (chip !== null) toggleChip(chip);
  });
  panel.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
    if (button?.dataset.close !== undefined) close();
    else if (button?.dataset.step !== undefined) step(Number(button.dataset.step));
  });
  panel.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLInputElement && target.dataset.octets !== undefined) showOctets(target.checked);
  });
  window.addEventListener('hashchange', () => {
    openFromAddress();
    // Whoever opened a case wants to read it; whoever goes on by keys stays in the matrix.
    if (opened !== undefined) panel.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && opened !== undefined) close();
    else if (isTyping(event.target)) return;
    else if (event.key === '/') {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'j' || event.key === 'k') step(event.key === 'j' ? 1 : -1);
  });
}

fill();
keepHeights();
listen();
apply({});
openFromAddress();

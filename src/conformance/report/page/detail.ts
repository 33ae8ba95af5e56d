/** The panel of one case: what was expected beside what happened, and all that went over the wire. */
import { type Verdict, words } from '../verdict.ts';
import type { Detail, PageCase, PageData, PageGroup, PageOutcome, Subject } from './data.ts';
import { timeText } from './describe.ts';
import { html, type Markup, nothing } from './html.ts';
import { linkTo, sectionLink } from './links.ts';
import { sequenceDiagram } from './sequence.ts';
import { wireLog } from './wire-log.ts';

export interface Opened {
  readonly subject: Subject;
  readonly group: PageGroup;
  readonly conformanceCase: PageCase;
  readonly verdict: Verdict;
  readonly detail: Detail;
}

export function detailPanel(opened: Opened, data: PageData): Markup {
  const { subject, conformanceCase, verdict, detail } = opened;
  return html`${headOf(opened)}<div class="body">${otherSubjects(conformanceCase, subject, data)}
    <p class="description">${conformanceCase.description}</p>
    ${brokenRule(detail)}
    <div class="beside">${expected(conformanceCase)}${happened(detail, verdict)}</div>
    ${facts(detail)}
    ${detail.behavior === 'missing' ? nothing : wire(opened)}</div>`;
}

function headOf({ subject, group, conformanceCase, verdict }: Opened): Markup {
  const { sign, name } = words[verdict];
  return html`<header><div class="title"><p class="group">${placeOf(group)}</p>
    <h2 tabindex="-1"><span class="id">${conformanceCase.id}</span> <span class="agent">${subject.agent}</span></h2></div>
    <span class="pill ${verdict}"><span aria-hidden="true">${sign}</span> ${name}</span>
    <button type="button" data-step="-1" aria-label="Previous case" title="Previous case (k)">‹</button>
    <button type="button" data-step="1" aria-label="Next case" title="Next case (j)">›</button>
    <button type="button" data-close aria-label="Close" title="Close (Esc)">×</button></header>`;
}

function placeOf({ id, title, family }: PageGroup): string {
  return title === '' || family.split(' ', 1)[0] === id ? family : `${family} · ${title}`;
}

function otherSubjects({ id }: PageCase, own: Subject, { subjects }: PageData): Markup {
  const others = subjects.flatMap((subject) => {
    const verdict = subject.verdicts[id];
    if (verdict === undefined || subjects.length === 1) return [];
    const current = subject === own ? html`aria-current="true"` : nothing;
    return [
      html`<a href="${linkTo(subject.agent, id)}" ${current}><span class="sign ${verdict}">${words[verdict].sign}</span> ${subject.agent}</a>`,
    ];
  });
  return others.length === 0
    ? nothing
    : html`<nav class="others" aria-label="The same case, other subjects">${others}</nav>`;
}

function brokenRule({ broke }: Detail): Markup {
  if (broke === '') return nothing;
  const link = sectionLink(broke);
  const place = link === undefined ? nothing : html` <a href="${link}" rel="noreferrer">Read it</a>`;
  return html`<p class="broke"><b>The rule that broke</b> ${broke}${place}</p>`;
}

function expected({ expectation, outcomes, close, section }: PageCase): Markup {
  const link = sectionLink(section);
  const source = link === undefined ? html`${section}` : html`<a href="${link}" rel="noreferrer">${section}</a>`;
  return html`<section><h3>Expected</h3><p>${expectation}</p>
    ${outcomes.map((outcome) => outcomeOf(outcome, outcomes.length > 1))}
    ${close === '' ? nothing : html`<p class="quiet">End: ${close}.</p>`}<p class="quiet">${source}</p></section>`;
}

function outcomeOf({ verdict, meaning, events }: PageOutcome, several: boolean): Markup {
  const { sign, name } = words[verdict];
  const label =
    several || verdict !== 'pass' ? html`<span class="sign ${verdict}">${sign}</span> <b>${name}</b> ` : nothing;
  return html`<div class="outcome">${label}${meaning}${eventList(events)}</div>`;
}

function happened({ result, resultClose, events }: Detail, verdict: Verdict): Markup {
  return html`<section class="happened ${verdict}"><h3>Happened</h3><p>${result}</p>
    ${verdict === 'missing' ? nothing : html`<div class="outcome">${eventList(events)}</div>`}
    ${resultClose === '' ? nothing : html`<p>${resultClose}</p>`}</section>`;
}

function eventList(events: readonly string[]): Markup {
  if (events.length === 0) return html`<p class="quiet">Nothing: no message, ping or pong.</p>`;
  return html`<ol class="events">${events.map((event) => html`<li>${event}</li>`)}</ol>`;
}

function facts({ facts: all, duration, behavior }: Detail): Markup {
  if (behavior === 'missing') return nothing;
  const took = ['Took', timeText(duration)] as const;
  return html`<dl class="facts">${[...all, took].map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function wire({ detail, subject }: Opened): Markup {
  const heads = [['Request', detail.request] as const, ['Response', detail.response] as const].map(
    ([name, head]) => html`<h4>${name}</h4><pre class="head">${head.trimEnd() || 'none'}</pre>`,
  );
  return html`<section><h3>Sequence</h3>${sequenceDiagram(detail, subject.agent, subject.side)}</section>
    <section><h3>Wire log</h3>
    <label class="switch"><input type="checkbox" data-octets> Octets</label>
    ${detail.wire.length === 0 ? html`<p class="quiet">Nothing was logged: the log of cases with much work is left out.</p>` : wireLog(detail.wire, detail.cut)}</section>
    <section><h3>Opening handshake</h3>${heads}</section>`;
}

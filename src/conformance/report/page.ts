/** The report for people: one page that needs nothing beside itself, no network and no server. */
import type { CaseGroup, Run } from '../model.ts';
import { pageScript } from './generated/page-script.ts';
import { html, Markup } from './page/html.ts';
import { pageStyle } from './page/style.ts';
import { detailsOf, pageData } from './page-data.ts';

export function reportPage(runs: readonly Run[], groups: readonly CaseGroup[], written = new Date()): string {
  const data = pageData(runs, groups, written);
  const cases = data.groups.reduce((sum, group) => sum + group.cases.length, 0);
  const date = written.toISOString().slice(0, 16).replace('T', ' ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>WebSocket conformance: ${runs.map(({ agent }) => agent).join(', ')}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<header class="top"><h1>WebSocket conformance</h1>
<p>${cases.toLocaleString('en')} cases on RFC 6455 and RFC 7692, run by wirechart · ${date} UTC</p></header>
<div id="subjects"></div>
<div id="tools" class="tools" role="search">
<input id="search" type="search" placeholder="Search (/)" aria-label="Search in number and text of the cases" autocomplete="off">
<select id="group" aria-label="Group"></select>
<label class="switch"><input id="not-passed" type="checkbox"> Only what did not pass</label>
<div id="chips" role="group" aria-label="Verdicts"></div>
<output id="shown"></output>
</div>
<main><div id="matrix" role="grid" aria-label="Cases and subjects"></div>
<p id="empty" hidden>No case is left. Take a filter away to see more.</p>
<p class="keys"><kbd>↑</kbd> <kbd>↓</kbd> <kbd>←</kbd> <kbd>→</kbd> move, <kbd>Enter</kbd> opens, <kbd>j</kbd> <kbd>k</kbd> next and
previous case, <kbd>Esc</kbd> closes, <kbd>/</kbd> searches.</p></main>
<aside id="detail" aria-label="The case" hidden></aside>
<noscript>This page draws itself with a script. The same results stand in index.json and junit.xml beside it.</noscript>
${json('data', data)}${runs.map((run, index) => json(`details-${index}`, detailsOf(run)))}
<script type="module">
${new Markup(pageScript)}</script>
</body>
</html>
`.text;
}

/** Nothing in it can end the script element: no angle bracket is left. Half characters come out escaped (ECMA-262 §25.5.2.3). */
function json(id: string, value: unknown): Markup {
  const text = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Markup(`<script type="application/json" id="${id}">${text}</script>\n`);
}

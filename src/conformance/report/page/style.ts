/** How the page looks: calm where all is well, and plain about what is not. */

const colours = `
:root {
  color-scheme: light dark;
  --paper: #f6f6f3; --card: #ffffff; --ink: #1c2126; --soft: #5c6570; --line: #e2e2dc; --hover: #efefe9;
  --accent: #2456a6; --focus: #2f6fe0; --code: #f3f3ee;
  --pass: #18794e; --pass-tint: #e3f2e9; --informational: #2456a6; --informational-tint: #e4edfb;
  --acceptable: #8a5a00; --acceptable-tint: #fbefd2; --unsupported: #5c6570; --unsupported-tint: #e9eaec;
  --wrong-code: #a84300; --wrong-code-tint: #fde6d6; --unclean: #9b2c6f; --unclean-tint: #f9e3f0;
  --fail: #b81f2b; --fail-tint: #fde4e4; --solid-ink: #ffffff; --missing: #5c6570; --missing-tint: transparent;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1c2024; --ink: #e6e8ea; --soft: #9aa4ae; --line: #2d3339; --hover: #242a30;
    --accent: #8ab4f8; --focus: #6ea3ff; --code: #171b1f;
    --pass: #6fcf97; --pass-tint: #1b3327; --informational: #8ab4f8; --informational-tint: #1d2c45;
    --acceptable: #e8b84b; --acceptable-tint: #3a2f14; --unsupported: #9aa4ae; --unsupported-tint: #2a3036;
    --wrong-code: #f29b62; --wrong-code-tint: #41281a; --unclean: #e78bc0; --unclean-tint: #3f2136;
    --fail: #ff8a8f; --fail-tint: #4a1f24; --solid-ink: #ffffff; --missing: #9aa4ae; --missing-tint: transparent;
  }
}
.pass { --own: var(--pass); --tint: var(--pass-tint); }
.informational { --own: var(--informational); --tint: var(--informational-tint); }
.acceptable { --own: var(--acceptable); --tint: var(--acceptable-tint); }
.unsupported { --own: var(--unsupported); --tint: var(--unsupported-tint); }
.wrong-code { --own: var(--wrong-code); --tint: var(--wrong-code-tint); --solid: #b04a08; }
.unclean { --own: var(--unclean); --tint: var(--unclean-tint); --solid: #a03a78; }
.fail { --own: var(--fail); --tint: var(--fail-tint); --solid: #c02633; }
.missing { --own: var(--missing); --tint: var(--missing-tint); }
`;

const base = `
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body {
  margin: 0; padding: 0 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
.id, pre, .events, .wire, kbd { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.quiet { color: var(--soft); font-size: .87rem; }
.top { max-width: 90rem; margin: 0 auto; padding: 1.5rem 0 1rem; }
.top h1 { font-size: 1.7rem; font-weight: 650; letter-spacing: -.015em; line-height: 1.2; }
.top p { color: var(--soft); margin-top: .25rem; }
.sign {
  display: inline-block; min-width: 1.35em; height: 1.35em; line-height: 1.35em; text-align: center; border-radius: 4px;
  font-size: .82rem; font-weight: 700; color: var(--own); background: var(--tint);
}
.sign.missing { box-shadow: inset 0 0 0 1px var(--line); }
.switch { display: inline-flex; gap: .4rem; align-items: center; cursor: pointer; }
.switch input { accent-color: var(--accent); margin: 0; }
`;

const overview = `
#subjects {
  display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(15.5rem, 1fr)); max-width: 90rem; margin: 0 auto;
}
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: .7rem .95rem; min-width: 0; }
.card header { display: flex; gap: .6rem; align-items: baseline; }
.card h2 { font-size: .95rem; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.card .side { margin-left: auto; font-size: .78rem; color: var(--soft); white-space: nowrap; }
.card .passed { color: var(--soft); font-size: .84rem; margin-bottom: .35rem; }
.card .passed b { font-size: 1.3rem; font-weight: 650; color: var(--ink); letter-spacing: -.01em; }
.bar { display: flex; gap: 2px; height: 6px; border-radius: 3px; overflow: hidden; }
.bar i { background: var(--own); min-width: 4px; }
.card ul { display: flex; flex-wrap: wrap; gap: .2rem .75rem; margin-top: .5rem; font-size: .84rem; font-variant-numeric: tabular-nums; }
.tools {
  position: sticky; top: 0; z-index: 3; display: flex; flex-wrap: wrap; gap: .5rem .7rem; align-items: center;
  max-width: 90rem; margin: .75rem auto 0; padding: .6rem 0; background: var(--paper); font-size: .9rem;
}
.tools input[type="search"], .tools select {
  font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 7px; padding: .3rem .6rem;
  height: 2.1rem; min-width: 0;
}
.tools input[type="search"] { width: 14rem; }
.tools select { width: 13rem; }
#chips { display: flex; flex-wrap: wrap; gap: .3rem; }
.chip {
  font: inherit; font-size: .84rem; color: var(--soft); background: none; border: 1px solid var(--line); border-radius: 99px;
  padding: .12rem .65rem .12rem .3rem; cursor: pointer;
}
.chip:hover { background: var(--hover); }
.chip[aria-pressed="true"] { background: var(--card); color: var(--ink); border-color: var(--soft); }
#shown { margin-left: auto; color: var(--soft); white-space: nowrap; }
`;

const matrix = `
main { max-width: 90rem; margin: 0 auto; }
#matrix {
  --cell: minmax(2.6rem, 7rem); background: var(--card); border: 1px solid var(--line); border-radius: 10px;
}
.names, .group, .case {
  display: grid; grid-template-columns: minmax(0, 1fr) repeat(var(--subjects), var(--column, 5.5rem)); align-items: center;
}
.names {
  position: sticky; top: var(--tools, 3.3rem); z-index: 2; background: var(--card); border-bottom: 1px solid var(--line);
  border-radius: 10px 10px 0 0; padding: .45rem .9rem; font-size: .84rem; color: var(--soft);
}
.names .subject { text-align: center; overflow: hidden; padding: 0 .1rem; font-size: .8rem; line-height: 1.25; overflow-wrap: anywhere;
  display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; }
.names b { color: var(--ink); font-weight: 600; }
#matrix section { content-visibility: auto; contain-intrinsic-size: auto calc(var(--rows) * 1.75rem + 4rem); padding: 0 .9rem .6rem; }
.family { display: none; font-size: 1.05rem; font-weight: 650; padding: 1rem 0 0; letter-spacing: -.01em; }
.first .family { display: block; }
.group { padding: .55rem 0 .3rem; border-bottom: 1px solid var(--line); margin-bottom: .25rem; }
.group h3 { font-size: .9rem; font-weight: 600; display: flex; }
.group .id { color: var(--soft); font-weight: 400; flex: none; min-width: 3.2rem; }
.group.alone { padding-top: 1.1rem; }
.group.alone h3 { font-size: 1.05rem; font-weight: 650; letter-spacing: -.01em; }
.group.alone .id { font: inherit; color: inherit; min-width: 0; margin-right: .3em; }
.tally { text-align: center; font-size: .82rem; font-variant-numeric: tabular-nums; font-weight: 600; }
.tally i { font-style: normal; font-weight: 400; color: var(--soft); }
.tally.all { color: var(--pass); }
.case { min-height: 1.75rem; border-radius: 5px; }
.case:hover { background: var(--hover); }
.case > [role="rowheader"] { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .88rem; color: var(--soft); }
.case .id { display: inline-block; min-width: 4.2rem; color: var(--ink); font-size: .82rem; }
.cell { text-align: center; }
.verdict {
  display: inline-block; width: 2.5rem; height: 1.4rem; line-height: 1.4rem; border-radius: 5px; text-decoration: none;
  font-weight: 700; font-size: .85rem; color: var(--own); background: var(--tint);
}
.verdict.pass { font-weight: 500; }
.verdict.fail, .verdict.unclean, .verdict.wrong-code { color: var(--solid-ink); background: var(--solid); }
.verdict.missing { box-shadow: inset 0 0 0 1px var(--soft); }
.verdict { scroll-margin: calc(var(--tools, 3.3rem) + 9rem) 0 3rem; }
.verdict:hover { box-shadow: 0 0 0 2px var(--own); }
.verdict[aria-selected="true"] { box-shadow: 0 0 0 2px var(--card), 0 0 0 4px var(--focus); }
#empty { padding: 2rem; text-align: center; color: var(--soft); }
.keys { color: var(--soft); font-size: .8rem; padding: .9rem .2rem; }
kbd { font-size: .78rem; border: 1px solid var(--line); border-radius: 4px; padding: 0 .3rem; background: var(--card); }
`;

const detail = `
#detail { background: var(--card); border-left: 1px solid var(--line); overflow-y: auto; overscroll-behavior: contain; }
#detail > header {
  position: sticky; top: 0; z-index: 1; display: flex; align-items: center; gap: .4rem; padding: .8rem 1.1rem .7rem;
  background: var(--card); border-bottom: 1px solid var(--line);
}
#detail .title { flex: 1; min-width: 0; }
#detail .group { display: block; border: 0; margin: 0; padding: 0; font-size: .8rem; color: var(--soft);
  overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#detail h2 { font-size: 1.15rem; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#detail h2:focus { outline: none; }
#detail h2 .agent { font-weight: 400; color: var(--soft); }
#detail button {
  font: inherit; font-size: 1.15rem; line-height: 1; width: 2rem; height: 2rem; color: var(--soft); background: none;
  border: 1px solid transparent; border-radius: 7px; cursor: pointer;
}
#detail button:hover { background: var(--hover); color: var(--ink); }
.pill { font-size: .84rem; font-weight: 600; white-space: nowrap; border-radius: 99px; padding: .15rem .7rem; color: var(--own); background: var(--tint); }
.pill.missing { box-shadow: inset 0 0 0 1px var(--soft); }
#detail .body { padding: 1rem 1.1rem 3rem; display: grid; gap: 1.1rem; grid-template-columns: minmax(0, 1fr); }
#detail h3 { font-size: .78rem; font-weight: 600; color: var(--soft); margin-bottom: .4rem; }
#detail h4 { font-size: .84rem; font-weight: 600; margin: .6rem 0 .25rem; }
.others { display: flex; flex-wrap: wrap; gap: .35rem; font-size: .84rem; }
.others a { color: inherit; text-decoration: none; border: 1px solid var(--line); border-radius: 99px; padding: .1rem .7rem .1rem .3rem; }
.others a:hover { background: var(--hover); }
.others a[aria-current] { border-color: var(--soft); font-weight: 600; }
.description { font-size: 1rem; }
.broke { border-left: 3px solid var(--fail); background: var(--fail-tint); border-radius: 0 7px 7px 0; padding: .6rem .9rem; }
.broke b { display: block; font-size: .78rem; color: var(--fail); }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.beside > section { border: 1px solid var(--line); border-radius: 9px; padding: .75rem .9rem; min-width: 0; overflow-wrap: anywhere; font-size: .9rem; }
.beside > section > * + * { margin-top: .45rem; }
.beside .happened { border-color: color-mix(in srgb, var(--own) 45%, var(--line)); }
.outcome { font-size: .87rem; }
.events { counter-reset: event; font-size: .78rem; background: var(--code); border-radius: 6px; padding: .4rem .6rem; margin-top: .2rem; }
.events li { overflow-wrap: anywhere; }
.facts { display: flex; flex-wrap: wrap; gap: .4rem 1.6rem; font-size: .87rem; }
.facts dt { color: var(--soft); font-size: .78rem; }
.facts dd { overflow-wrap: anywhere; }
pre { margin: 0; font-size: .76rem; line-height: 1.45; background: var(--code); border-radius: 6px; padding: .55rem .7rem; overflow-x: auto; }
pre.text, pre.head { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

const wire = `
.sequence { display: block; width: 100%; max-width: 46rem; margin: 0 auto; font-family: inherit; }
.sequence text { font-size: 12px; fill: var(--ink); }
.sequence .life { stroke: var(--line); stroke-width: 1.5; }
.sequence .name { font-weight: 600; font-size: 13px; }
.sequence .time, .sequence .below { font-size: 10.5px; fill: var(--soft); }
.arrow { --stroke: var(--accent); }
.arrow.control { --stroke: var(--pass); }
.arrow.close { --stroke: var(--ink); }
.arrow.http, .arrow.octets { --stroke: var(--soft); }
.arrow line { stroke: var(--stroke); stroke-width: 1.5; }
.arrow.octets line, .arrow.http line { stroke-dasharray: 5 4; }
.arrow marker path { fill: var(--stroke); }
.note rect { fill: var(--code); stroke: var(--line); }
.note text { font-size: 11.5px; fill: var(--soft); }
.note.quiet rect { fill: var(--card); stroke: none; }
.note.broken rect { fill: var(--fail-tint); stroke: var(--fail); }
.note.broken text { fill: var(--fail); }
.wire { font-size: .78rem; border: 1px solid var(--line); border-radius: 9px; overflow: hidden; margin-top: .4rem; }
.wire > li + li { border-top: 1px solid var(--line); }
.wire summary { display: flex; gap: .6rem; align-items: baseline; padding: .3rem .7rem; cursor: pointer; list-style: none; }
.wire summary::-webkit-details-marker { display: none; }
.wire summary:hover { background: var(--hover); }
.wire .inside { display: flex; flex-wrap: wrap; gap: .1rem .6rem; flex: 1; min-width: 0; }
.wire .at { flex: none; width: 4.2rem; text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
.wire .direction { flex: none; font-weight: 700; }
.wire .out { color: var(--accent); }
.wire .in { color: var(--pass); }
.wire .what { overflow-wrap: anywhere; min-width: 0; }
.wire .more { margin-left: auto; color: var(--soft); white-space: nowrap; }
.wire .flag { font-weight: 600; color: var(--wrong-code); }
.wire .octets { display: none; }
.with-octets .wire .octets { display: block; }
.wire .octets .what { color: var(--soft); }
.wire .broken { color: var(--fail); background: var(--fail-tint); }
.wire .line-note { display: flex; gap: .6rem; padding: .3rem .7rem; }
.wire .line-note:not(.broken) { color: var(--soft); background: var(--code); }
.wire pre { margin: .1rem .7rem .6rem; }
.wire .empty { padding: 0 .7rem .5rem 5.5rem; color: var(--soft); }
`;

/** Names over narrow columns are read from below. */
const upright =
  'writing-mode: vertical-rl; transform: rotate(180deg); justify-self: center; max-height: 7rem; text-align: left; ' +
  'display: block; white-space: nowrap; text-overflow: ellipsis;';

const sizes = `
@media (min-width: 1100px) {
  body.opened { padding-right: calc(min(48vw, 46rem) + 1.25rem); }
  body.opened #matrix.many { --column: 3.2rem; }
  body.opened .chip .name { display: none; }
  body.opened .chip { padding: .12rem .3rem; }
  body.opened .tools input[type="search"], body.opened .tools select { flex: 1 1 7rem; width: auto; }
  body.opened .many .names { align-items: end; }
  body.opened .many .subject { ${upright} }
  #detail { position: fixed; inset: 0 0 0 auto; width: min(48vw, 46rem); z-index: 4; }
}
@media (max-width: 1099px) {
  body.opened { overflow: hidden; }
  #detail { position: fixed; inset: 0; z-index: 5; border: 0; }
  #matrix { --column: 3.4rem; }
}
@media (max-width: 640px) {
  body { padding: 0 .75rem 3rem; }
  .tools { position: static; }
  .tools input[type="search"], .tools select { flex: 1 1 9rem; width: auto; }
  .names { top: 0; align-items: end; padding: .45rem .6rem; }
  #matrix { --column: 4.4rem; }
  #matrix.many { --column: 2.6rem; }
  #matrix section { padding: 0 .6rem .6rem; }
  .verdict { width: 2.1rem; height: 1.7rem; line-height: 1.7rem; }
  .case { padding: .3rem 0; }
  .case + .case { border-top: 1px solid var(--line); border-radius: 0; }
  .case > [role="rowheader"] { grid-column: 1 / -1; white-space: normal; line-height: 1.35; margin-bottom: .25rem; }
  .case .cell:nth-child(2), .tally:nth-child(2) { grid-column: 2; }
  .group h3 { grid-column: 1 / -1; }
  .case .id { min-width: 0; margin-right: .3em; }
  .many .names .subject { ${upright} }
  .beside { grid-template-columns: 1fr; }
  .keys { display: none; }
  .wire .at { width: 3.4rem; }
  .wire .more { margin-left: 0; white-space: normal; }
}
@media print {
  body, body.opened { padding: 0; background: none; overflow: visible; }
  .tools, .keys, #detail button, .others { display: none; }
  #matrix section { content-visibility: visible; break-inside: auto; }
  .names { position: static; }
  main { margin-top: 1rem; }
  .case, .card { break-inside: avoid; }
  .sign, .verdict, .bar i, .pill { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  #detail { position: static; width: auto; }
  body.opened main, body.opened #subjects, body.opened .top { display: none; }
}
`;

export const pageStyle = [colours, base, overview, matrix, detail, wire, sizes].join('');

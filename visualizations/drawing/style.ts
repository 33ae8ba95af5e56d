/** How charts look. Selectors of the defaults weigh nothing (`:where`), so that a page's own settings win. */

export const light = {
  paper: '#ffffff',
  panel: '#f6f8fb',
  box: '#ffffff',
  ink: '#1b2433',
  quiet: '#5c6779',
  line: '#7b879b',
  frame: '#94a1b5',
  chip: '#eef1f6',
  guard: '#8a5000',
  action: '#0b6b4f',
  active: '#1f6feb',
  'active-fill': '#dbe9ff',
  fired: '#c8340c',
  'fired-fill': '#ffe6dd',
};

export const dark: typeof light = {
  paper: '#0f1520',
  panel: '#151d2b',
  box: '#1c2636',
  ink: '#e6ebf3',
  quiet: '#9ba8bb',
  line: '#8492a8',
  frame: '#51607a',
  chip: '#222d40',
  guard: '#e8b15c',
  action: '#5fd0a5',
  active: '#69a5ff',
  'active-fill': '#163463',
  fired: '#ff8a5c',
  'fired-fill': '#4a2113',
};

function properties(colours: typeof light): string {
  return Object.entries(colours)
    .map(([name, value]) => `--chart-${name}:${value}`)
    .join(';');
}

export const chartStyle = `
:where(svg.chart){${properties(light)};font-family:Helvetica,Arial,'Liberation Sans',sans-serif}
@media (prefers-color-scheme:dark){:where(svg.chart){${properties(dark)}}}
.chart text{font-size:11px;fill:var(--chart-ink)}
.chart text.title{font-size:13px;font-weight:bold}
.chart .compound>text,.chart .region>text,.chart .parallel>text{paint-order:stroke;stroke:var(--chart-panel);stroke-width:4px}
.chart .state:not([data-state])>text{stroke:var(--chart-paper)}
.chart .state.active:not(.atomic)>text{stroke:var(--chart-active-fill)}
.chart .box,.chart .inner{fill:var(--chart-box);stroke:var(--chart-line);stroke-width:1.2}
.chart .inner{fill:none}
.chart .compound>.box,.chart .parallel>.box,.chart .region>.box{fill:var(--chart-panel);stroke:var(--chart-frame)}
.chart .state:not([data-state])>.box{fill:var(--chart-paper)}
.chart .region>.box{stroke-dasharray:6 4}
.chart .initial circle{fill:var(--chart-ink)}
.chart .line{fill:none;stroke:var(--chart-line);stroke-width:1.2}
.chart .tip{fill:var(--chart-line)}
.chart .chip{fill:var(--chart-chip);stroke:none}
.chart .event{font-weight:bold}
.chart .order,.chart .word{fill:var(--chart-quiet)}
.chart .guard{fill:var(--chart-guard)}
.chart .action{fill:var(--chart-action)}
.chart .state.active>.box{fill:var(--chart-active-fill);stroke:var(--chart-active);stroke-width:3}
.chart .state.active>.title{text-decoration:underline}
.chart .edge.trail .line{stroke:var(--chart-fired);stroke-width:2;stroke-dasharray:2 4}
.chart .edge.fired .line{stroke:var(--chart-fired);stroke-width:3.5;stroke-dasharray:none}
.chart .edge.trail .tip,.chart .edge.fired .tip{fill:var(--chart-fired)}
.chart .edge.fired .chip{fill:var(--chart-fired-fill);stroke:var(--chart-fired);stroke-width:1.5}
.chart text.trail{text-decoration:underline dotted var(--chart-fired)}
.chart text.fired{font-weight:bold;text-decoration:underline 2px var(--chart-fired)}
.chart text.fired tspan{fill:var(--chart-fired)}
`;

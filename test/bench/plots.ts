/** Results as pictures: SVG that can be read on a light and on a dark page. */
import { type EChartsOption, init } from 'echarts';
import { type Curve, curvesOf } from './curves.ts';
import { type CurveName, OURS, type Row } from './report.ts';

/** Told apart by those who see few colours, and bright enough for both kinds of page. */
const ACCENT = '#e8711a';
const OTHER = '#5b9bd5';
const TEXT = '#7d8590';
const LINE = '#7d859055';

const WIDTH = 840;
/** ECharts does not escape it: names that need no quotation marks. */
const FONT = 'system-ui, Helvetica, Arial, sans-serif';

/** Options of one panel; its grid and axes are put into place by `figure`. */
interface Panel {
  readonly title: string;
  /** Below the title, smaller. */
  readonly unit: string;
  /** Room for the names on its left. */
  readonly left: number;
  readonly xAxis: object;
  readonly yAxis: object;
  readonly series: readonly object[];
}

interface Layout {
  readonly columns: number;
  /** Of what is drawn in a panel, by row of panels. */
  readonly heights: readonly number[];
  /** Below each panel, for its axis. */
  readonly below: number;
  /** On the right of each, for what stands behind its bars. */
  readonly right: number;
  readonly legend?: readonly string[];
}

const TITLE_HEIGHT = 40;
const LEGEND_HEIGHT = 30;

function figure(panels: readonly Panel[], { columns, heights, below, right, legend }: Layout): string {
  const width = WIDTH / columns;
  const top = legend === undefined ? 0 : LEGEND_HEIGHT;
  const tops = heights.map(
    (_, row) => top + heights.slice(0, row).reduce((sum, height) => sum + height + TITLE_HEIGHT + below, 0),
  );
  const height = (tops.at(-1) ?? 0) + TITLE_HEIGHT + (heights.at(-1) ?? 0) + below;
  const place = (index: number) => ({
    x: (index % columns) * width,
    y: tops[Math.floor(index / columns)] ?? 0,
    height: heights[Math.floor(index / columns)] ?? 0,
  });
  const option = {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: TEXT },
    title: panels.map(({ title, unit }, index) => {
      const { x, y } = place(index);
      return {
        text: title,
        subtext: unit,
        left: x + 4,
        top: y + 6,
        padding: 0,
        itemGap: 2,
        subtextStyle: { color: TEXT, fontSize: 10 },
        textStyle: { color: TEXT, fontSize: 12, fontWeight: 600 },
      };
    }),
    grid: panels.map(({ left }, index) => {
      const { x, y, height } = place(index);
      return { left: x + left, top: y + TITLE_HEIGHT, width: width - left - right, height };
    }),
    xAxis: panels.map(({ xAxis }, gridIndex) => ({ ...xAxis, gridIndex })),
    yAxis: panels.map(({ yAxis }, gridIndex) => ({ ...yAxis, gridIndex })),
    series: panels.flatMap(({ series }, index) =>
      series.map((one) => ({ ...one, xAxisIndex: index, yAxisIndex: index })),
    ),
    ...(legend !== undefined && {
      legend: {
        data: [...legend],
        left: 0,
        top: 4,
        icon: 'roundRect',
        itemHeight: 4,
        itemGap: 28,
        textStyle: { color: TEXT, fontSize: 12 },
      },
    }),
    // Panels of any kind: ECharts' own types want each series known beforehand.
  } as EChartsOption;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption(option);
    return still(chart.renderToSVGString());
  } finally {
    chart.dispose();
  }
}

/** Without what a pointer would change, and without ECharts' count of its pictures: the same figures give the same file. */
function still(svg: string): string {
  return svg
    .replace(/<style.*?<\/style>\s*/gs, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/zr\d+-/g, 'zr-');
}

interface Bars {
  readonly workload: string;
  readonly unit: string;
  readonly entries: readonly { readonly peer: string; readonly cost: number }[];
}

/** What everybody needs for each workload, the best on top. */
function barsOf(rows: readonly Row[]): Bars[] {
  return [...new Set(rows.map(({ workload }) => workload))].map((workload) => {
    const own = rows.filter((row) => row.workload === workload);
    const unit = own[0]?.unit ?? '';
    const entries = [
      { peer: OURS, cost: own[0]?.ours ?? Number.NaN },
      ...own.map(({ peer, theirs }) => ({ peer, cost: theirs })),
    ];
    const better = unit.endsWith('/s') ? -1 : 1;
    return { workload, unit, entries: entries.sort((one, other) => better * (one.cost - other.cost)) };
  });
}

const BAR_HEIGHT = 17;

function barPanel({ workload, unit, entries }: Bars): Panel {
  const label = { fontSize: 11, color: TEXT };
  return {
    ...titleOf(workload, unit),
    left: 104,
    xAxis: { type: 'value', show: false },
    yAxis: {
      type: 'category',
      inverse: true,
      data: entries.map(({ peer }) => peer),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: {
        ...label,
        formatter: (peer: string) => (peer === OURS ? `{ours|${peer}}` : peer),
        rich: { ours: { color: ACCENT, fontWeight: 700, fontSize: 11 } },
      },
    },
    series: [
      {
        type: 'bar',
        barWidth: '64%',
        data: entries.map(({ peer, cost }) => ({ value: cost, itemStyle: { color: peer === OURS ? ACCENT : OTHER } })),
        label: { ...label, show: true, position: 'right', formatter: ({ value }: { value: number }) => shorten(value) },
      },
    ],
  };
}

/** Half a line holds so many characters; what is longer goes on below. */
const TITLE_LENGTH = 36;

function titleOf(workload: string, unit: string): Pick<Panel, 'title' | 'unit'> {
  const border = workload.length > TITLE_LENGTH ? workload.lastIndexOf(', ') : -1;
  if (border < 0) return { title: workload, unit };
  return { title: workload.slice(0, border), unit: `${workload.slice(border + 2)}; ${unit}` };
}

function shorten(value: number): string {
  if (value >= 1e6) return `${Number((value / 1e6).toPrecision(3))} M`;
  if (value >= 1e4) return `${Number((value / 1e3).toPrecision(3))} k`;
  return String(Number(value.toPrecision(3)));
}

/** Bars of these rows, a panel for each workload. Each has its own scale, which begins at nought. */
export function drawBars(rows: readonly Row[], columns = 3): string {
  const bars = barsOf(rows);
  const heights = Array.from({ length: Math.ceil(bars.length / columns) }, (_, row) => {
    const inRow = bars.slice(row * columns, (row + 1) * columns);
    return Math.max(...inRow.map(({ entries }) => entries.length)) * BAR_HEIGHT;
  });
  // Fewer bars than others in the row are no higher bars.
  const filled = bars.map((one, index) => fill(one, (heights[Math.floor(index / columns)] ?? 0) / BAR_HEIGHT));
  return figure(filled.map(barPanel), { columns, heights, below: 10, right: 50 });
}

function fill(bars: Bars, length: number): Bars {
  const missing = Array.from({ length: length - bars.entries.length }, () => ({ peer: '', cost: Number.NaN }));
  return { ...bars, entries: [...bars.entries, ...missing] };
}

const axisNames: Record<CurveName, string> = {
  'message size': 'bytes of a message',
  connections: 'connections',
  fragments: 'fragments of a message, 16 B each',
};

function powers(value: number): string {
  if (value >= 2 ** 20) return `${value / 2 ** 20} M`;
  if (value >= 2 ** 10) return `${value / 2 ** 10} K`;
  return String(value);
}

function curvePanel(name: CurveName, curves: readonly Curve[]): Panel {
  const bytes = name === 'message size';
  const axis = {
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: LINE, width: 0.5 } },
  };
  const label = { color: TEXT, fontSize: 11 };
  return {
    title: axisNames[name],
    unit: 'µs/message',
    left: 44,
    xAxis: {
      type: 'log',
      logBase: bytes ? 16 : 10,
      axisLabel: { ...label, hideOverlap: true, formatter: bytes ? powers : shorten },
      ...axis,
    },
    yAxis: { type: 'log', axisLabel: { ...label, formatter: shorten }, ...axis },
    series: curves.map(({ peer, points }) => ({
      type: 'line',
      name: peer,
      data: points.map((point) => [...point]),
      symbol: peer === OURS ? 'circle' : 'rect',
      symbolSize: peer === OURS ? 6 : 5,
      color: peer === OURS ? ACCENT : OTHER,
      lineStyle: { width: peer === OURS ? 3.5 : 1.5 },
      z: peer === OURS ? 3 : 2,
    })),
  };
}

/** CPU time of a message as the work grows; both axes are logarithmic, so that what is linear is a straight line. */
export function drawCurves(rows: readonly Row[]): string {
  const curves = curvesOf(rows);
  const names = [...new Set(curves.map(({ name }) => name))];
  const panels = names.map((name) =>
    curvePanel(
      name,
      curves.filter((curve) => curve.name === name),
    ),
  );
  const legend = [...new Set(curves.map(({ peer }) => peer))];
  return figure(panels, { columns: 3, heights: [190], below: 30, right: 18, legend });
}

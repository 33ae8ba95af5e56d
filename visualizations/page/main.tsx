/** The inspector's page begins here. */
import { render } from 'preact';
import { Journal } from '../../src/inspect/journal.ts';
import { feedUrl, traceUrl } from './model/feed-client.ts';
import { Inspection } from './model/inspection.ts';
import { openServedTrace } from './model/trace-files.ts';
import './style/palette.css';
import './style/panes.css';
import './style/charts.css';
import './style/frame.css';
import './style/sequence.css';
import { App } from './view/app.tsx';
import { applyTheme, followSystem } from './view/theme.ts';

declare global {
  interface Window {
    /** For tests, benchmarks and the console: what the page shows, and what recordings are made of. */
    wirechart: { readonly inspection: Inspection; readonly Journal: typeof Journal };
  }
}

const inspection = new Inspection(feedUrl(location));
window.wirechart = { inspection, Journal };
applyTheme();
followSystem();
const root = document.getElementById('app');
if (root !== null) render(<App inspection={inspection} />, root);
const trace = traceUrl(location);
if (trace !== undefined) void openServedTrace(inspection, trace);

function picture(now: number): void {
  inspection.tick(now);
  requestAnimationFrame(picture);
}
requestAnimationFrame(picture);

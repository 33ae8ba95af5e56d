/** The charts, as they were laid out when wirechart was built. */
import type { ActorName } from '../../../machines/index.ts';
import closeHandshake from '../../charts/closeHandshake.svg';
import connection from '../../charts/connection.svg';
import keepAlive from '../../charts/keepAlive.svg';
import openingHandshake from '../../charts/openingHandshake.svg';
import readLoop from '../../charts/readLoop.svg';
import writeLoop from '../../charts/writeLoop.svg';
import writeTurn from '../../charts/writeTurn.svg';
import { chartStyle } from '../../drawing/style.ts';

const texts: Readonly<Record<ActorName, string>> = {
  connection,
  openingHandshake,
  readLoop,
  writeLoop,
  writeTurn,
  closeHandshake,
  keepAlive,
};

/** The shapes' style, for the whole page once; its colours are the page's, see `charts.css`. */
function addStyle(): void {
  // A policy that allows no style but the page's own does not forbid this.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(chartStyle);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

let isStyled = false;

/** A new picture of the machine. */
export function chartOf(actor: ActorName): SVGSVGElement {
  // Taken out of the text: a page with a strict policy would complain of a style that it is going to drop.
  const text = texts[actor].replace(/<style>.*?<\/style>/s, '');
  if (!isStyled) addStyle();
  isStyled = true;
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  const svg = document.importNode(parsed.documentElement, true);
  if (!(svg instanceof SVGSVGElement)) throw new Error(`the chart of ${actor} is no SVG`);
  return svg;
}

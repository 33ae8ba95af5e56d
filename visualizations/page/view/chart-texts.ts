/** The charts, as they were laid out when wirechart was built. */
import type { ActorName } from '../../../machines/index.ts';
import closeHandshake from '../../charts/closeHandshake.svg';
import connection from '../../charts/connection.svg';
import keepAlive from '../../charts/keepAlive.svg';
import openingHandshake from '../../charts/openingHandshake.svg';
import readLoop from '../../charts/readLoop.svg';
import writeLoop from '../../charts/writeLoop.svg';
import writeTurn from '../../charts/writeTurn.svg';

const texts: Readonly<Record<ActorName, string>> = {
  connection,
  openingHandshake,
  readLoop,
  writeLoop,
  writeTurn,
  closeHandshake,
  keepAlive,
};

/** A new picture of the machine. Its style is the page's: see `charts.css`. */
export function chartOf(actor: ActorName): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(texts[actor], 'image/svg+xml');
  const svg = document.importNode(parsed.documentElement, true);
  if (!(svg instanceof SVGSVGElement)) throw new Error(`the chart of ${actor} is no SVG`);
  svg.querySelector('style')?.remove();
  return svg;
}

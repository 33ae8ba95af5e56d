/** Lines with right angles: where they cross, and how they are drawn with round corners. */
import { round } from './text-width.ts';

export type Point = readonly [x: number, y: number];

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

type Segment = readonly [Point, Point];

/** How often the lines cross each other. */
export function crossings(lines: readonly (readonly Point[])[]): number {
  const segments = lines.map(segmentsOf);
  let count = 0;
  segments.forEach((ours, place) => {
    for (const theirs of segments.slice(place + 1)) {
      for (const a of ours) count += theirs.filter((b) => cross(a, b)).length;
    }
  });
  return count;
}

export function segmentsOf(points: readonly Point[]): Segment[] {
  return points.slice(1).map((end, place) => [points[place] as Point, end]);
}

function cross([[ax, ay], [bx, by]]: Segment, [[cx, cy], [dx, dy]]: Segment): boolean {
  const side = (px: number, py: number, qx: number, qy: number, x: number, y: number) =>
    Math.sign((qx - px) * (y - py) - (qy - py) * (x - px));
  return (
    side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
    side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0
  );
}

export function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A line with right angles touches the box. */
export function passes(points: readonly Point[], box: Box): boolean {
  return segmentsOf(points).some(([[ax, ay], [bx, by]]) =>
    overlap(box, {
      x: Math.min(ax, bx) - 1,
      y: Math.min(ay, by) - 1,
      width: Math.abs(ax - bx) + 2,
      height: Math.abs(ay - by) + 2,
    }),
  );
}

/** A path in SVG's words through the points, its corners rounded. */
export function roundedPath(points: readonly Point[], radius = 7): string {
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M${first[0]} ${first[1]}`];
  rest.forEach((corner, place) => {
    const before = points[place] as Point;
    const after = rest[place + 1];
    if (after === undefined) {
      parts.push(`L${corner[0]} ${corner[1]}`);
      return;
    }
    const reach = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const [fromX, fromY] = towards(corner, before, reach);
    const [toX, toY] = towards(corner, after, reach);
    parts.push(`L${fromX} ${fromY}Q${corner[0]} ${corner[1]} ${toX} ${toY}`);
  });
  return parts.join('');
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(bx - ax, by - ay);
}

/** The point at `reach` pixels from `from` on the way to `to`. */
function towards(from: Point, to: Point, reach: number): Point {
  const share = reach / (distance(from, to) || 1);
  return [round(from[0] + (to[0] - from[0]) * share), round(from[1] + (to[1] - from[1]) * share)];
}

/** The line cut a little short, and the tip of an arrow at its end. */
export function withTip(points: readonly Point[]): { line: readonly Point[]; tip: string } {
  const [before, end] = points.slice(-2);
  if (before === undefined || end === undefined) return { line: points, tip: '' };
  const [x, y] = end;
  const back = towards(end, before, 9);
  const [dx, dy] = [(x - back[0]) / 2, (y - back[1]) / 2];
  const corners = [round(back[0] - dy), round(back[1] + dx), round(back[0] + dy), round(back[1] - dx)];
  const tip = `M${x} ${y}L${corners[0]} ${corners[1]}L${corners[2]} ${corners[3]}z`;
  return { line: [...points.slice(0, -1), towards(end, before, 6)], tip };
}

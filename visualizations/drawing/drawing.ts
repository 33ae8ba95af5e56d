/** What ELK has drawn, by the ids of the graph, and drawings put together in one frame. */
import { type Box, overlap, type Point, passes } from './geometry.ts';
import { boxPadding, nodeId, textId, titleHeight } from './graph.ts';
import { round } from './text-width.ts';

export interface Drawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, readonly Point[]>;
  readonly labels: ReadonlyMap<string, Box>;
}

/** Where the text of a state begins: below the title, at the left, unless ELK had to put it elsewhere. */
export function textPlace(path: string, box: Box, { boxes, lines, labels }: Drawing): Point {
  const usual: Point = [round(box.x + boxPadding), round(box.y + titleHeight + 7)];
  const found = boxes.get(textId(path));
  if (found === undefined) return usual;
  const moved = { ...found, x: usual[0], y: usual[1] };
  const around = [nodeId(path), textId(path), ...ancestorsOf(path).map(nodeId)];
  const free =
    [...boxes, ...labels].every(([id, other]) => around.includes(id) || !overlap(moved, other)) &&
    [...lines.values()].every((points) => !passes(points, moved));
  return free ? usual : [found.x, found.y];
}

function ancestorsOf(path: string): string[] {
  const keys = path.split('.');
  return ['', ...keys.map((_, place) => keys.slice(0, place).join('.'))];
}

/** Regions in the frame of their machine: side by side, or below each other where that would be wider than `comfortable` pixels. */
export function frame(textHeight: number, drawings: readonly Drawing[], comfortable: number): Drawing {
  const gap = 14;
  const stacked = drawings.reduce((sum, drawing) => sum + drawing.width + gap, gap) > comfortable;
  const top = titleHeight + gap + textHeight;
  const boxes = new Map<string, Box>([
    [textId(''), { x: boxPadding, y: titleHeight + 7, width: 0, height: textHeight }],
  ]);
  const lines = new Map<string, readonly Point[]>();
  const labels = new Map<string, Box>();
  let [x, y] = [gap, top];
  let [width, height] = [0, 0];
  for (const drawing of drawings) {
    const [dx, dy] = [x, y];
    const moved = (box: Box): Box => ({ ...box, x: round(box.x + dx), y: round(box.y + dy) });
    for (const [id, box] of drawing.boxes) boxes.set(id, moved(box));
    for (const [id, box] of drawing.labels) labels.set(id, moved(box));
    for (const [id, points] of drawing.lines) {
      lines.set(
        id,
        points.map(([px, py]): Point => [round(px + dx), round(py + dy)]),
      );
    }
    width = Math.max(width, round(x + drawing.width + gap));
    height = Math.max(height, round(y + drawing.height + gap));
    if (stacked) y = height;
    else x = width;
  }
  boxes.set(nodeId(''), { x: 0, y: 0, width, height });
  return { width, height, boxes, lines, labels };
}

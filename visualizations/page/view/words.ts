/** Numbers as people read them. */

export function bytes(count: number): string {
  if (count < 1000) return `${Math.round(count)} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = count;
  let unit = 'B';
  for (const next of units) {
    if (value < 1000) break;
    value /= 1000;
    unit = next;
  }
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}

/** `12.345 ms`, `3.21 s`, `4 min 5 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 3 : 2)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const grouped = new Intl.NumberFormat('en');

export function count(number: number): string {
  return grouped.format(number);
}

/** Time of the day to the millisecond. */
export function clock(wall: number): string {
  const date = new Date(wall);
  const two = (part: number, digits = 2) => String(part).padStart(digits, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${two(date.getMilliseconds(), 3)}`;
}

/** Leaves of a state without the regions' names: `message.NONE.header | flow.flowing` is `NONE.header · flowing`. */
export function shortState(state: string): string {
  return state
    .split(' | ')
    .map((part, _, parts) => (parts.length > 1 ? part.slice(part.indexOf('.') + 1) : part))
    .join(' · ');
}

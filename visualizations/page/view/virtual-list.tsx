/** A long list of which only the visible rows are made: a million of them scroll like ten. */

import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Browsers draw no taller things; past this, scrolling goes through the rows in larger steps. */
const TALLEST = 15_000_000;
/** Rows made beyond the visible ones. */
const MARGIN = 4;

export interface VirtualListProps {
  readonly name: string;
  readonly label: string;
  /** How assistive programs are told of it. */
  readonly role: 'grid' | 'listbox' | 'list';
  readonly count: number;
  readonly rowHeight: number;
  /** The row that is looked at; −1 for none. It is brought into view whenever it changes. */
  readonly current: number;
  /** The list follows its end as it grows. */
  readonly live: boolean;
  readonly row: (index: number) => ComponentChildren;
  /** Somebody moves from row to row by keys. */
  readonly onMove: (index: number) => void;
  readonly onEnter?: (() => void) | undefined;
  readonly empty?: ComponentChildren;
  readonly columns?: number;
}

export function VirtualList(props: VirtualListProps): JSX.Element {
  const { count, rowHeight, current, live } = props;
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  /** Somebody has scrolled away: the list stays there until another row is looked at. */
  const away = useRef(false);
  const placed = useRef(-1);

  const whole = count * rowHeight;
  const tall = Math.min(whole, TALLEST);
  const scale = tall > view.height ? (whole - view.height) / (tall - view.height) : 1;
  const offset = view.top * scale;
  const first = Math.max(0, Math.floor(offset / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((offset + view.height) / rowHeight) + MARGIN);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || current < 0) return;
    if (!live) away.current = false;
    if (away.current) return;
    const height = element.clientHeight;
    const top = current * rowHeight;
    const seen = element.scrollTop * scale;
    let wanted = seen;
    if (live) wanted = top + rowHeight - height;
    else if (top < seen + rowHeight || top > seen + height - 2 * rowHeight) wanted = top - Math.floor(height / 3);
    if (Math.abs(wanted - seen) < 1) return;
    element.scrollTop = Math.max(0, wanted) / scale;
    placed.current = element.scrollTop;
    setView({ top: element.scrollTop, height });
  }, [current, live, rowHeight, scale, count]);

  const onScroll = () => {
    const element = box.current;
    if (element === null) return;
    if (element.scrollTop !== placed.current) {
      away.current = element.scrollTop < element.scrollHeight - element.clientHeight - rowHeight;
    }
    setView({ top: element.scrollTop, height: element.clientHeight });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 1);
    const target = movedTo(event.key, current, page, count);
    if (event.key === 'Enter' && props.onEnter !== undefined) props.onEnter();
    else if (target === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    else props.onMove(Math.max(0, Math.min(target, count - 1)));
    event.preventDefault();
    event.stopPropagation();
  };

  const rows: ComponentChildren[] = [];
  for (let index = first; index < last; index++) rows.push(props.row(index));
  return (
    <div
      ref={box}
      class={`virtual ${props.name}-rows`}
      data-list={props.name}
      role={props.role}
      aria-label={props.label}
      aria-rowcount={props.role === 'grid' ? count : undefined}
      aria-colcount={props.columns}
      aria-activedescendant={current >= first && current < last ? `${props.name}-${current}` : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
    >
      {count === 0 ? <p class="empty">{props.empty}</p> : null}
      <div class="virtual-whole" style={{ height: `${tall}px` }}>
        <div class="virtual-window" style={{ transform: `translateY(${first * rowHeight - offset + view.top}px)` }}>
          {rows}
        </div>
      </div>
    </div>
  );
}

function movedTo(key: string, current: number, page: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowUp':
      return current - 1;
    case 'ArrowDown':
      return current + 1;
    case 'PageUp':
      return current - page;
    case 'PageDown':
      return current + page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

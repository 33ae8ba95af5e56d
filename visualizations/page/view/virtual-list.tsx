/** A long list of which only the visible rows are made: a million of them scroll like ten. */
// biome-ignore-all lint/a11y/noStaticElementInteractions: its role is given
// biome-ignore-all lint/a11y/useAriaPropsSupportedByRole: its role is given

import { type ComponentChildren, Fragment, type JSX } from 'preact';
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

/** What is seen of the list: where the browser has scrolled to, and how high the window is, in pixels. */
interface View {
  top: number;
  height: number;
  /** The row, and the length, that it was last moved for. */
  current: number;
  count: number;
  /** Somebody has scrolled away: the list stays there until another row is looked at. */
  isAway: boolean;
}

export function VirtualList(props: VirtualListProps): JSX.Element {
  const { count, rowHeight, current } = props;
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<View>({ top: 0, height: 400, current: -1, count: 0, isAway: false }).current;
  const [, redraw] = useState(0);

  const whole = count * rowHeight;
  const tall = Math.min(whole, TALLEST);
  const scale = tall > view.height && tall < whole ? (whole - view.height) / (tall - view.height) : 1;
  // Before anything is drawn, so that rows are made once.
  follow(view, props, scale, tall);
  const offset = view.top * scale;
  const first = Math.max(0, Math.floor(offset / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((offset + view.height) / rowHeight) + MARGIN);

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (view.height === element.clientHeight) return;
      view.height = element.clientHeight;
      // Brought into view again, as it may lie outside of the new window.
      view.current = -1;
      redraw((times) => times + 1);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [view]);

  const { top } = view;
  useLayoutEffect(() => {
    // Behind all panes that are drawn for the same reason: each of them would make the browser lay out the page again.
    queueMicrotask(() => {
      if (box.current !== null) box.current.scrollTop = top;
    });
  }, [top]);

  const onScroll = () => {
    const element = box.current;
    // What was set here comes back as an event.
    if (element === null || Math.abs(element.scrollTop - view.top) < 1) return;
    view.top = element.scrollTop;
    view.isAway = view.top < tall - view.height - rowHeight;
    redraw((times) => times + 1);
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
  // By their place in the window: scrolling changes texts, and makes no elements.
  for (let index = first; index < last; index++) rows.push(<Fragment key={index - first}>{props.row(index)}</Fragment>);
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

/** Moves the window to the row that is looked at, if that has changed. */
function follow(view: View, { count, rowHeight, current, live }: VirtualListProps, scale: number, tall: number): void {
  const hasMoved = current !== view.current;
  if (!hasMoved && count === view.count) return;
  if (hasMoved && !live) view.isAway = false;
  view.current = current;
  view.count = count;
  if (view.isAway) return;
  if (current < 0) {
    // Before the first row.
    view.top = 0;
    return;
  }
  const { height } = view;
  const place = current * rowHeight;
  const seen = view.top * scale;
  let wanted = seen;
  if (live) wanted = place + rowHeight - height;
  else if (place < seen + rowHeight || place > seen + height - 2 * rowHeight) wanted = place - Math.floor(height / 3);
  view.top = Math.round(Math.max(0, Math.min(wanted / scale, tall - height)));
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

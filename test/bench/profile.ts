/** Where the time of a CPU profile went, by floor of the house. */

/** What V8's profiler writes, as far as it is read here. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
}

/** In the order of the report. `measuring` is the benchmark's own code, which is left out. */
const places = [
  'statecharts',
  'codec',
  'endpoint',
  'sockets and faces',
  'Node',
  'garbage',
  'native',
  'measuring',
] as const;
export type Place = (typeof places)[number];

const sources: readonly (readonly [Place, RegExp])[] = [
  ['statecharts', /\/(src\/engine|machines)\//],
  ['codec', /\/src\/codec\/|^wasm:/],
  ['endpoint', /\/src\/endpoint\//],
  ['sockets and faces', /\/src\/(node|api)\//],
  ['measuring', /\/test\/bench\//],
  ['Node', /^node:/],
];

/** What has no source, a built-in function or a system call, belongs to whoever called it. */
function placeOf({ callFrame: { functionName, url } }: ProfileNode, caller: Place | undefined): Place | undefined {
  if (functionName === '(idle)') return undefined;
  if (functionName === '(garbage collector)') return 'garbage';
  if (url !== '') return sources.find(([, pattern]) => pattern.test(url))?.[0] ?? 'native';
  return functionName.startsWith('(') ? 'native' : (caller ?? 'native');
}

/** The share of self time of each place, of all that was not idle. */
export function sharesOf({ nodes, samples, timeDeltas }: Profile): Map<Place, number> {
  const place = placesOf(nodes);
  const times = new Map<Place, number>(places.map((name) => [name, 0]));
  for (const [index, id] of samples.entries()) {
    const where = place.get(id);
    // A sample stands for the time until the next one.
    if (where !== undefined) times.set(where, (times.get(where) ?? 0) + (timeDeltas[index + 1] ?? 0));
  }
  times.delete('measuring');
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return new Map([...times].map(([name, time]) => [name, busy === 0 ? 0 : time / busy]));
}

function placesOf(nodes: readonly ProfileNode[]): Map<number, Place | undefined> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, Place | undefined>();
  const waiting: (readonly [ProfileNode | undefined, Place | undefined])[] = [[nodes[0], undefined]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [node, caller] = next;
    if (node === undefined) continue;
    const own = placeOf(node, caller);
    found.set(node.id, own);
    for (const child of node.children ?? []) waiting.push([byId.get(child), own]);
  }
  return found;
}

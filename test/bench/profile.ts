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
type Place = (typeof places)[number];

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
export function sharesOf(profile: Profile): Map<string, number> {
  const place = placesOf(profile.nodes);
  return parts(profile, places, (id) => place.get(id));
}

/** The functions that most time is spent in, with their shares of the same; built-in ones by themselves. */
export function hottest(profile: Profile, count: number): (readonly [name: string, share: number])[] {
  const place = placesOf(profile.nodes);
  const names = new Map(
    profile.nodes.map(({ id, callFrame: { functionName, url } }) => {
      const file = url.slice(url.lastIndexOf('/') + 1);
      return [id, `${functionName || '(anonymous)'}${file === '' ? '' : ` ${file}`}`];
    }),
  );
  const all = parts(profile, [], (id) => {
    const where = place.get(id);
    return where === undefined || where === 'measuring' ? where : names.get(id);
  });
  return [...all].sort(([, one], [, other]) => other - one).slice(0, count);
}

/** Shares of time by what `nameOf` a node says, of all that it names but the benchmark's own. */
function parts(
  { samples, timeDeltas }: Profile,
  known: readonly string[],
  nameOf: (node: number) => string | undefined,
): Map<string, number> {
  const times = new Map(known.map((name) => [name, 0]));
  for (const [index, id] of samples.entries()) {
    const name = nameOf(id);
    // A sample stands for the time until the next one.
    if (name !== undefined) times.set(name, (times.get(name) ?? 0) + (timeDeltas[index + 1] ?? 0));
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

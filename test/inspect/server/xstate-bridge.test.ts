/** `@xstate/inspect` needs no more of a server and its connections than what `xstate-bridge.ts` says that it uses. */
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { actorNames } from '../../../src/engine/engine.ts';
import { builtFile } from '../../../src/inspect/server/built-files.ts';
import type { ViewerClient, ViewerServer, XStateInspectModule } from '../../../src/inspect/server/xstate-bridge.ts';
import { buildXStateInspect } from '../../../visualizations/compat/build.ts';
import { pair } from '../../support/sockets.ts';

beforeAll(async () => {
  await buildXStateInspect();
});

/** Notes what of it is asked for. */
function watched<T extends object>(object: T, asked: Set<string>): T {
  return new Proxy(object, {
    get(target, name, receiver) {
      asked.add(String(name));
      return Reflect.get(target, name, receiver);
    },
  });
}

it('a server and a client with nothing else will do', async () => {
  const asked = { server: new Set<string>(), client: new Set<string>() };
  const sent: { type: string }[] = [];
  let ended = 0;
  let hear: (text: string, isBinary: boolean) => void = () => {};
  let connected: (client: ViewerClient) => void = () => {};
  let closed: () => void = () => {};
  const client = watched<ViewerClient>(
    {
      OPEN: 1,
      readyState: 1,
      send: (text) => void sent.push(JSON.parse(text)),
      on: (_, listener) => {
        hear = listener;
      },
      terminate: () => void ended++,
    },
    asked.client,
  );
  const on = (event: 'connection' | 'close', listener: (client: ViewerClient) => void) => {
    if (event === 'connection') connected = listener;
    else closed = listener as () => void;
  };
  const server = watched<ViewerServer>({ clients: new Set([client]), on, close: () => {} }, asked.server);

  const { openBridge }: XStateInspectModule = await import(pathToFileURL(builtFile('xstate-inspect.js')).href);
  const bridge = openBridge(server);
  connected(client);
  hear('{"type":"xstate.inspecting"}', false);
  const { client: subject } = await pair({ engine: 'interpreted' });
  if (subject.actors === undefined) throw new Error('no actors');
  onTestFinished(bridge.show(subject.actors, (name) => name));
  expect(sent.filter(({ type }) => type === 'service.register')).toHaveLength(actorNames.length);
  await subject.ping();
  expect(sent.some(({ type }) => type === 'service.state')).toBe(true);
  closed();
  expect(ended).toBe(1);
  expect([...asked.server].sort()).toEqual(['clients', 'on']);
  expect([...asked.client].sort()).toEqual(['OPEN', 'on', 'readyState', 'send', 'terminate']);
});

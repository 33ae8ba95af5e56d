/** Our actors, shown by `@xstate/inspect`: a package for XState 4, which knows nothing of XState 5. */
import { inspect } from '@xstate/inspect/lib/server.js';
import type { ActorName } from '../../machines/index.ts';
import type { Bridge, XStateInspectModule } from '../../src/inspect/server/xstate-bridge.ts';
import { Service } from './service.ts';

/** Where the package keeps the services that it shows. */
interface DevTools {
  register(service: Service): void;
}

export const openBridge: XStateInspectModule['openBridge'] = (server) => {
  const devTools = startInspecting(() => {
    // Its types ask for the whole of a server of the package ws.
    inspect({ server: server as never });
  });
  return {
    show(actors, sessionOf) {
      const names = Object.keys(actors) as ActorName[];
      const services = new Map<string, Service>(
        names.map((name) => [name, new Service(actors[name], sessionOf(name))]),
      );
      for (const service of services.values()) devTools.register(service);
      const subscription = actors.connection.system.inspect((told) => {
        if (told.type === '@xstate.event') serviceOf(told)?.hasBeenSent(told.event);
        else if (told.type === '@xstate.snapshot') serviceOf(told)?.isIn(told.snapshot as never, told.event);
      });
      const serviceOf = ({ actorRef }: { actorRef: object }) => services.get((actorRef as { id: string }).id);
      return () => {
        subscription.unsubscribe();
        for (const service of services.values()) service.stop();
      };
    },
  } satisfies Bridge;
};

/** The package leaves its dev tools in a global variable, which may be somebody else's. */
function startInspecting(start: () => void): DevTools {
  const globals = globalThis as { __xstate__?: DevTools | undefined };
  const before = globals.__xstate__;
  start();
  const devTools = globals.__xstate__ as DevTools;
  if (before === undefined) delete globals.__xstate__;
  else globals.__xstate__ = before;
  return devTools;
}

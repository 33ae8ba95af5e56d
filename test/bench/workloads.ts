/** What `npm run bench` can measure, in the order of the report. */
import { broadcast } from './broadcast.ts';
import type { Ability } from './catalogue.ts';
import { client } from './client.ts';
import { decode, type Effort } from './decode.ts';
import { deflate } from './deflate.ts';
import { echo } from './echo.ts';
import { events } from './events.ts';
import { handshake } from './handshake.ts';
import { inspect } from './inspect.ts';
import { memory } from './memory.ts';
import type { Row } from './report.ts';
import { scaling } from './scaling.ts';
import { send } from './send.ts';
import { share } from './share.ts';

export interface Workload {
  /** One line for `--help`. */
  readonly about: string;
  /** What peers over the network have to be able to do, for those that have such. */
  readonly ability?: Ability;
  /** It cannot be measured with the load generator in TypeScript. */
  readonly native?: true;
  run(effort: Effort): Promise<Row[]>;
  /** Measurements of each peer, and the length of one, unless told otherwise. */
  readonly rounds: number;
  readonly seconds: number;
}

export const workloads: Readonly<Record<string, Workload>> = {
  decode: {
    about: "frames of a client through a server's reading side, in process",
    run: decode,
    rounds: 5,
    seconds: 0.3,
  },
  events: { about: 'one event of a machine, compiled and interpreted', run: events, rounds: 5, seconds: 0.3 },
  send: { about: 'messages through a writing side, in process, both roles', run: send, rounds: 5, seconds: 0.2 },
  echo: {
    about: 'CPU time of a server per echoed message, over loopback, and latency',
    ability: 'echo',
    run: echo,
    rounds: 5,
    seconds: 2,
  },
  deflate: {
    about: 'the same with permessage-deflate, and memory per connection',
    ability: 'deflate',
    run: deflate,
    rounds: 5,
    seconds: 2,
  },
  broadcast: {
    about: 'CPU time of a server per delivery of a message to 1,000 connections',
    ability: 'broadcast',
    native: true,
    run: broadcast,
    rounds: 5,
    seconds: 2,
  },
  client: {
    about: 'CPU time of a client per message',
    ability: 'client',
    native: true,
    run: client,
    rounds: 5,
    seconds: 2,
  },
  handshake: {
    about: 'CPU time of a server per connection that is opened and closed',
    ability: 'echo',
    native: true,
    run: handshake,
    rounds: 5,
    seconds: 2,
  },
  memory: {
    about: 'resident memory of a server per idle connection',
    ability: 'echo',
    run: memory,
    rounds: 3,
    seconds: 0,
  },
  scaling: {
    about: 'cost as messages, connections and fragments grow, beside ws: linear or better, or a cliff',
    run: scaling,
    rounds: 3,
    seconds: 1,
  },
  inspect: {
    about: 'what inspecting costs: nothing attached, a recorder on every connection, XState’s interpreter',
    run: inspect,
    rounds: 5,
    seconds: 2,
  },
  share: {
    about: 'share of CPU time that is spent in the statecharts, by profile and by a control',
    run: share,
    rounds: 3,
    seconds: 2,
  },
};

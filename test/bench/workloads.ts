/** What `npm run bench` can measure, in the order of the report. */
import { decode, type Effort } from './decode.ts';
import { deflate } from './deflate.ts';
import { echo } from './echo.ts';
import { events } from './events.ts';
import { memory } from './memory.ts';
import type { Row } from './report.ts';
import { scaling } from './scaling.ts';
import { send } from './send.ts';

export interface Workload {
  /** One line for `--help`. */
  readonly about: string;
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
  echo: { about: 'CPU time of a server per echoed message, over loopback', run: echo, rounds: 5, seconds: 2 },
  deflate: {
    about: 'the same with permessage-deflate, messages per second, and memory per connection',
    run: deflate,
    rounds: 5,
    seconds: 2,
  },
  memory: { about: 'resident memory of a server per idle connection', run: memory, rounds: 3, seconds: 0 },
  scaling: {
    about: 'cost as messages, connections and fragments grow, beside ws: linear or better, or a cliff',
    run: scaling,
    rounds: 3,
    seconds: 1,
  },
};

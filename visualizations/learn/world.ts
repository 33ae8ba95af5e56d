/**
 * The world of a lesson: a client and a server, the wire between them, and a clock that stands still. Nothing happens but what
 * somebody presses, and everything that follows from a press has happened when `press` returns.
 */
import type { Role } from '../../machines/index.ts';
import { encodeUtf8 } from '../../src/codec/utf8.ts';
import { type Bounds, type Message, portable, Slab } from '../../src/endpoint/index.ts';
import { obstacle } from './obstacles.ts';
import { otherRole, type Press } from './presses.ts';
import { Side } from './side.ts';
import { type Amount, Line } from './wire.ts';

export interface WorldOptions {
  readonly bounds?: Partial<Bounds> | undefined;
  /** Bytes in flight past which a sender is told to wait. */
  readonly window?: number | undefined;
}

export class World {
  /** Milliseconds. */
  time = 1000;
  readonly client: Side;
  readonly server: Side;
  unplugged = false;
  wasReset = false;
  readonly presses: Press[] = [];

  constructor({ bounds = {}, window }: WorldOptions = {}) {
    const platform = { ...portable, now: () => this.time, slab: new Slab() };
    this.client = new Side('client', new Line(), platform, bounds);
    this.server = new Side('server', new Line(), platform, bounds);
    for (const { line } of this.sides) line.window = window ?? line.window;
    this.server.endpoint.transportReady();
    this.#settle();
  }

  get sides(): readonly [client: Side, server: Side] {
    return [this.client, this.server];
  }

  side(role: Role): Side {
    return role === 'client' ? this.client : this.server;
  }

  /** When the next timer of either side is due, in milliseconds on the clock; undefined while none is armed. */
  get nextTimer(): number | undefined {
    const due = this.sides.flatMap(({ timers }) => timers.map((timer) => timer.due));
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** @returns why it cannot be done now; undefined when it was done */
  press(press: Press): string | undefined {
    const why = obstacle(this, press);
    if (why !== undefined) return why;
    this.presses.push(press);
    this.#do(press);
    this.#settle();
    return undefined;
  }

  /** Opens the connection, as lessons do that begin with an open one. */
  open(): void {
    this.press({ do: 'connect' });
    this.press({ do: 'deliverAll' });
  }

  #do(press: Press): void {
    switch (press.do) {
      case 'connect':
        this.client.endpoint.transportReady();
        break;
      case 'deliver':
        this.#deliver(this.side(press.from), press.amount);
        break;
      case 'deliverAll':
        this.#deliverAll();
        break;
      case 'edit':
        this.side(press.from).line.edit(press.at, press.value);
        break;
      case 'cut':
        this.side(press.from).line.cut(press.at);
        break;
      case 'wait':
        this.#wait(this.time + press.time);
        break;
      case 'timer':
        this.#wait(this.nextTimer ?? this.time);
        break;
      case 'unplug':
        this.unplugged = true;
        break;
      case 'reset':
        this.wasReset = true;
        for (const { line } of this.sides) line.drop();
        for (const { endpoint } of this.sides) {
          if (endpoint.state !== 'closed') endpoint.transportEnded(new Error('connection reset'));
        }
        break;
      default:
        this.#act(this.side(press.side), press);
    }
  }

  /** What an application does. */
  #act(side: Side, press: Extract<Press, { side: Role }>): void {
    const { underWay } = side;
    switch (press.do) {
      case 'send':
        side.send(press.payload);
        break;
      case 'begin':
        side.begin(press.type);
        break;
      case 'frame':
        if (underWay !== undefined) side.frame(underWay, press.payload, press.last);
        break;
      case 'beginFrame':
        if (underWay !== undefined) side.beginFrame(underWay, press.length, press.last);
        break;
      case 'data':
        if (underWay !== undefined) side.data(underWay, bytesOf(press.payload));
        break;
      case 'ping':
        side.ping(press.payload);
        break;
      case 'pause':
        side.pause();
        break;
      case 'resume':
        side.resume();
        break;
      case 'close':
        side.endpoint.close(press.code, press.reason);
        break;
      case 'terminate':
        side.endpoint.abort('aborted');
        break;
    }
  }

  #deliver(sender: Side, amount: Amount): void {
    const { line } = sender;
    const { endpoint } = this.side(otherRole(sender.role));
    if (line.inFlight > 0) {
      const bytes = line.take(amount);
      if (endpoint.state !== 'closed') endpoint.receive(bytes);
    } else if (line.ended) {
      line.endArrived = true;
      endpoint.transportEnded();
    }
    this.#settle();
  }

  #deliverAll(): void {
    while (!this.unplugged) {
      const sender = this.sides.find((side) => side.line.busy && !this.side(otherRole(side.role)).suspended);
      if (sender === undefined) return;
      this.#deliver(sender, 'piece');
    }
  }

  /** Time goes from timer to timer, so that each fires when it is due. */
  #wait(until: number): void {
    for (;;) {
      const { nextTimer } = this;
      if (nextTimer === undefined || nextTimer > until) break;
      this.time = Math.max(this.time, nextTimer);
      for (const { endpoint, timers } of this.sides) {
        if (timers.some(({ due }) => due <= this.time)) endpoint.wake();
      }
      this.#settle();
    }
    this.time = until;
  }

  #settle(): void {
    // Nobody hears what goes into a wire that leads nowhere, but it does not fill up either.
    while (this.sides.map((side) => side.settle()).includes(true)) {}
    if (this.unplugged) for (const { line } of this.sides) line.drop();
    for (const side of this.sides) side.record();
  }
}

export function bytesOf(payload: Message): Uint8Array {
  return typeof payload === 'string' ? encodeUtf8(payload) : payload;
}

/** Every wait has a timer of its own: armed by the machine that waits, and told to it when it is due. */
import type { TimerName } from '../../machines/index.ts';
import type { Actors } from '../engine/engine.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';

export function arm(host: Host, timer: TimerName): void {
  const delay = host.bounds[`${timer}Timeout`];
  if (timer === 'drain') host.leftBefore = host.bytesLeft;
  if (delay === Number.POSITIVE_INFINITY) return;
  const due = host.platform.now() + delay;
  host.deadlines.arm(timer, due);
  host.tap?.timer(timer, due);
}

export function cancel(host: Host, timer: TimerName): void {
  host.deadlines.cancel(timer);
  host.tap?.timer(timer, undefined);
}

/** Fires the timers that are due. */
export function fireDue(host: Host): void {
  const now = host.platform.now();
  for (;;) {
    const timer = host.deadlines.takeDue(now);
    if (timer === undefined) break;
    fire(host, timer);
  }
  host.deadlines.reschedule();
}

function fire(host: Host, timer: TimerName): void {
  // A transport that moves slowly is not one that is stuck.
  if (timer === 'drain' && host.bytesLeft > host.leftBefore) {
    arm(host, 'drain');
    return;
  }
  host.facts.timer = timer;
  host.before = host.states();
  tell(host.actors, timer);
  // A timer that did not end the connection is not worth telling.
  if (host.state !== 'open') return;
  host.facts.timer = undefined;
  host.before = undefined;
}

function tell(actors: Actors, timer: TimerName): void {
  if (timer === 'connect') actors.connection.send({ type: 'TIMER_CONNECT' });
  else if (timer === 'opening') actors.openingHandshake.send({ type: 'TIMER_OPENING' });
  else if (timer === 'idle') actors.keepAlive.send({ type: 'TIMER_IDLE' });
  else if (timer === 'pong') actors.keepAlive.send({ type: 'TIMER_PONG' });
  else if (timer === 'drain') actors.writeTurn.send({ type: 'TIMER_DRAIN' });
  else actors.closeHandshake.send({ type: 'TIMER_CLOSE' });
}

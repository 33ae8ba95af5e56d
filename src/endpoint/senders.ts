/** What a connection sends with holds nothing of it while nothing is under way, so connections share it, as they share readers. */
import { Outgoing, type OutgoingOwner } from './outgoing.ts';
import { Output } from './output.ts';
import type { Platform } from './platform.ts';

/** Most of a kind that are kept for others to use. */
const MOST_IDLE = 64;

const idle: Outgoing[] = [];
const idleOutputs: Output[] = [];

/** For an owner that is open. */
export function outgoingFor(owner: OutgoingOwner): Outgoing {
  const lent = idle.pop();
  if (lent !== undefined) {
    lent.attach(owner);
    return lent;
  }
  const made = new Outgoing(owner);
  made.open();
  return made;
}

/** Takes one back that is at rest. It knows its last owner until it is lent again: a few may live longer for it. */
export function giveBackOutgoing(outgoing: Outgoing): void {
  if (idle.length < MOST_IDLE) idle.push(outgoing);
}

export function outputFor(platform: Platform, masked: boolean): Output {
  const lent = idleOutputs.pop();
  // Processes have one platform and mostly one role: another one is not kept.
  if (lent !== undefined && lent.platform === platform && lent.masked === masked) return lent;
  return new Output(platform, masked);
}

/** Takes one back that is empty, and in no streamed frame. */
export function giveBackOutput(output: Output): void {
  if (idleOutputs.length < MOST_IDLE) idleOutputs.push(output);
}

/** What a connection sends with holds nothing of it while nothing is under way, so connections share it, as they share readers. */
import { Outgoing, type OutgoingOwner } from './outgoing.ts';
import { Outlet, type OutletOwner } from './outlet.ts';
import { Output } from './output.ts';
import type { Platform } from './platform.ts';
import type { Transport } from './transport.ts';

/** Most of a kind that are kept for others to use. */
const MOST_IDLE = 64;

/** They know their last owner until they are lent again: a few connections may live longer for it. */
const idleOutgoings: Outgoing[] = [];
const idleOutlets: Outlet[] = [];
const idleOutputs: Output[] = [];

/** For an owner that is open. */
export function outgoingFor(owner: OutgoingOwner): Outgoing {
  const lent = idleOutgoings.pop();
  if (lent !== undefined) {
    lent.attach(owner);
    return lent;
  }
  const made = new Outgoing(owner);
  made.open();
  return made;
}

/** Takes one back that is at rest; and so the others. */
export function giveBackOutgoing(outgoing: Outgoing): void {
  giveBack(idleOutgoings, outgoing);
}

export function outletFor(owner: OutletOwner, transport: Transport): Outlet {
  const lent = idleOutlets.pop();
  if (lent === undefined) return new Outlet(owner, transport);
  lent.attach(owner, transport);
  return lent;
}

export function giveBackOutlet(outlet: Outlet): void {
  giveBack(idleOutlets, outlet);
}

export function outputFor(platform: Platform, masked: boolean): Output {
  const lent = idleOutputs.pop();
  // Processes have one platform and mostly one role: another one is not kept.
  if (lent !== undefined && lent.platform === platform && lent.masked === masked) return lent;
  return new Output(platform, masked);
}

/** It is empty, and in no streamed frame. */
export function giveBackOutput(output: Output): void {
  giveBack(idleOutputs, output);
}

function giveBack<T>(idle: T[], one: T): void {
  if (idle.length < MOST_IDLE) idle.push(one);
}

/** Why something cannot be done at the moment: buttons are disabled by it, and say so. */
import type { Role } from '../../machines/index.ts';
import { otherRole, type Press } from './presses.ts';
import type { Side } from './side.ts';
import { bytesOf, type World } from './world.ts';

/** @returns undefined if it can be done */
export function obstacle(world: World, press: Press): string | undefined {
  switch (press.do) {
    case 'connect':
      return world.client.endpoint.state === 'connecting' ? undefined : 'The client has connected already.';
    case 'deliver':
      return ofDelivery(world, press.from);
    case 'deliverAll': {
      const obstacles = (['client', 'server'] as const).map((from) => ofDelivery(world, from));
      return obstacles.includes(undefined) ? undefined : obstacles[0];
    }
    case 'edit':
      return ofByte(world, press.from, press.at);
    case 'cut':
      return ofCut(world, press.from, press.at);
    case 'wait':
      return undefined;
    case 'timer':
      return world.nextTimer === undefined ? 'No timer is armed.' : undefined;
    case 'unplug':
    case 'reset':
      if (world.sides.every(({ endpoint }) => endpoint.state === 'closed'))
        return 'The connection is over on both sides.';
      return world.unplugged ? 'The cable is unplugged already.' : undefined;
    default:
      return ofAct(world.side(press.side), press);
  }
}

function ofDelivery(world: World, from: Role): string | undefined {
  const { line } = world.side(from);
  if (world.unplugged) return 'The cable is unplugged: nothing arrives.';
  if (!line.busy) return `Nothing of the ${from}’s is in flight.`;
  const receiver = world.side(otherRole(from));
  return receiver.suspended ? `The ${receiver.role} has paused reading.` : undefined;
}

function ofByte(world: World, from: Role, at: number): string | undefined {
  const { line } = world.side(from);
  return at >= line.arrived && at < line.bytes.length ? undefined : 'This byte is not in flight.';
}

function ofCut(world: World, from: Role, at: number): string | undefined {
  const { line } = world.side(from);
  return at > line.arrived && at < line.bytes.length ? undefined : 'There is nothing to cut here.';
}

function ofAct(side: Side, press: Extract<Press, { side: Role }>): string | undefined {
  const { role, endpoint, underWay, paused } = side;
  if (endpoint.state === 'closed') return `The ${role}’s connection is over.`;
  if (press.do === 'terminate') return undefined;
  // What a streamed frame still lacks may be sent while closing.
  if (press.do === 'data') return ofData(side, bytesOf(press.payload).length);
  if (endpoint.state !== 'open') return `The ${role}’s connection is ${endpoint.state}, not open.`;
  switch (press.do) {
    case 'send':
    case 'begin':
      return underWay === undefined ? undefined : `Finish the ${role}’s message first.`;
    case 'frame':
    case 'beginFrame':
      if (underWay === undefined) return `The ${role} has begun no message.`;
      return underWay.remain > 0
        ? `The frame under way is not finished: it still lacks ${underWay.remain}.`
        : undefined;
    case 'pause':
      return paused ? 'Reading is paused already.' : undefined;
    case 'resume':
      return paused ? undefined : 'Reading is not paused.';
    default:
      return undefined;
  }
}

function ofData({ role, underWay }: Side, length: number): string | undefined {
  if (underWay === undefined || underWay.remain === 0) return `The ${role} is not in the middle of a streamed frame.`;
  return length > underWay.remain ? `That is more than the frame still lacks: ${underWay.remain}.` : undefined;
}

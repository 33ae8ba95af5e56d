/** Lessons about peers that do not read, and peers that are not there. */
import { brokenRule, deathOf, findAction, findRecord, isOver, wasIn } from '../facts.ts';
import type { Lesson } from '../lesson.ts';
import type { World } from '../world.ts';

const text = 'sixteen bytes !!';

export const backpressure: Lesson = {
  id: 'backpressure',
  title: 'Backpressure',
  sections: ['RFC 9293 §3.8.6', 'RFC 6455 §5.4'],
  prose: [
    'A reader that cannot keep up stops reading. Its buffers fill, TCP closes the window, and the sender’s writes are not taken any more. A good sender then stops, too, instead of filling its memory: WebSocket has no frame for this, it is the transport that says so.',
    'This wire takes 48 bytes. writeTurn is held.blocked when it is full; what is sent then waits in the client.',
  ],
  task: 'Pause the server. Send from the client until it is blocked and a message has to wait. Then let the server read again, and everything arrive.',
  startsOpen: true,
  world: { window: 48 },
  controls: [
    { label: 'Send 16 bytes', press: { do: 'send', side: 'client', payload: text } },
    { label: 'Pause reading', press: { do: 'pause', side: 'server' } },
    { label: 'Resume reading', press: { do: 'resume', side: 'server' } },
  ],
  wire: {},
  clock: true,
  machines: { client: 'writeTurn', server: 'readLoop' },
  check: (world) => {
    const { client, server } = world;
    const waited = findAction(client, 'writeTurn', 'pause', { operation: 'op_wr' }) >= 0;
    const sent = world.presses.filter((press) => press.do === 'send').length;
    const paused =
      findRecord(
        server,
        (record, index) =>
          record.kind === 'transition' && server.journal.stateAt('readLoop', index).endsWith('flow.suspended'),
      ) >= 0;
    const isFree = client.endpoint.states().writeTurn === 'free';
    return {
      goals: [
        { text: 'The server has paused reading.', done: paused },
        { text: 'The client is blocked: the wire takes no more.', done: wasIn(client, 'writeTurn', 'held.blocked') },
        { text: 'A message has waited in the client.', done: waited },
        {
          text: 'The server reads again, and its application got everything.',
          done: paused && waited && !server.paused && isFree && server.messages.length === sent,
        },
      ],
      failed: deathOf(world),
    };
  },
  lookBack:
    'The client’s writeTurn waited in held.blocked with the drain timer running: had nothing moved for a minute, the client would have given the server up (drain-timeout). A server that is paused does not see pings or closes either.',
};

export const lostPeer: Lesson = {
  id: 'lost-peer',
  title: 'A lost peer',
  sections: ['RFC 6455 §5.5.2', 'RFC 6455 §7.1.5'],
  prose: [
    'A cable is pulled, a phone is out of reach: TCP tells nobody. Whoever only waits, waits for ever. So an endpoint that has heard nothing for a while sends a ping: a peer that is there has to answer. If no answer comes in time, it is gone, and the connection ends with 1006.',
    'Here the idle time is 30 s and the pong time 20 s. The clock stands still until you move it.',
  ],
  task: 'Unplug the cable, and let keep-alive find out.',
  startsOpen: true,
  controls: [
    { label: 'Send “hello?”', press: { do: 'send', side: 'client', payload: 'hello?' } },
    { label: 'Close with 1000', press: { do: 'close', side: 'client', code: 1000, reason: '' } },
  ],
  wire: { unplug: true, reset: true },
  clock: true,
  machines: { client: 'keepAlive', server: 'keepAlive' },
  check: (world) => {
    const pinged = world.unplugged && world.sides.some((side) => findAction(side, 'keepAlive', 'writeIdlePing') >= 0);
    return {
      goals: [
        { text: 'The cable is unplugged.', done: world.unplugged },
        { text: 'Silence has made a ping due, and it was sent.', done: pinged },
        {
          text: 'Nobody answered: the connection has ended with pong-timeout.',
          done: world.sides.some((side) => brokenRule(side) === 'pong-timeout'),
        },
      ],
      failed: lostFailed(world),
    };
  },
  lookBack:
    'Neither side sent a close frame: it would have gone nowhere. keepAlive went from idle to awaitingPong to dead, and both sides end with 1006 and their own reason in the record.',
};

function lostFailed(world: World): string | undefined {
  if (world.wasReset) return 'The connection was reset: both sides were told, and nobody had to find out.';
  const over = world.sides.find(isOver);
  if (over !== undefined && !world.unplugged)
    return `The ${over.role}’s connection has ended, and the cable was plugged in.`;
  const other = world.sides.find((side) => isOver(side) && brokenRule(side) !== 'pong-timeout');
  return other === undefined
    ? undefined
    : `The ${other.role}’s connection has ended by ${brokenRule(other) ?? 'a clean close'}, not by keep-alive.`;
}

/** Lessons about the closing handshake. */
import { closeAsked, closeCodes, endedCleanly, findRecord, framesOf, isOver } from '../facts.ts';
import type { Control, Lesson } from '../lesson.ts';
import type { World } from '../world.ts';

const terminate: readonly Control[] = [
  { label: 'Terminate', press: { do: 'terminate', side: 'client' } },
  { label: 'Terminate', press: { do: 'terminate', side: 'server' } },
];

function close(side: 'client' | 'server', code: number, reason: string): Control {
  return { label: `Close with ${code}`, press: { do: 'close', side, code, reason } };
}

export const closeByClient: Lesson = {
  id: 'close-by-client',
  title: 'The client says goodbye',
  sections: ['RFC 6455 §5.5.1', 'RFC 6455 §7.1.1', 'RFC 6455 §7.1.2'],
  prose: [
    'A connection ends with a handshake, too. One side sends a close frame with a code and perhaps a reason; the other answers with a close frame. After its close frame nobody sends anything more. When both have passed, the connection is closed cleanly, and the server ends the transport first, so that waiting for stray packets is the server’s burden, not the client’s.',
    'Terminate ends the transport without a word: that is what clean closing is the opposite of.',
  ],
  task: 'Let the client close with 1000, and let everything arrive step by step, until both sides have closed cleanly.',
  startsOpen: true,
  controls: [close('client', 1000, 'bye'), close('server', 1001, ''), ...terminate],
  wire: {},
  machines: { client: 'closeHandshake', server: 'closeHandshake' },
  check: (world) => {
    const { client, server } = world;
    const answers = closeCodes(server, 'out');
    return {
      goals: [
        {
          text: 'The client has begun to close, with 1000.',
          done: closeAsked(client) >= 0 && closeCodes(client, 'out').includes(1000),
        },
        { text: 'The server has answered with the same code.', done: closeAsked(server) < 0 && answers.includes(1000) },
        { text: 'Both sides have closed cleanly.', done: endedCleanly(world) },
      ],
      failed: closeAsked(server) >= 0 ? 'The server has begun to close: it should be the client.' : uncleanOf(world),
    };
  },
  lookBack:
    'The client’s closeHandshake went from weClosed to bothClosed and waited there for the end of the transport; the server’s went through ending, which ends it.',
};

export const closeByServer: Lesson = {
  id: 'close-by-server',
  title: 'What was sent before still arrives',
  sections: ['RFC 6455 §5.5.1', 'RFC 6455 §7.4.1'],
  prose: [
    'Whoever has sent a close frame may not send any more, but goes on reading: the other side may have sent something before it knew. Only the close frame from there ends reading. An answer carries the code that it answers.',
    'A server that is about to stop says 1001, going away.',
  ],
  task: 'While a message of the client’s is in flight, let the server close with 1001. Its application still has to get that message; then end cleanly.',
  startsOpen: true,
  controls: [
    { label: 'Send “one more thing”', press: { do: 'send', side: 'client', payload: 'one more thing' } },
    close('client', 1000, ''),
    close('server', 1001, 'restart'),
    { label: 'Terminate', press: { do: 'terminate', side: 'server' } },
  ],
  wire: {},
  machines: { client: 'closeHandshake', server: 'closeHandshake' },
  check: (world) => {
    const { client, server } = world;
    const asked = closeAsked(server);
    const late =
      asked >= 0 && framesOf(server, { direction: 'in' }).some(({ index, opcode }) => index > asked && opcode < 8);
    return {
      goals: [
        { text: 'The server has closed with 1001.', done: closeCodes(server, 'out').includes(1001) },
        {
          text: 'A message arrived behind that, and the server’s application got it.',
          done: late && server.messages.length > 0,
        },
        {
          text: 'The client has answered with 1001.',
          done: closeAsked(client) < 0 && closeCodes(client, 'out').includes(1001),
        },
        { text: 'Both sides have closed cleanly.', done: endedCleanly(world) },
      ],
      failed: byServerFailed(world, late),
    };
  },
  lookBack:
    'Between its own close frame and the client’s, the server’s readLoop was in flow.closing: it still reads and delivers, but cannot be paused any more.',
};

function byServerFailed(world: World, late: boolean): string | undefined {
  if (closeAsked(world.client) >= 0) return 'The client has begun to close: it should be the server.';
  if (isOver(world.server) && !late) return 'The connection is over, and no message arrived behind the server’s close.';
  return uncleanOf(world);
}

export const crossingCloses: Lesson = {
  id: 'crossing-closes',
  title: 'Crossing closes',
  sections: ['RFC 6455 §7.1.2', 'RFC 6455 §7.1.3', 'RFC 6455 §7.1.4'],
  prose: [
    'Both sides may begin to close at the same moment: then two close frames cross on the wire, and neither is an answer. Nobody has to answer one that crosses its own: each side has sent a close frame and received one, which is all it takes.',
    'Each side then reports the code of the other.',
  ],
  task: 'Let both sides close while nothing has arrived yet, and end cleanly.',
  startsOpen: true,
  controls: [close('client', 1000, ''), close('server', 1001, ''), ...terminate],
  wire: {},
  machines: { client: 'closeHandshake', server: 'closeHandshake' },
  check: (world) => {
    const crossed = world.sides.every((side) => {
      const asked = closeAsked(side);
      const told = findRecord(side, (record) => record.kind === 'message' && record.event.type === 'PEER_CLOSE');
      return asked >= 0 && (told < 0 || asked < told);
    });
    return {
      goals: [
        { text: 'Both sides have begun to close, neither knowing of the other.', done: crossed },
        {
          text: 'Each has sent one close frame, and received one.',
          done: world.sides.every(
            (side) => closeCodes(side, 'in').length === 1 && closeCodes(side, 'out').length === 1,
          ),
        },
        { text: 'Both sides have closed cleanly.', done: endedCleanly(world) },
      ],
      failed: crossingFailed(world, crossed),
    };
  },
  lookBack:
    'Both were in weClosed, and went to bothClosed when the other’s frame came. In the close records each side says “began: this side”, and gives the other’s code.',
};

function crossingFailed(world: World, crossed: boolean): string | undefined {
  const answered = world.sides.some((side) => closeAsked(side) < 0 && closeCodes(side, 'out').length > 0);
  if (answered && !crossed) return 'One side has answered the other’s close: they did not cross.';
  return uncleanOf(world);
}

function uncleanOf({ sides }: World): string | undefined {
  const broken = sides.find(({ endpoint }) => endpoint.record?.clean === false);
  return broken === undefined ? undefined : `The ${broken.role}’s connection has ended, but not cleanly.`;
}

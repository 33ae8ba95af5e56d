/** Free play: every button there is, and no task. */
import type { Role } from '../../machines/index.ts';
import type { Control, Lesson } from './lesson.ts';

function controlsOf(side: Role): readonly Control[] {
  return [
    { label: 'Ping', press: { do: 'ping', side, payload: 'ping' } },
    { label: 'Pause reading', press: { do: 'pause', side } },
    { label: 'Resume reading', press: { do: 'resume', side } },
    { label: 'Close with 1000', press: { do: 'close', side, code: 1000, reason: 'bye' } },
    { label: 'Terminate', press: { do: 'terminate', side } },
  ];
}

export const freePlay: Lesson = {
  id: 'free-play',
  title: 'Free play',
  sections: [],
  prose: [
    'A client, a server and the wire between them, and nothing that you have to do. Connect first: the opening handshake goes over the wire like everything else.',
    'In the fields you can write messages, frames of a message, and bytes in hex, such as “0x e2 82 ac”. The wire takes 256 bytes in one direction before its sender has to wait.',
  ],
  task: '',
  startsOpen: false,
  world: { window: 256 },
  controls: [{ label: 'Connect', press: { do: 'connect' } }, ...controlsOf('client'), ...controlsOf('server')],
  composers: ['client', 'server'],
  wire: { edit: true, cut: true, unplug: true, reset: true },
  clock: true,
  machines: { client: 'connection', server: 'connection' },
  check: () => ({ goals: [{ text: '', done: false }] }),
  lookBack: '',
};

/** What every client that is measured has in common: told `connect PORT NUMBER`, it opens so many connections, which echo. */
import { ready } from '../servers/lines.ts';

export function onConnect(open: (url: string) => void): void {
  ready('ready', {
    connect: (argument) => {
      const [port, connections] = argument.split(' ');
      for (let index = 0; index < Number(connections); index++) open(`ws://127.0.0.1:${port}/`);
    },
  });
}

import { expect, test } from 'vitest';
import { connect, serve } from '../../src/api/index.ts';
import { type StateChange, watchStates } from '../../src/cli/state-watch.ts';

test('tells of every transition that leads elsewhere, by names of the chart', async () => {
  const server = await serve({ port: 0, message: () => {} });
  const connection = await connect(server.url);
  const changes: StateChange[] = [];
  watchStates(connection, (change) => changes.push(change));
  await connection.close();
  await server.close();
  const ours = changes.filter(({ machine }) => machine === 'closeHandshake');
  expect(ours.map(({ to }) => to)).toEqual(['closing.asking', 'closing.weClosed', 'closing.bothClosed', 'tornDown']);
  expect(ours[0]).toEqual({ machine: 'closeHandshake', from: 'open', to: 'closing.asking', event: 'CLOSE' });
});

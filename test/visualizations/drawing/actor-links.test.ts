/** That the links are the right ones is what test/machines/readme.test.ts shows: the README lists them. */
import { expect, test } from 'vitest';
import { actorLinks, actorsModel } from '../../../visualizations/drawing/actor-links.ts';

test('a link names the events that are made while they are told, on transitions and on entry', () => {
  const links = actorLinks().filter(({ from, to }) => from === 'openingHandshake' && to === 'connection');
  expect(links.map(({ events }) => events)).toEqual([['OPENED', 'REFUSED', 'ABORT', 'TRANSPORT_ENDED']]);
});

test('the picture has an arrow for every event that is told', () => {
  const told = actorsModel().transitions.map(({ source, event, targets }) => `${source} ${event} ${targets[0]}`);
  expect(told).toEqual(actorLinks().flatMap(({ from, to, events }) => events.map((event) => `${from} ${event} ${to}`)));
});

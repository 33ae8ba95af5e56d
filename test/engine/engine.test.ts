import { describe, expect, it } from 'vitest';
import { type ConnectionInput, machines } from '../../machines/index.ts';
import { readChart } from '../../src/engine/chart.ts';
import { actorNames, describeState } from '../../src/engine/engine.ts';
import { inputs } from '../support/engine-alphabet.ts';
import { Recorder } from '../support/engine-recorder.ts';
import { makers, open, starts } from '../support/engine-starts.ts';

const input = inputs[0] as ConnectionInput;

describe('describeState', () => {
  it.each([
    ['open', 'open'],
    [{ IN_MSG: 'header' }, 'IN_MSG.header'],
    [{ held: { blocked: 'alone' } }, 'held.blocked.alone'],
    [{ message: { IN_MSG: 'header' }, flow: 'flowing' }, 'message.IN_MSG.header | flow.flowing'],
  ])('writes %j as %s', (value, text) => {
    expect(describeState(value)).toBe(text);
  });
});

describe('the interface of both engines', () => {
  it('knows every machine as an actor, the owner first', () => {
    expect([...actorNames].sort()).toEqual(Object.keys(machines).sort());
    expect(actorNames[0]).toBe('connection');
  });

  describe.each(['compiled', 'interpreted'] as const)('%s', (kind) => {
    it('says which kind it is', () => {
      expect(makers[kind](new Recorder([]), { input }).kind).toBe(kind);
    });

    it('begins in the initial state of each chart', () => {
      const engine = makers[kind](new Recorder([]), { input });
      for (const name of actorNames) {
        const { regions, parallel } = readChart(machines[name]);
        const paths = regions.map((region) => (parallel ? `${region.name}.` : '') + region.initial.path);
        expect(engine.stateOf(name)).toBe(paths.join(' | '));
      }
    });

    it('describes each state as its snapshot does', () => {
      for (const { beginning } of starts) {
        const engine = makers[kind](new Recorder([]), beginning);
        const snapshot = engine.snapshot();
        for (const name of actorNames) expect(engine.stateOf(name)).toBe(describeState(snapshot[name].value));
      }
    });

    it('gives snapshots that are plain JSON and that later events leave alone', () => {
      const { beginning } = starts.at(-1) as (typeof starts)[number];
      const host = new Recorder([]);
      const running = host.attach(makers[kind](host, beginning));
      const snapshot = running.snapshot();
      const text = JSON.stringify(snapshot);
      expect(JSON.parse(text)).toEqual(snapshot);
      running.actors.writeTurn.send({ type: 'WANT_WRITE' });
      running.actors.writeTurn.send({ type: 'WANT_WRITE' });
      expect(JSON.stringify(snapshot)).toBe(text);
      expect(JSON.stringify(running.snapshot())).not.toBe(text);
    });

    it('tells no observer any more after observe(null)', () => {
      const host = new Recorder([]);
      const engine = host.attach(makers[kind](host, open));
      engine.actors.writeTurn.send({ type: 'WANT_WRITE' });
      expect(host.take()).toContain('transition writeTurn');
      engine.observe(null);
      engine.actors.writeTurn.send({ type: 'RELEASE' });
      expect(host.take()).not.toContain('transition');
      expect(engine.stateOf('writeTurn')).toBe('free');
    });

    it('is observed by one observer at a time', () => {
      const [first, second] = [new Recorder([]), new Recorder([])];
      const engine = first.attach(makers[kind](first, open));
      engine.observe(second.observer);
      engine.actors.writeTurn.send({ type: 'WANT_WRITE' });
      expect(first.take()).not.toContain('transition');
      expect(second.take()).toContain('transition writeTurn');
    });
  });
});

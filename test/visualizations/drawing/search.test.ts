import type { ElkNode } from 'elkjs/lib/elk.bundled.js';
import { expect, test, vi } from 'vitest';
import { readModel } from '../../../visualizations/drawing/chart-model.ts';
import { layOut } from '../../../visualizations/drawing/layout.ts';
import { sample } from './sample-machine.ts';

const refused = vi.hoisted(() => ({ all: false, count: 0 }));

/** ELK as it is, but that it fails as soon as it is asked for more than the plain options, or at all. */
vi.mock('elkjs/lib/elk.bundled.js', async (importOriginal) => {
  const { default: actual } = await importOriginal<typeof import('elkjs/lib/elk.bundled.js')>();
  class Elk {
    readonly #elk = new actual();

    layout(graph: ElkNode): Promise<ElkNode> {
      const asked = graph.layoutOptions?.['elk.layered.cycleBreaking.strategy'] !== undefined;
      if (!asked && !refused.all) return this.#elk.layout(graph);
      refused.count += 1;
      return Promise.reject(new TypeError("Cannot read properties of undefined (reading 'a')"));
    }
  }
  return { default: { default: Elk } };
});

test('where ELK fails with every other option, the plain ones are taken', async () => {
  const { states, arrows } = await layOut(readModel(sample));
  expect(refused.count).toBeGreaterThan(10);
  expect(states.length).toBe(readModel(sample).states.length);
  expect(arrows.length).toBeGreaterThan(5);
});

test('where it fails with those, too, its error is what one sees', async () => {
  refused.all = true;
  await expect(layOut(readModel(sample))).rejects.toThrow("reading 'a'");
});

/** A million records on the inspector's page, and how long it takes to go from one of them to another. */
import type { Page } from 'playwright-core';

/**
 * Opens a recording of a million records: messages that come and go, with what the machines make of each.
 * @returns how many records and frames it has
 */
export function openMillion(page: Page): Promise<{ readonly records: number; readonly frames: number }> {
  return page.evaluate(() => {
    const { inspection, Journal } = window.wirechart;
    const journal = new Journal();
    const header = { opcode: 1, fin: true, rsv: 0, masked: false, length: 4 };
    for (let number = 0; journal.length < 1_000_000; number++) {
      const time = number / 8;
      const bytes = Uint8Array.of(48 + (number % 10), 97, 98, 99);
      const frame = { ...header, time, maskingKey: 0, headerLength: 2, offset: number * 6 };
      const read = { type: 'FRAME_HEADER', ...header, minimal: true, oversized: false };
      const payload = { type: 'PAYLOAD', length: 4, badUtf8: false, openUtf8: false, inflateFault: '' };
      journal.add({ kind: 'frame', direction: number % 2 === 0 ? 'in' : 'out', ...frame });
      journal.add({ kind: 'input', time, actor: 'readLoop', event: read, nested: false });
      journal.add({ kind: 'transition', time, actor: 'readLoop', index: 14 });
      journal.add({
        kind: 'payload',
        time,
        direction: number % 2 === 0 ? 'in' : 'out',
        form: 'wire',
        bytes,
        length: 4,
      });
      journal.add({ kind: 'input', time, actor: 'readLoop', event: payload, nested: false });
      journal.add({ kind: 'transition', time, actor: 'readLoop', index: 49 });
      journal.add({ kind: 'input', time, actor: 'keepAlive', event: { type: 'ACTIVITY' }, nested: false });
      journal.add({ kind: 'transition', time, actor: 'keepAlive', index: 8 });
    }
    inspection.open('a million', new Map([[1, journal]]));
    return { records: journal.length, frames: journal.frames.length };
  });
}

/** The page has gone over all of it. */
export async function surveyed(page: Page, records: number): Promise<void> {
  await page.waitForFunction((all) => window.wirechart.inspection.recording.value?.length.value === all, records);
}

/**
 * Goes to records all over the recording, and lets the page draw each moment.
 * @returns milliseconds that each of them took: scripts, styles and layout, smallest first
 */
export function timeSeeks(page: Page, times: number): Promise<number[]> {
  return page.evaluate(async (times) => {
    const recording = window.wirechart.inspection.recording.value;
    if (recording === undefined) throw new Error('no recording is shown');
    const taken: number[] = [];
    for (let count = 0; count < times; count++) {
      await new Promise(requestAnimationFrame);
      const before = performance.now();
      // Far from each other, and never the same again.
      recording.playhead.seek((count * 0.618_034 * recording.length.value) % recording.length.value);
      await new Promise((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = resolve;
        channel.port2.postMessage(undefined);
      });
      document.body.getBoundingClientRect();
      taken.push(performance.now() - before);
    }
    return taken.sort((a, b) => a - b);
  }, times);
}

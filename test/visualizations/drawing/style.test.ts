import { describe, expect, test } from 'vitest';
import { chartStyle, dark, light } from '../../../visualizations/drawing/style.ts';

/** Contrast of two colours by WCAG 2: from 1 to 21. */
function contrast(a: string, b: string): number {
  const [brighter, darker] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (brighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const share = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each(Object.entries({ light, dark }))('%s', (_, colours) => {
  const grounds = ['paper', 'panel', 'box', 'chip', 'active-fill'] as const;

  test.each(grounds)('text can be read on %s', (ground) => {
    for (const ink of ['ink', 'quiet', 'guard', 'action'] as const) {
      expect(contrast(colours[ink], colours[ground]), ink).toBeGreaterThanOrEqual(4.5);
    }
  });

  test('lines and marks can be seen', () => {
    for (const ground of ['paper', 'panel'] as const) {
      for (const ink of ['line', 'active', 'fired'] as const) {
        expect(contrast(colours[ink], colours[ground]), ink).toBeGreaterThanOrEqual(3);
      }
    }
    expect(contrast(colours.fired, colours['fired-fill'])).toBeGreaterThanOrEqual(4);
  });
});

test('every colour that is used is defined, and the other way round', () => {
  const used = new Set([...chartStyle.matchAll(/var\(--chart-([\w-]+)\)/g)].map(([, name]) => name));
  expect([...used].sort()).toEqual(Object.keys(light).sort());
});

test('what keeps text apart from lines behind it is for states that hold others', () => {
  const rules = [...chartStyle.matchAll(/^([^{}@]+)\{([^}]*)\}/gm)].map(([, selector = '', style = '']) => ({
    selector,
    style,
  }));
  const halos = rules.filter(({ selector, style }) => selector.includes('>text') && /(^|;)stroke:/.test(style));
  expect(halos.length).toBeGreaterThan(1);
  for (const { selector } of halos) expect(selector).toMatch(/compound|:not\(\[data-state\]\)|:not\(\.atomic\)/);
});

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SampleName } from '../../src/conformance/model.ts';
import { sample, sampleKinds } from '../../src/conformance/samples.ts';

/** How many times smaller a sample gets, and what it is on every machine. */
const expected: Readonly<Record<SampleName, readonly [least: number, most: number, digest: string]>> = {
  json: [4, 6, 'd7fcdce6304544ef'],
  bitmap: [1.05, 1.3, '5ba283acd95992e0'],
  prose: [2.2, 3.2, 'f78da0dfc6d89c51'],
  html: [3.5, 6, '748d4ae6476bcf84'],
  document: [1.05, 1.5, '90c78f054c66da9c'],
};

// The keys of a literal of this type.
const names = Object.keys(expected) as SampleName[];

describe.each(names)('the sample %s', (name) => {
  const [least, most, digest] = expected[name];
  const octets = sample(name);

  it('has the size that it says, and is made once', () => {
    expect(octets.length).toBe(sampleKinds[name].size);
    expect(sample(name)).toBe(octets);
  });

  it('is the same everywhere', () => {
    expect(createHash('sha256').update(octets).digest('hex').slice(0, 16)).toBe(digest);
  });

  it('compresses like the real thing', () => {
    const ratio = octets.length / deflateRawSync(octets).length;
    expect(ratio).toBeGreaterThan(least);
    expect(ratio).toBeLessThan(most);
  });

  it('does not repeat itself as a whole: each quarter is as hard to compress as the others', () => {
    const quarter = Math.floor(octets.length / 4);
    const ratios = [0, 1, 2, 3].map(
      (index) => quarter / deflateRawSync(octets.subarray(index * quarter, (index + 1) * quarter)).length,
    );
    expect(Math.max(...ratios) / Math.min(...ratios)).toBeLessThan(1.25);
  });

  it('may be cut anywhere if it is sent as text', () => {
    const highest = octets.reduce((most, octet) => Math.max(most, octet), 0);
    if (sampleKinds[name].type === 'text') expect(highest).toBeLessThan(0x80);
    else expect(octets.some((octet) => octet < 0x80)).toBe(true);
  });
});

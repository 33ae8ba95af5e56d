import { expect, test } from 'vitest';
import { npmPeers, worseThanBefore } from '../support/conformance-subjects.ts';

// Programs of their own, which mostly wait for each other.
test.concurrent.each(npmPeers)(
  '$name as a $side does as well as in its baseline',
  async (subject) => {
    expect(await worseThanBefore(subject)).toEqual([]);
  },
  300_000,
);

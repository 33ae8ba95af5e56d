import { expect, test } from 'vitest';
import { debianPeers, worseThanBefore } from '../support/conformance-subjects.ts';
import { needPython } from '../support/python.ts';

test.concurrent.each(debianPeers)(
  '$name as a $side does as well as in its baseline',
  async (subject) => {
    needPython();
    expect(await worseThanBefore(subject)).toEqual([]);
  },
  300_000,
);

/** Every case there is, in order. */
import type { CaseGroup } from '../model.ts';
import { framing } from './01-framing.ts';
import { pingsAndPongs } from './02-pings-and-pongs.ts';
import { reservedBits } from './03-reserved-bits.ts';
import { opcodes } from './04-opcodes.ts';
import { fragmentation } from './05-fragmentation.ts';
import { utf8 } from './06-utf8.ts';
import { closingHandshake } from './07-closing.ts';
import { limits } from './09-limits.ts';
import { autoFragmentation } from './10-auto-fragmentation.ts';
import { compression } from './12-compression.ts';
import { compressionParameters } from './13-compression-parameters.ts';

export const groups: readonly CaseGroup[] = [
  ...framing,
  ...pingsAndPongs,
  ...reservedBits,
  ...opcodes,
  ...fragmentation,
  ...utf8,
  ...closingHandshake,
  ...limits,
  ...autoFragmentation,
  ...compression,
  ...compressionParameters,
];

/** Every case there is, in order. */
import type { CaseGroup } from '../model.ts';
import { limits } from './09-limits.ts';
import { compression } from './12-compression.ts';
import { compressionParameters } from './13-compression-parameters.ts';

export const groups: readonly CaseGroup[] = [...limits, ...compression, ...compressionParameters];

/** Every case there is, in order. */
import type { CaseGroup } from '../model.ts';

export const groups: readonly CaseGroup[] = [];

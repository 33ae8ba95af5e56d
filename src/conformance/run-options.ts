/** What both directions of the suite take. */
import type { CaseGroup, CaseResult } from './model.ts';
import type { Selection } from './selection.ts';

export interface RunOptions extends Selection {
  /** The subject's name in reports. */
  readonly agent?: string;
  /** Autobahn's own volumes in the long loops of 12.* and 13.*. */
  readonly full?: boolean;
  /** Milliseconds that the subject has to react, 2,000 by default; cases that give it more stay as they are. */
  readonly caseTimeout?: number;
  /** Told of every result as it comes, which need not be in order. */
  readonly onResult?: (result: CaseResult, progress: Progress) => void;
  /** Other cases than the suite's. */
  readonly groups?: readonly CaseGroup[];
  /** Stops early: what has not been run is missing. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly agent: string;
  readonly done: number;
  readonly total: number;
}

export const CASE_TIMEOUT = 2_000;

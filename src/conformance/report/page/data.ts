/** What the page carries: small enough for a thousand cases of several subjects, and read piece by piece. */
import type { Side } from '../../model.ts';
import type { Verdict } from '../verdict.ts';

/** What is needed to show the matrix. The details of each subject stand in a script element of their own. */
export interface PageData {
  /** When the report was written, in ISO 8601. */
  readonly written: string;
  readonly subjects: readonly Subject[];
  readonly groups: readonly PageGroup[];
}

export interface Subject {
  readonly agent: string;
  readonly side: Side;
  readonly started: number;
  readonly duration: number;
  readonly full: boolean;
  /** By case. A case that is not here is not for this subject. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

export interface PageGroup {
  readonly id: string;
  readonly title: string;
  /** `7 Closing handshake`, what the group belongs to. */
  readonly family: string;
  readonly cases: readonly PageCase[];
}

export interface PageCase {
  readonly id: string;
  readonly description: string;
  readonly expectation: string;
  readonly section: string;
  /** Ways to go, best first, each event in a line. */
  readonly outcomes: readonly PageOutcome[];
  readonly close: string;
}

export interface PageOutcome {
  readonly verdict: Verdict;
  readonly meaning: string;
  readonly events: readonly string[];
}

/** How a case went with a subject. By case id in the script element `details-N` of subject N. */
export interface Detail {
  readonly behavior: string;
  readonly behaviorClose: string;
  readonly result: string;
  readonly resultClose: string;
  readonly broke: string;
  readonly events: readonly string[];
  readonly duration: number;
  /** Name and value of what is known about the end. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly request: string;
  readonly response: string;
  readonly wire: readonly Line[];
  /** How many lines of the wire log were left out at the end. */
  readonly cut: number;
}

/** A line of the wire log; of a note all but the first two and the text are left out. */
export type Line =
  | readonly [at: number, kind: 0 | 1, octets: string, length: number, opcode: number, bits: number, maskingKey: number]
  | readonly [at: number, kind: 2 | 3, octets: string, length: number]
  | readonly [at: number, kind: 4, note: string];

/** Bits of a frame's line, beside RSV in the lowest three. */
export const FIN = 8;
export const MASKED = 16;

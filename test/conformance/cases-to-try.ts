/** A few cases, so that the machinery can be tried without the suite. */
import type { CaseGroup, ConformanceCase } from '../../src/conformance/index.ts';

export type CaseParts = Partial<ConformanceCase> & Pick<ConformanceCase, 'id'>;

/** A text message that has to come back, and a clean end, unless it is said otherwise. */
export function caseOf(parts: CaseParts): ConformanceCase {
  return {
    description: 'A text message.',
    expectation: 'It comes back.',
    section: 'RFC 6455 §5.6',
    script: [{ do: 'message', type: 'text', payload: 'hello' }],
    outcomes: [{ behavior: 'pass', events: [{ kind: 'message', type: 'text', payload: 'hello' }] }],
    close: { by: 'us', codes: [1000], clean: true },
    ...parts,
  };
}

/** It has to be refused with 1002, or by dropping the connection. */
export function violationOf(parts: CaseParts): ConformanceCase {
  return caseOf({
    description: 'A frame with RSV1, and no extension agreed on.',
    script: [{ do: 'frames', frames: [{ opcode: 1, rsv: 4, payload: 'hello' }] }],
    outcomes: [{ behavior: 'pass', events: [] }],
    close: { by: 'subject', codes: [1002], clean: false },
    ...parts,
  });
}

export function groupOf(...cases: readonly ConformanceCase[]): CaseGroup[] {
  return [{ id: '1', title: 'To try', cases }];
}

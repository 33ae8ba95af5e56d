/** One word for how a case went, out of the two in a result: how the subject behaved, and how the connection ended. */
import type { Behavior, CloseBehavior } from '../model.ts';

export const verdicts = [
  'pass',
  'informational',
  'acceptable',
  'unsupported',
  'wrong-code',
  'unclean',
  'fail',
  'missing',
] as const;

export type Verdict = (typeof verdicts)[number];

/** Best first; what a later version does further down the list has got worse. */
export const behaviorOrder: readonly Behavior[] = ['pass', 'informational', 'acceptable', 'unsupported', 'fail'];

/** Likewise. */
export const closeOrder: readonly CloseBehavior[] = [
  'pass',
  'informational',
  'unsupported',
  'wrong-code',
  'unclean',
  'fail',
];

interface Words {
  readonly name: string;
  /** Stands in a cell: what a colour says is said by a sign, too. Few fonts have check marks; these are in nearly all. */
  readonly sign: string;
  readonly meaning: string;
}

export const words: Readonly<Record<Verdict, Words>> = {
  pass: { name: 'Pass', sign: '√', meaning: 'The subject did what the RFC asks for.' },
  informational: {
    name: 'Informational',
    sign: 'i',
    meaning: 'The RFC leaves it open: what the subject did is reported, not judged.',
  },
  acceptable: { name: 'Acceptable', sign: '≈', meaning: 'Within the RFC, yet not what it recommends (non-strict).' },
  unsupported: { name: 'Not supported', sign: '–', meaning: 'The subject lacks the extension that the case needs.' },
  'wrong-code': { name: 'Wrong close code', sign: '#', meaning: 'The connection ended with another close code.' },
  unclean: { name: 'Unclean close', sign: '~', meaning: 'The closing handshake was not completed.' },
  fail: { name: 'Fail', sign: '×', meaning: 'The subject broke a rule.' },
  missing: { name: 'Not run', sign: '?', meaning: 'The case was to run and did not.' },
};

export function verdictOf(result: { readonly behavior: Behavior; readonly behaviorClose: CloseBehavior }): Verdict {
  const { behavior, behaviorClose } = result;
  if (behavior === 'fail' || behavior === 'unsupported') return behavior;
  if (behaviorClose === 'pass' || behaviorClose === 'unsupported') return behavior;
  return behaviorClose === 'informational' && behavior === 'acceptable' ? 'acceptable' : behaviorClose;
}

/** Whether somebody has to look at it. */
export function isFailure(verdict: Verdict): boolean {
  return verdict === 'wrong-code' || verdict === 'unclean' || verdict === 'fail' || verdict === 'missing';
}

/**
 * Generated from the read loop: every place that frames lead to, and every frame of the alphabet there. What the machine does
 * is what the subject has to do.
 */
import type { CaseGroup } from '../model.ts';
import { type Place, placesOf, walk, wayOut } from '../paths.ts';
import { caseOf } from '../paths-cases.ts';
import { alphabet, finalFrame, type Letter, wholeMessage } from '../paths-frames.ts';
import type { Bind } from '../paths-rehearsal.ts';
import { group, type UnnumberedCase } from './parts.ts';

/** A frame at a place, and the frames after it that show whether the subject took it as it should. */
function pathCase({ way }: Place, letter: Letter, bind: Bind | undefined): UnnumberedCase {
  const role = letter.side ?? 'server';
  const there = [...way, letter];
  const { rehearsal, end } = walk(there, role, bind);
  const shared = { from: way.length, to: there.length, chart: 'readLoop', section: letter.section, bind } as const;
  if (end < 0) return caseOf({ ...shared, letters: [...there, ...wayOut(there, role, bind), wholeMessage] });
  // UTF-8 may be checked when the message is whole: it has to end.
  const late = rehearsal.violation === 'bad-utf8' && letter.frame.fin === false;
  if (late) return caseOf({ ...shared, letters: [...there, finalFrame] });
  if (rehearsal.violation !== 'bad-length') return caseOf({ ...shared, letters: there });
  return lenientCase(way, letter, shared);
}

/** The RFC binds who sends a length (§5.2), and leaves open what becomes of a longer form than needed. */
function lenientCase(
  way: readonly Letter[],
  letter: Letter,
  shared: Omit<Parameters<typeof caseOf>[0], 'letters'>,
): UnnumberedCase {
  const { lengthOctets: _, ...frame } = letter.frame;
  const there = [...way, { ...letter, frame }];
  if (walk(there, 'server', shared.bind).end >= 0) return caseOf({ ...shared, letters: [...way, letter] });
  const goesOn = [...wayOut(there, 'server', shared.bind), wholeMessage];
  return caseOf({ ...shared, letters: [...way, letter, ...goesOn], lenient: [...there, ...goesOn] });
}

/** The place in words: what has gone before. */
function titleOf({ way }: Place): string {
  return way.length === 0 ? 'between two messages' : `after ${way.map(({ name }) => name).join(' and ')}`;
}

export function readLoopGroups(bind?: Bind): CaseGroup[] {
  return placesOf('server', bind).map((place, index) =>
    group(
      `30.${index + 1}`,
      `Read loop: ${titleOf(place)}`,
      alphabet.map((letter) => pathCase(place, letter, bind)),
    ),
  );
}

export const readLoopPaths: readonly CaseGroup[] = readLoopGroups();

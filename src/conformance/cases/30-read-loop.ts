/**
 * Generated from the read loop: every place that frames lead to, and every frame of the alphabet there. What the machine does
 * is what the subject has to do.
 */
import type { CaseGroup } from '../model.ts';
import { type Place, placesOf, walk } from '../paths.ts';
import { caseOf } from '../paths-cases.ts';
import { alphabet, finalFrame, type Letter, wholeMessage } from '../paths-frames.ts';
import type { Bind } from '../paths-rehearsal.ts';
import { group, type UnnumberedCase } from './parts.ts';

/** What the cases of one set of machines share. */
interface Setting {
  readonly bind: Bind | undefined;
  /** What ends the message under way, by where the machines are. */
  readonly waysOut: ReadonlyMap<string, readonly Letter[]>;
}

/** A frame at a place, and the frames after it that show whether the subject took it as it should. */
function pathCase({ way }: Place, letter: Letter, setting: Setting): UnnumberedCase {
  const { bind } = setting;
  const there = [...way, letter];
  const { rehearsal, end } = walk(there, letter.side ?? 'server', bind);
  const { state, violation } = rehearsal;
  const shared = { from: way.length, to: there.length, chart: 'readLoop', section: letter.section, bind } as const;
  if (end < 0) return caseOf({ ...shared, letters: [...there, ...goingOn(state, setting)] });
  // UTF-8 may be checked when the message is whole: it has to end.
  if (violation === 'bad-utf8' && letter.frame.fin === false) {
    return caseOf({ ...shared, letters: [...there, finalFrame] });
  }
  const lenient = violation === 'bad-length' ? leniently(way, letter, setting) : undefined;
  if (lenient === undefined) return caseOf({ ...shared, letters: there });
  return caseOf({ ...shared, letters: [...there, ...lenient.slice(there.length)], lenient });
}

/** The RFC binds who writes a length (§5.2), and leaves open what becomes of one that is longer than it need be. */
function leniently(way: readonly Letter[], letter: Letter, setting: Setting): readonly Letter[] {
  const { lengthOctets: _, ...frame } = letter.frame;
  const there = [...way, { ...letter, frame }];
  const { rehearsal, end } = walk(there, 'server', setting.bind);
  return end < 0 ? [...there, ...goingOn(rehearsal.state, setting)] : there;
}

function goingOn(state: string, { waysOut }: Setting): readonly Letter[] {
  return [...(waysOut.get(state) ?? []), wholeMessage];
}

/** The place in words: what has gone before. */
function titleOf({ way }: Place): string {
  return way.length === 0 ? 'between two messages' : `after ${way.map(({ name }) => name).join(' and ')}`;
}

export function readLoopGroups(bind?: Bind): CaseGroup[] {
  const places = placesOf('server', bind);
  const waysOut = new Map(places.map(({ state, out }) => [state, out]));
  return places.map((place, index) =>
    group(
      `30.${index + 1}`,
      `Read loop: ${titleOf(place)}`,
      alphabet.map((letter) => pathCase(place, letter, { bind, waysOut })),
    ),
  );
}

export const readLoopPaths: readonly CaseGroup[] = readLoopGroups();

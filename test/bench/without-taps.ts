/**
 * What nothing attached costs is told by a copy of the compiled library without the places where an inspector could be attached:
 * every statement that asks for one is taken out. It is made anew for each run.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './places.ts';

export const folderWithoutTaps = join(cache, 'bench-without-taps');

interface Cut {
  readonly what: string;
  readonly pattern: RegExp;
  readonly by: string;
  /** Places at least: fewer mean that the code is written otherwise now, and this must be, too. */
  readonly least: number;
}

const cuts: readonly Cut[] = [
  {
    what: 'code asks for an observer or a tap',
    pattern: /^ *if \((?:[\w.]+\.)?(?:tap|observer) !== (?:undefined|null)\)\s*(?:\{[^{}]*\}|[^\n{]*;)\n/gm,
    by: '',
    least: 300,
  },
  { what: 'an effect asks for a tap', pattern: /^ *[\w.#]*\btap\?\.[\w]+\([^\n]*\);\n/gm, by: '', least: 8 },
  { what: 'machines are reached past a tap', pattern: /this\.#tapped\?\.actors \?\? /g, by: '', least: 1 },
  { what: 'connections are announced', pattern: /^ *announce(?:End)?\(.*\);\n/gm, by: '', least: 3 },
];

/** The library's text without taps, and how often each cut was made. */
export function cutTaps(text: string, counts: number[]): string {
  return cuts.reduce((rest, { pattern, by }, index) => {
    return rest.replace(pattern, () => {
      counts[index] = (counts[index] ?? 0) + 1;
      return by;
    });
  }, text);
}

/** @throws {Error} naming what was not found as often as it has to be */
export function checkCuts(counts: readonly number[]): void {
  for (const [index, { what, least }] of cuts.entries()) {
    const found = counts[index] ?? 0;
    if (found < least) throw new Error(`without taps: "${what}" was found ${found} times, not ${least} or more`);
  }
}

export function makeWithoutTaps(): void {
  rmSync(folderWithoutTaps, { recursive: true, force: true });
  cpSync(join(cache, 'bench'), folderWithoutTaps, { recursive: true });
  const source = join(folderWithoutTaps, 'src');
  const counts: number[] = [];
  for (const name of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.js') || name.startsWith('inspect')) continue;
    const file = join(source, name);
    writeFileSync(file, cutTaps(readFileSync(file, 'utf8'), counts));
  }
  checkCuts(counts);
}

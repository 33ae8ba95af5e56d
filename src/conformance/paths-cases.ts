/** Cases from walks through the machines: what they do is what a subject has to do. */
import { type ActorName, type Role, type ViolationId, violations } from '../../machines/index.ts';
import { CLOSE, CONTINUATION } from '../codec/opcodes.ts';
import type { UnnumberedCase } from './cases/parts.ts';
import { closesCleanly, exactly, octetwise, refusesOurClose, subjectFails, weClose } from './cases/parts.ts';
import type { CloseExpectation, Expected, FrameToSend, Outcome, Step } from './model.ts';
import { type Walk, walk } from './paths.ts';
import type { Letter } from './paths-frames.ts';
import type { Bind, Taken } from './paths-rehearsal.ts';

/** Milliseconds. */
const PATIENCE = 500;

export interface PathCase {
  readonly letters: readonly Letter[];
  /** Frames before this one only lead there: their transitions are not named. */
  readonly from: number;
  /** Frames from this one on only show that the subject goes on. */
  readonly to?: number;
  /** The machine whose transitions are named. */
  readonly chart: ActorName;
  readonly section: string;
  /** The walk of somebody who does not mind: where it goes on, that is acceptable, too, and where it fails, its code. */
  readonly lenient?: readonly Letter[];
  readonly bind?: Bind | undefined;
}

export function caseOf(path: PathCase): UnnumberedCase {
  const { letters, from, to = letters.length, bind } = path;
  const side = letters.find((letter) => letter.side !== undefined)?.side;
  const role: Role = side ?? 'server';
  const result = walk(letters, role, bind);
  const { violation } = result.rehearsal;
  const lenient = path.lenient && walk(path.lenient, role, bind);
  const alternative = lenient !== undefined && lenient.end < 0 ? lenient : undefined;
  const shown = chartText(result.steps.slice(from, to).flat(), path.chart);
  return {
    description: sentence(letters.map(({ name }) => name).join(', then ')),
    expectation: `${expectationOf(result, alternative !== undefined)} ${shown}`,
    section: violation === undefined ? path.section : violations[violation].section,
    ...(side === undefined ? {} : { side }),
    script: [...scriptOf(result), ...waitFor(alternative)],
    outcomes: outcomesOf(result, alternative),
    close: closeOf(result, lenient),
  };
}

/** A pong is owed before the message under way has ended: we wait for it, and note when we went on. */
function isAwaited({ letters, answers, end }: Walk, index: number): boolean {
  const next = letters[index + 1]?.frame.opcode;
  return end < 0 && next === CONTINUATION && answers[index]?.some(({ kind }) => kind === 'pong') === true;
}

const goesOn = { kind: 'mark', name: 'the message goes on' } as const;

/** Frames that follow each other leave in one write, unless one is written octet by octet or waited for. */
function scriptOf(result: Walk): Step[] {
  const steps: Step[] = [];
  let together: FrameToSend[] = [];
  const flush = () => {
    if (together.length > 0) steps.push({ do: 'frames', frames: together });
    together = [];
  };
  for (const [index, letter] of result.letters.entries()) {
    if (letter.octetwise === true) {
      flush();
      steps.push({ do: 'frames', frames: [letter.frame], ...octetwise });
    } else {
      together.push(letter.frame);
    }
    if (isAwaited(result, index)) {
      flush();
      steps.push({ do: 'await', events: 1 }, { do: 'mark', name: goesOn.name });
    }
  }
  flush();
  return steps;
}

/** Somebody who reads the frame all the same is given the time to answer, before we close. */
function waitFor(lenient: Walk | undefined): Step[] {
  return lenient === undefined ? [] : [{ do: 'await', events: lenient.rehearsal.events.length, ms: PATIENCE }];
}

function outcomesOf(result: Walk, lenient: Walk | undefined): Outcome[] {
  const { rehearsal, answers, end } = result;
  const { events } = rehearsal;
  const inTime = answers.flatMap((some, index) => (isAwaited(result, index) ? [...some, goesOn] : some));
  const outcomes = exactly(...inTime);
  if (inTime.length > events.length) {
    const meaning = 'The ping was answered when the message had gone on, not as soon as it came.';
    outcomes.push({ behavior: 'acceptable', events: [goesOn, ...events], meaning });
  }
  if (lenient !== undefined) {
    const meaning = 'The frame was read all the same.';
    outcomes.push({ behavior: 'acceptable', events: lenient.rehearsal.events, meaning });
  }
  if (end < 0) return outcomes;
  const meaning = 'The connection was closed before all that was owed had been sent.';
  for (const some of selections(events)) outcomes.push({ behavior: 'acceptable', events: some, meaning });
  return outcomes;
}

/** Some of the events, in their order: every selection but all of them, larger ones first. */
function selections(events: readonly Expected[]): (readonly Expected[])[] {
  const masks = Array.from({ length: 2 ** events.length - 1 }, (_, mask) => mask);
  const all = masks.map((mask) => events.filter((_, index) => (mask >> index) % 2 === 1));
  return all.sort((one, other) => other.length - one.length);
}

/** Codes that say the same in other words. */
const alsoRight: { readonly [Id in ViolationId]?: readonly number[] } = {
  'bad-close-reason': [1002],
  // What cannot be counted is too large, too.
  'length-overflow': [1009],
};

function closeOf({ rehearsal, letters, end }: Walk, lenient: Walk | undefined): CloseExpectation {
  const { violation, closeCode = 1005 } = rehearsal;
  if (end < 0) return weClose();
  if (violation === undefined) return weClose(...new Set([1000, ...(closeCode === 1005 ? [] : [closeCode])]));
  const codes = [...new Set([closeCode, lenient?.rehearsal.closeCode ?? closeCode, ...(alsoRight[violation] ?? [])])];
  const ours = letters.findIndex(({ frame }) => frame.opcode === CLOSE);
  if (lenient !== undefined && lenient.end < 0) return { ...subjectFails(...codes, 1000), by: 'either' };
  if (ours < 0) return subjectFails(...codes);
  return ours <= end ? refusesOurClose(...codes) : { ...subjectFails(...codes), by: 'either' };
}

function expectationOf(result: Walk, isLenient: boolean): string {
  const { rehearsal, letters, end } = result;
  const { violation, closeCode = 1005, events } = rehearsal;
  const awaited = letters.some((_, index) => isAwaited(result, index));
  const inTime = awaited ? 'The pong is awaited before the message goes on. ' : '';
  const answers = events.length === 0 ? '' : `${sentence(listOf(events))} `;
  if (end < 0) return `${answers}${inTime}${closesCleanly}`;
  if (violation === undefined) {
    const codes = [...new Set([closeCode, 1000])].filter((code) => code !== 1005);
    return `${answers}A close frame comes back: ${codes.map((code) => `with ${code}`).join(', ')}, or empty.`;
  }
  const lenient = isLenient ? ' It is acceptable to read the frame all the same.' : '';
  return `${answers}The connection fails with ${closeCode}. ${violations[violation].explanation}${lenient}`;
}

function listOf(events: readonly Expected[]): string {
  const names = events.map((event) => (event.kind === 'message' ? `a ${event.type} message` : `a ${event.kind}`));
  return `${names.join(', then ')} ${events.length === 1 ? 'comes' : 'come'} back`;
}

/** What the machines tell each other then, and what follows of itself, depends on who they are. */
const consequences = ['CLOSING', 'STOP', ''];

/** The arrows of the chart that the case goes along. */
function chartText(taken: readonly Taken[], chart: ActorName): string {
  const own = taken.filter(({ actor, transition }) => actor === chart && !consequences.includes(transition.event));
  const arrows = own.map(arrowText);
  return arrows.length === 0 ? `No transition of ${chart}.` : `In ${chart}: ${[...new Set(arrows)].join('; ')}.`;
}

export function arrowText({ transition: { source, event, guard, target } }: Taken): string {
  return `${source || '(any state)'} on ${event || 'entry'}${guard === undefined ? '' : ` if ${guard}`}${
    target === undefined ? '' : ` to ${target}`
  }`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/**
 * Broken subjects, and the cases that find them out. The rest of the suite has to take them for sound: a case that fails for
 * a rule that it is not about would send whoever reads the report the wrong way.
 */
import type { Side } from '../../src/conformance/index.ts';
import type { Defect } from './subject-defects.ts';
import { endingMutants } from './subject-mutants-ending.ts';
import { openingMutants } from './subject-mutants-opening.ts';

export interface Mutant {
  readonly defect: Defect;
  readonly side: Side;
  /** Ids of cases that have to find it out. */
  readonly caughtBy: readonly string[];
  /** Patterns of cases that may, as they have to do with the same rule: `30.*.4`, `7.1`, or `*`. */
  readonly alsoBy: readonly string[];
  /** Nearly every case waits for it in vain: the cases that it has to do with are enough. */
  readonly hangs?: boolean;
}

const frames: readonly Mutant[] = [
  {
    side: 'server',
    defect: 'begins the masking key anew with each piece',
    caughtBy: ['1.1.8', '1.2.8', '2.6', '25.1.1', '25.1.3'],
    alsoBy: [
      '2.11',
      '3.4',
      '4.1.5',
      '4.2.5',
      '5',
      '10',
      '22',
      '23.3.8',
      '23.4',
      '24.5',
      '25',
      '27.1',
      '30.*.14',
      '30.*.15',
      '30.*.23',
      '30.*.29',
      '7.1.6',
      '1',
    ],
  },
  {
    side: 'server',
    defect: 'ignores RSV1',
    caughtBy: ['3.4', '23.1.1', '23.1.3', '23.1.6'],
    alsoBy: ['23.1', '30.*.39', '30.*.41', '30.*.42'],
  },
  { side: 'server', defect: 'ignores RSV2', caughtBy: ['3.2', '23.1.11'], alsoBy: ['23.1.9', '30.*.40'] },
  { side: 'server', defect: 'ignores RSV3', caughtBy: ['3.1', '23.1.10'], alsoBy: ['24.4.1', '30.*.43'] },
  {
    side: 'server',
    defect: 'takes frames without a mask',
    caughtBy: ['30.1.54', '30.1.56', '30.1.57', '30.2.55'],
    alsoBy: ['30.*.54', '30.*.55', '30.*.56', '30.*.57'],
  },
  {
    side: 'client',
    defect: 'takes frames with a mask',
    caughtBy: ['30.1.58', '30.1.60', '30.1.61', '30.2.59'],
    alsoBy: ['30.*.58', '30.*.59', '30.*.60', '30.*.61'],
  },
  {
    side: 'server',
    defect: 'takes reserved opcodes of data frames',
    caughtBy: ['4.1.1', '4.1.2', '4.1.3', '4.1.4', '4.1.5'],
    alsoBy: ['30.*.44', '30.*.45', '31.5', '31.6'],
  },
  {
    side: 'server',
    defect: 'takes reserved opcodes of control frames',
    caughtBy: ['4.2.1', '4.2.2', '4.2.3', '4.2.4', '4.2.5'],
    alsoBy: ['30.*.46', '30.*.47'],
  },
  {
    side: 'server',
    defect: 'takes fragmented control frames',
    caughtBy: ['5.1', '24.4.4', '30.1.33', '30.1.34', '30.1.35'],
    alsoBy: ['30.*.33', '30.*.34', '30.*.35'],
  },
  {
    side: 'server',
    defect: 'takes long control frames',
    caughtBy: ['2.5', '7.3.6', '26.3.6', '30.1.37'],
    alsoBy: ['26.3.4', '30.*.36', '30.*.37', '30.*.38'],
  },
  {
    side: 'server',
    defect: 'takes lengths that are not minimal',
    caughtBy: ['26.2.1', '26.2.2', '26.2.3', '26.2.4', '26.2.5', '26.2.6', '26.3.5'],
    alsoBy: ['30.*.48', '30.*.49', '30.*.50', '30.*.51'],
  },
  {
    side: 'server',
    defect: 'drops the top bit of a length',
    caughtBy: ['26.3.1', '26.3.2', '26.3.3'],
    alsoBy: ['30.*.52', '30.*.53'],
  },
  {
    side: 'server',
    defect: 'reads 126 as a length',
    caughtBy: ['1.1.3', '1.1.4', '1.1.5', '1.1.6', '26.1.4'],
    alsoBy: ['1.2', '10', '22.1', '22.2', '22.3', '23.4', '25.1.2', '25.2.3', '26.1', '26.2', '30.*.48', '30.*.50'],
  },
  {
    side: 'server',
    defect: 'expects headers in one piece',
    caughtBy: ['2.6', '5.5', '25.1.1', '25.1.6', '25.1.8'],
    alsoBy: [
      '25.2',
      '2.11',
      '3.4',
      '4.1.5',
      '4.2.5',
      '5.8',
      '5.11',
      '5.14',
      '23.3.8',
      '23.4.9',
      '25.1',
      '30.*.14',
      '30.*.15',
      '30.*.23',
      '30.*.29',
    ],
  },
];

/** What follows a first frame: a frame of a message, or of another one. */
const withinMessages = ['30.2', '30.3', '30.4', '30.5', '30.6', '30.7'];

const messages: readonly Mutant[] = [
  {
    side: 'server',
    defect: 'forgets the message under way at a ping',
    caughtBy: ['5.6', '5.7', '5.19', '24.1.2', '23.3.11', '30.2.20'],
    alsoBy: ['5', '23.3', '24.1', '25.1.7', '30.*.20', '30.*.21', '30.*.22', '30.*.23', '31'],
  },
  {
    side: 'server',
    defect: 'takes continuations of nothing',
    caughtBy: ['5.9', '5.10', '5.11', '5.17'],
    alsoBy: ['24.4.2', '30.1', '31.5'],
  },
  {
    side: 'server',
    defect: 'takes a message within a message',
    caughtBy: ['5.18', '30.2.1', '30.4.3'],
    alsoBy: withinMessages,
  },
  {
    side: 'server',
    defect: 'takes no more than 65,535 octets',
    caughtBy: ['1.1.7', '1.1.8', '1.2.7', '26.1.11'],
    alsoBy: ['1.2.8', '25.1.3', '26.1.12', '26.1.13', '27.1.3', '7.1.6'],
  },
  {
    side: 'server',
    defect: 'overlooks empty frames',
    caughtBy: ['1.1.1', '1.2.1', '6.1.1', '6.1.2', '6.1.3'],
    alsoBy: ['23.3.10', '23.4.6', '25.1.4', '26.1.1', '30.1.2', '30.*.12'],
  },
  {
    side: 'server',
    defect: 'loses the second frame of a message',
    caughtBy: ['5.3', '5.6', '6.2.2', '10.1.1', '23.3.1', '24.1.2', '26.4.1'],
    alsoBy: ['25.2.4', '5', '6.1.3', '6.2', '23.2.2', '23.3', '23.4.4', '24.1', '24.2.5', '24.5.2', '25.1', '30', '31'],
  },
  {
    side: 'server',
    defect: 'takes any octets for text',
    caughtBy: ['6.3.1', '6.4.1', '6.12.1', '6.14.1', '6.16.1', '6.20.1', '23.5.9', '30.1.16'],
    alsoBy: ['6', '7.5.1', '23.5', '24.4.3', '30', '31.5'],
  },
  {
    side: 'server',
    defect: 'takes text that ends within a code point',
    caughtBy: ['6.6.1', '6.6.3', '6.14.6', '23.5.11', '30.1.17'],
    alsoBy: ['6.6', '6.14', '30.*.12', '30.*.17'],
  },
  {
    side: 'server',
    defect: 'takes overlong UTF-8',
    caughtBy: ['6.17.1', '6.17.2', '6.17.3', '6.18.1', '6.19.1'],
    alsoBy: ['6.17', '6.18', '6.19', '24.4.3'],
  },
  {
    side: 'server',
    defect: 'takes surrogates',
    caughtBy: ['6.3.1', '6.20.1', '6.21.1'],
    alsoBy: ['6.3', '6.20', '6.21', '7.5.1', '23.5'],
  },
  {
    side: 'server',
    defect: 'takes code points beyond U+10FFFF',
    caughtBy: ['6.10.1', '6.11.5', '6.4.1'],
    alsoBy: ['6.4'],
  },
  {
    side: 'server',
    defect: 'checks UTF-8 of each frame by itself',
    caughtBy: ['6.2.3', '6.2.4', '30.1.6', '30.3.13'],
    alsoBy: ['6.4', '30.3', '30.6', '30.*.6', '30.*.10'],
  },
  { side: 'server', defect: 'checks UTF-8 at the end of a frame', caughtBy: ['6.4.3', '6.4.4'], alsoBy: [] },
  {
    side: 'server',
    defect: 'checks UTF-8 at the end of a message',
    caughtBy: ['6.4.1', '6.4.2', '6.4.3', '6.4.4'],
    alsoBy: [],
  },
];

const sending: readonly Mutant[] = [
  { side: 'server', defect: 'masks the wrong way round', caughtBy: ['1.1.1', '2.1', '7.1.1'], alsoBy: ['*'] },
  { side: 'client', defect: 'masks the wrong way round', caughtBy: ['1.1.1', '2.1', '7.1.1'], alsoBy: ['*'] },
  { side: 'server', defect: 'echoes text as binary', caughtBy: ['1.1.1', '1.1.8', '5.3', '6.1.1'], alsoBy: ['*'] },
  { side: 'server', defect: 'writes 126 in seven bits', caughtBy: ['1.1.3', '1.2.3', '26.1.4'], alsoBy: [] },
  {
    side: 'server',
    defect: 'writes lengths in 16 bits only',
    caughtBy: ['1.1.7', '1.2.7', '26.1.11', '26.1.12'],
    alsoBy: ['1.1.8', '1.2.8', '7.1.6', '10.1.1', '25.1.3', '26.1.13', '27.1.3'],
  },
  {
    side: 'server',
    defect: 'writes lengths in 64 bits only',
    caughtBy: ['1.1.3', '1.1.6', '26.1.4', '26.1.10'],
    alsoBy: ['25.2.3', '1', '22.1', '22.2', '22.3', '23.4', '25.1.2', '26.1', '26.4.1'],
  },
];

const inOneRole: readonly Mutant[] = [...frames, ...messages, ...sending, ...endingMutants, ...openingMutants];

/** Clients with the same defects, one for each of the rules that bind both. */
const inBothRoles: readonly Defect[] = [
  'ignores RSV1',
  'takes reserved opcodes of control frames',
  'takes fragmented control frames',
  'takes continuations of nothing',
  'takes surrogates',
  'checks UTF-8 at the end of a message',
  'echoes text as binary',
  'answers pings without their payload',
  'answers pongs',
  'answers close frames with 1001',
  'takes any close code',
  'forgets what the peer remembers',
];

const asClients = inOneRole
  .filter(({ side, defect }) => side === 'server' && inBothRoles.includes(defect))
  .map((mutant): Mutant => ({ ...mutant, side: 'client', caughtBy: mutant.caughtBy.filter((id) => !forServers(id)) }));

/** Cases on offers that a client makes. */
function forServers(id: string): boolean {
  return id.startsWith('22.1.');
}

export const mutants: readonly Mutant[] = [...inOneRole, ...asClients];

/** What looks like a defect, and breaks no rule: nobody may be caught for it. */
export const harmless: readonly Pick<Mutant, 'side' | 'defect'>[] = [
  { side: 'server', defect: 'fragments what it sends' },
  { side: 'client', defect: 'fragments what it sends' },
  { side: 'server', defect: 'drops the connection at a fault' },
  { side: 'server', defect: 'answers close frames without a code' },
  { side: 'server', defect: 'compresses nothing' },
  { side: 'server', defect: 'compresses each message alone' },
  { side: 'client', defect: 'compresses each message alone' },
];

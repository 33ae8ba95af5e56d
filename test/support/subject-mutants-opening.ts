/** Subjects that break the rules of the opening handshake, and of compression. */
import type { Mutant } from './subject-mutants.ts';

const servers: readonly Mutant[] = [
  { side: 'server', defect: 'minds the case of Upgrade', caughtBy: ['20.3.8', '20.3.9'], alsoBy: [] },
  {
    side: 'server',
    defect: 'expects the head in one piece',
    caughtBy: ['20.8.1', '20.8.2'],
    alsoBy: ['20.8', '20.9', '20.11.2'],
  },
  {
    side: 'server',
    defect: 'computes the accept from another key',
    caughtBy: ['20.1.1', '20.1.4', '1.1.1'],
    alsoBy: ['*'],
  },
  { side: 'server', defect: 'takes requests of HTTP/1.0', caughtBy: ['20.2.1'], alsoBy: [] },
  { side: 'server', defect: 'takes requests without a host', caughtBy: ['20.3.1'], alsoBy: [] },
  {
    side: 'server',
    defect: 'takes any method',
    caughtBy: ['20.2.5', '20.2.6', '20.2.7', '20.2.8', '20.2.9'],
    alsoBy: [],
  },
  { side: 'server', defect: 'looks at how Upgrade begins', caughtBy: ['20.3.6'], alsoBy: [] },
  { side: 'server', defect: 'looks for a part of Connection', caughtBy: ['20.3.15'], alsoBy: [] },
  { side: 'server', defect: 'takes any version', caughtBy: ['20.5.1', '20.5.2', '20.5.7'], alsoBy: ['20.5'] },
  { side: 'server', defect: 'does not say which version it speaks', caughtBy: ['20.5.1', '20.5.2'], alsoBy: ['20.5'] },
  { side: 'server', defect: 'takes any key', caughtBy: ['20.4.1', '20.4.2', '20.4.3', '20.4.11'], alsoBy: ['20.4'] },
  {
    side: 'server',
    defect: 'takes malformed extensions',
    caughtBy: ['20.7.7', '20.7.9', '20.7.16', '20.9.5'],
    alsoBy: ['20.7', '20.9'],
  },
  {
    side: 'server',
    defect: 'chooses a subprotocol that was not offered',
    caughtBy: ['20.1.6', '20.6.3'],
    alsoBy: ['*'],
  },
  { side: 'server', defect: 'uses an extension that was not offered', caughtBy: ['20.1.7', '20.7.1'], alsoBy: ['*'] },
];

const clients: readonly Mutant[] = [
  { side: 'client', defect: 'minds the case of Upgrade', caughtBy: ['21.2.5', '21.2.6'], alsoBy: [] },
  {
    side: 'client',
    defect: 'expects the head in one piece',
    caughtBy: ['21.2.1', '21.2.2', '21.3.2'],
    alsoBy: ['21.2', '21.3', '21.7'],
  },
  { side: 'client', defect: 'sends a short key', caughtBy: ['21.1.6'], alsoBy: [] },
  { side: 'client', defect: 'asks for another version', caughtBy: ['21.1.7'], alsoBy: [] },
  { side: 'client', defect: 'takes any status', caughtBy: ['21.4.1', '21.4.4', '21.4.11'], alsoBy: ['21.4'] },
  {
    side: 'client',
    defect: 'takes an answer without Upgrade',
    caughtBy: ['21.5.1', '21.5.2', '21.5.4'],
    alsoBy: ['21.5'],
  },
  {
    side: 'client',
    defect: 'takes an answer without Connection',
    caughtBy: ['21.5.6', '21.5.7', '21.5.8'],
    alsoBy: [],
  },
  { side: 'client', defect: 'takes any accept', caughtBy: ['21.5.9', '21.5.10', '21.5.11'], alsoBy: ['21.5'] },
  {
    side: 'client',
    defect: 'takes a subprotocol that it did not offer',
    caughtBy: ['21.6.1', '21.6.2', '21.6.3'],
    alsoBy: [],
  },
  {
    side: 'client',
    defect: 'takes extensions that it did not offer',
    caughtBy: ['21.6.5', '21.6.6', '21.6.8', '22.7.20'],
    alsoBy: ['21.6', '22.7'],
  },
  { side: 'client', defect: 'forgets what came with the answer', caughtBy: ['21.3.1'], alsoBy: ['21.3'], hangs: true },
  { side: 'client', defect: 'offers a window that is too large', caughtBy: ['22.5.1'], alsoBy: ['22.6', '23'] },
  {
    side: 'client',
    defect: 'takes any parameter of compression',
    caughtBy: ['22.7.1', '22.7.5', '22.7.15'],
    alsoBy: ['22.7'],
  },
];

/** Where permessage-deflate is agreed on. */
const compressed = ['22.1', '22.2', '22.3', '22.6', '23'];

const compression: readonly Mutant[] = [
  {
    side: 'server',
    defect: 'compresses with twice the window',
    caughtBy: ['22.2.2', '22.2.3', '22.2.4'],
    alsoBy: ['22.2', '22.3'],
  },
  {
    side: 'client',
    defect: 'compresses with twice the window',
    caughtBy: ['22.6.14', '22.6.15', '22.6.16'],
    alsoBy: ['22.6.16', '22.6.17', '22.6.18', '22.6.19'],
  },
  { side: 'server', defect: 'takes plain messages into the window', caughtBy: ['23.4.4'], alsoBy: [] },
  {
    side: 'server',
    defect: 'inflates frames by themselves',
    caughtBy: ['23.2.2', '23.3.1', '23.3.3', '23.3.18'],
    alsoBy: ['23.3', '23.5'],
  },
  {
    side: 'server',
    defect: 'takes any parameter of compression',
    caughtBy: ['22.4.1', '22.4.7', '22.4.29'],
    alsoBy: ['22.4'],
  },
  {
    side: 'server',
    defect: 'promises less than it was asked for',
    caughtBy: ['22.1.2', '22.1.4', '22.2.20'],
    alsoBy: ['22.3'],
  },
  {
    side: 'server',
    defect: 'promises a larger window than it was asked for',
    caughtBy: ['22.2.1', '22.2.2', '22.2.7'],
    alsoBy: ['22.2', '22.3'],
  },
  {
    side: 'server',
    defect: 'limits the window of a client that did not offer it',
    caughtBy: ['22.1.1'],
    alsoBy: compressed,
  },
  {
    side: 'server',
    defect: 'compresses with the largest window',
    caughtBy: ['22.2.1', '22.2.2', '22.2.3'],
    alsoBy: ['22.2', '22.3'],
  },
  {
    side: 'client',
    defect: 'compresses with the largest window',
    caughtBy: ['22.6.13', '22.6.14', '22.6.15'],
    alsoBy: ['22.6.16', '22.6.17', '22.6.18', '22.6.19'],
  },
  {
    side: 'server',
    defect: 'remembers what it was to forget',
    caughtBy: ['22.1.2', '22.1.4', '22.2.20'],
    alsoBy: ['22.3'],
  },
  { side: 'client', defect: 'remembers what it was to forget', caughtBy: ['22.6.3', '22.6.4'], alsoBy: [] },
  { side: 'server', defect: 'forgets what the peer remembers', caughtBy: ['23.2.3', '22.1.1'], alsoBy: compressed },
  { side: 'server', defect: 'compresses pongs', caughtBy: ['23.3.11', '23.4.9'], alsoBy: ['23.3', '23.4'] },
  { side: 'server', defect: 'does not mark compressed messages', caughtBy: ['23.2.1', '22.1.1'], alsoBy: compressed },
  {
    side: 'server',
    defect: 'marks messages that are not compressed',
    caughtBy: ['23.2.1', '22.1.1'],
    alsoBy: compressed,
  },
  { side: 'server', defect: 'marks every frame', caughtBy: ['22.1.1', '23.4.7', '23.4.8'], alsoBy: ['22', '23.4'] },
  {
    side: 'server',
    defect: 'leaves the end of a flush where it is',
    caughtBy: ['23.2.1', '22.1.1'],
    alsoBy: compressed,
  },
  { side: 'server', defect: 'cuts off five octets', caughtBy: ['23.2.1', '22.1.1'], alsoBy: compressed },
  {
    side: 'server',
    defect: 'takes compressed data that is broken',
    caughtBy: ['23.5.1', '23.5.2', '23.5.3', '23.5.4', '23.5.5'],
    alsoBy: ['23.5'],
  },
];

export const openingMutants: readonly Mutant[] = [...servers, ...clients, ...compression];

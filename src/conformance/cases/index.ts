/** Every case there is, in order. */
import type { CaseGroup } from '../model.ts';
import { framing } from './01-framing.ts';
import { pingsAndPongs } from './02-pings-and-pongs.ts';
import { reservedBits } from './03-reserved-bits.ts';
import { opcodes } from './04-opcodes.ts';
import { fragmentation } from './05-fragmentation.ts';
import { utf8 } from './06-utf8.ts';
import { closingHandshake } from './07-closing.ts';
import { limits } from './09-limits.ts';
import { autoFragmentation } from './10-auto-fragmentation.ts';
import { compression } from './12-compression.ts';
import { compressionParameters } from './13-compression-parameters.ts';
import { openingServers } from './20-opening-servers.ts';
import { openingClients } from './21-opening-clients.ts';
import { negotiation } from './22-negotiation.ts';
import { compressedMessages } from './23-compressed-messages.ts';
import { interleavings } from './24-interleavings.ts';
import { timing } from './25-timing.ts';
import { bounds } from './26-bounds.ts';
import { teardowns } from './27-teardown.ts';
import { readLoopPaths } from './30-read-loop.ts';
import { closeHandshakePaths } from './31-close-handshake.ts';

export const groups: readonly CaseGroup[] = [
  ...framing,
  ...pingsAndPongs,
  ...reservedBits,
  ...opcodes,
  ...fragmentation,
  ...utf8,
  ...closingHandshake,
  ...limits,
  ...autoFragmentation,
  ...compression,
  ...compressionParameters,
  ...openingServers,
  ...openingClients,
  ...negotiation,
  ...compressedMessages,
  ...interleavings,
  ...timing,
  ...bounds,
  ...teardowns,
  ...readLoopPaths,
  ...closeHandshakePaths,
];

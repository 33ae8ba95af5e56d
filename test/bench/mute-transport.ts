/** A transport for endpoints that run in process: it takes everything, and keeps nothing. */
import type { Transport } from '../../src/endpoint/transport.ts';

const idle = () => {};

export const muteTransport: Transport = {
  scheduleFlush: idle,
  write: () => true,
  end: idle,
  destroy: idle,
  release: idle,
  suspend: idle,
  resume: idle,
  schedule: idle,
};

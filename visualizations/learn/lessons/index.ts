/** All lessons, in the order in which they are told. */
import type { Lesson } from '../lesson.ts';
import { closeByClient, closeByServer, crossingCloses } from './closing.ts';
import { firstFrame, masking, protocolError } from './frames.ts';
import { fragments, pingInTheMiddle, writeTurn } from './messages.ts';
import { opening, proof } from './opening.ts';
import { brokenText, utf8AcrossFrames } from './text.ts';
import { backpressure, lostPeer } from './waiting.ts';

export const lessons: readonly Lesson[] = [
  opening,
  proof,
  firstFrame,
  masking,
  fragments,
  pingInTheMiddle,
  writeTurn,
  utf8AcrossFrames,
  brokenText,
  protocolError,
  closeByClient,
  closeByServer,
  crossingCloses,
  backpressure,
  lostPeer,
];

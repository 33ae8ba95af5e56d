/**
 * What a viewer made for `@xstate/inspect` may say. That package takes any text for JSON and any JSON for a message, and a text
 * that is none ends the process: nothing gets to it that was not read here.
 */
import type { EventObject } from 'xstate';

export type ViewerMessage =
  /** The viewer is there, and wants to be told everything. */
  { readonly type: 'xstate.inspecting' } | ViewerEvent;

/** An event for the actor behind a session. */
export interface ViewerEvent {
  readonly type: 'xstate.event';
  readonly session: string;
  readonly event: EventObject;
}

/** A message is not one that a viewer may send; says which may be. */
export class ViewerMessageError extends Error {
  override readonly name = 'ViewerMessageError';
}

/** @throws {ViewerMessageError} */
export function readViewerMessage(text: string): ViewerMessage {
  const message = readObject(text, 'a message');
  if (message.type === 'xstate.inspecting') return { type: 'xstate.inspecting' };
  if (message.type !== 'xstate.event') {
    throw new ViewerMessageError('a message must have the type "xstate.inspecting" or "xstate.event"');
  }
  const { event: wrapped } = message;
  if (typeof wrapped !== 'string') throw new ViewerMessageError('xstate.event: "event" must be a text of JSON');
  const { origin, data } = readObject(wrapped, 'xstate.event: "event"');
  if (typeof origin !== 'string') {
    throw new ViewerMessageError('xstate.event: "origin" of the event must be the sessionId of a service');
  }
  if (!isRecord(data) || typeof data.type !== 'string') {
    throw new ViewerMessageError('xstate.event: "data" of the event must be an object with a "type"');
  }
  return { type: 'xstate.event', session: origin, event: { ...data, type: data.type } };
}

/** As `@xstate/inspect` reads it. */
export function writeViewerMessage(message: ViewerMessage): string {
  if (message.type === 'xstate.inspecting') return JSON.stringify(message);
  const { session, event } = message;
  const wrapped = { $$type: 'scxml', type: 'external', name: event.type, data: event, origin: session };
  return JSON.stringify({ type: 'xstate.event', event: JSON.stringify(wrapped) });
}

function readObject(text: string, what: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ViewerMessageError(`${what} must be JSON`);
  }
  if (!isRecord(value)) throw new ViewerMessageError(`${what} must be a JSON object`);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What of a viewer's message gets to `@xstate/inspect`: what was read, and nothing else. What is refused, xstate-viewer.test.ts shows. */
import { describe, expect, it } from 'vitest';
import {
  readViewerMessage,
  ViewerMessageError,
  writeViewerMessage,
} from '../../../src/inspect/server/viewer-messages.ts';

const wrapped = (event: unknown) => JSON.stringify({ type: 'xstate.event', event: JSON.stringify(event) });

describe('readViewerMessage', () => {
  it('reads a hello, and leaves what else it says', () => {
    expect(readViewerMessage('{"type":"xstate.inspecting","client":"x"}')).toEqual({ type: 'xstate.inspecting' });
  });

  it('reads an event with its session and its fields, as XState 4 wraps it', () => {
    const event = { type: 'CLOSE', code: 1000 };
    expect(
      readViewerMessage(
        wrapped({ $$type: 'scxml', type: 'external', name: 'other', data: event, origin: '1.readLoop' }),
      ),
    ).toEqual({ type: 'xstate.event', session: '1.readLoop', event });
  });

  it.each([
    ['origin of another kind', { origin: 1, data: { type: 'X' } }],
    ['data that is a list', { origin: 'x', data: [{ type: 'X' }] }],
    ['data without a type', { origin: 'x', data: { name: 'X' } }],
    ['a type of another kind', { origin: 'x', data: { type: ['X'] } }],
    ['a type that is only inherited', { origin: 'x', data: JSON.parse('{"__proto__":{"type":"X"}}') }],
  ])('refuses an event with %s', (_, event) => {
    expect(() => readViewerMessage(wrapped(event))).toThrow(ViewerMessageError);
  });
});

describe('writeViewerMessage', () => {
  it('writes a hello', () => {
    expect(writeViewerMessage({ type: 'xstate.inspecting' })).toBe('{"type":"xstate.inspecting"}');
  });

  it('writes what reads as the same, named by the type of its event', () => {
    const message = { type: 'xstate.event', session: '1.readLoop', event: { type: 'PAUSE' } } as const;
    const text = writeViewerMessage(message);
    expect(readViewerMessage(text)).toEqual(message);
    expect(JSON.parse(JSON.parse(text).event)).toMatchObject({ $$type: 'scxml', name: 'PAUSE' });
  });
});

/** A machine that uses what those of a connection leave out. */
import { and, assign, fromPromise, not, setup } from 'xstate';

export const sample = setup({
  actors: { load: fromPromise(async () => 'loaded') },
  guards: { isReady: () => true, isLate: () => false },
  actions: { log: (_, __: { text: string }) => {}, clear: assign({}) },
  delays: { patience: 250 },
}).createMachine({
  id: 'sample',
  initial: 'loading',
  on: { '*': { actions: 'clear' }, RESET: { target: '.loading', reenter: true } },
  states: {
    loading: {
      invoke: {
        id: 'loader',
        src: 'load',
        onDone: { target: 'work', actions: { type: 'log', params: { text: '<done> & "dusted"' } } },
        onError: 'broken',
      },
      after: { 1000: { guard: 'isLate', target: 'broken' }, patience: { actions: 'clear' } },
    },
    work: {
      entry: ['clear', { type: 'log', params: { text: 'in' } }],
      exit: 'clear',
      initial: 'both',
      states: {
        both: {
          type: 'parallel',
          onDone: 'over',
          states: {
            left: { initial: 'a', states: { a: { on: { L: 'z' } }, z: { type: 'final' } } },
            right: {
              initial: 'a',
              states: { a: { always: { guard: and(['isReady', not('isLate')]), target: 'z' } }, z: { type: 'final' } },
            },
          },
          on: { JUMP: ['.left.z', { target: ['.left.z', '.right.z'], reenter: true }] },
        },
        over: { type: 'final' },
        past: { type: 'history' },
      },
      on: { AGAIN: { target: 'work', reenter: true } },
      onDone: { guard: () => true, target: 'ended', actions: () => {} },
    },
    broken: { on: { RESUME: 'work.past', RETRY: 'loading' } },
    ended: { type: 'final' },
  },
});

/** The engines of random traces, and where such a trace may begin. */
import { type ConnectionInput, type FrameHeaderRead, machines } from '../../machines/index.ts';
import { bindCompiled, type CompiledModules } from '../../src/engine/compiled.ts';
import type { Beginning, Engine, EngineKind } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';
import { inputs } from './engine-alphabet.ts';
import { Recorder, recordingEffects } from './engine-recorder.ts';
import { opening, type Step, send } from './scenario.ts';

export type Make = (host: Recorder, beginning: Beginning) => Engine;

const effects = recordingEffects(machines);

export const makers: { readonly [Kind in EngineKind]: Make } = {
  compiled: bindCompiled(effects),
  interpreted: bindInterpreted(effects),
};

export function compiledFrom(modules: CompiledModules): Make {
  return bindCompiled(effects, modules);
}

/** Each way to begin: new, every step of the opening handshake, open, and in the middle of messages, compressed or not. */
export const starts: readonly { readonly input: number; readonly beginning: Beginning }[] = inputs.flatMap(
  (settings, input) => {
    const made: Beginning = { input: settings };
    const plain = along(made, opening(settings.role));
    const open = lastOf(plain);
    const deflating = lastOf(along(made, opening(settings.role, true)));
    const beginnings = [
      made,
      ...plain,
      ...along(open, [pingHeader(settings)]),
      ...along(open, messagesUnderWay(settings, false)),
      deflating,
      ...along(deflating, messagesUnderWay(settings, true)),
      ...Array<Beginning>(4).fill(open),
    ];
    return beginnings.map((beginning) => ({ input, beginning }));
  },
);

/** A server's connection that is open, with keep-alive, and nothing under way. */
export const open: Beginning = lastOf(starts.filter(({ input }) => input === 0)).beginning;

/** Where the machines are after each of these steps. */
function along(beginning: Beginning, steps: readonly Step[]): Beginning[] {
  const host = new Recorder([]);
  const engine = host.attach(makers.compiled(host, beginning), false);
  return steps.map((step) => {
    send(engine, [step]);
    return { snapshot: engine.snapshot() };
  });
}

/** A message is read, a control frame comes in its middle; then a message is written in pieces. */
function messagesUnderWay(settings: ConnectionInput, compressed: boolean): Step[] {
  const first = { fin: false, opcode: 1, rsv: compressed ? 4 : 0 };
  return [
    header(settings, first),
    ['readLoop', { type: 'PAYLOAD', length: 1, badUtf8: false, openUtf8: false, inflateFault: '' }],
    pingHeader(settings),
    ['writeTurn', { type: 'WANT_WRITE' }],
    ['writeLoop', { type: 'BEGIN_MSG', compressed }],
    ['writeLoop', { type: 'BEGIN_FRAME', length: 1, fin: false }],
    ['writeLoop', { type: 'FRAME_DATA', length: 1 }],
  ];
}

function pingHeader(settings: ConnectionInput): Step {
  return header(settings, { opcode: 9 });
}

function header({ role }: ConnectionInput, fields: Partial<FrameHeaderRead>): Step {
  const usual = { fin: true, rsv: 0, opcode: 1, masked: role === 'server', length: 1, minimal: true, oversized: false };
  return ['readLoop', { type: 'FRAME_HEADER', ...usual, ...fields }];
}

function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error('an empty list has no last');
  return last;
}

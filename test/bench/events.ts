/** What one event of a machine costs on either engine: the read loop, told of a header and of its payload, over and over. */
import { type ActorName, type FrameHeaderRead, machines, type PayloadRead } from '../../machines/index.ts';
import type { ActionPart } from '../../machines/parts.ts';
import { createFrameHeader } from '../../src/codec/frame-header.ts';
import { defaultLimits } from '../../src/endpoint/options.ts';
import { bindCompiled } from '../../src/engine/compiled.ts';
import type { Effect, Effects, Engine } from '../../src/engine/engine.ts';
import { bindInterpreted } from '../../src/engine/interpreted.ts';
import type { Effort } from './decode.ts';
import { cpuSeconds, inTurns } from './peers.ts';
import { compare, OURS, type Row } from './report.ts';

const INTERPRETED = 'interpreted by XState';

/** Counts what the engines have done, so that neither is paid for nothing. */
const host = { effects: 0 };

function countingEffects(): Effects<typeof host> {
  const count: Effect<typeof host> = () => {
    host.effects += 1;
  };
  const ofMachine = (name: ActorName) => {
    const actions = Object.entries(machines[name].implementations.actions as unknown as Record<string, ActionPart>);
    return Object.fromEntries(actions.filter(([, part]) => 'effect' in part).map(([action]) => [action, count]));
  };
  const names = Object.keys(machines) as ActorName[];
  return Object.fromEntries(names.map((name) => [name, ofMachine(name)])) as Effects<typeof host>;
}

const header: FrameHeaderRead = {
  type: 'FRAME_HEADER',
  ...createFrameHeader(),
  fin: true,
  opcode: 2,
  masked: true,
  length: 16,
};
const payload: PayloadRead = {
  type: 'PAYLOAD',
  length: 16,
  badUtf8: false,
  openUtf8: false,
  inflateFault: '',
};
const FRAMES = 200;
/** Events of the read loop: its header, and its payload. */
export const EVENTS_PER_FRAME = 2;

/** CPU nanoseconds per event. */
function measure({ actors }: Engine, seconds: number): number {
  const effectsBefore = host.effects;
  const start = cpuSeconds();
  let frames = 0;
  let spent = 0;
  while (spent < seconds) {
    for (let frame = 0; frame < FRAMES; frame++) {
      actors.readLoop.send(header);
      actors.readLoop.send(payload);
    }
    frames += FRAMES;
    spent = cpuSeconds() - start;
  }
  // beginMessage, beginFrame, frameData, endFrame, endMessage
  if (host.effects - effectsBefore !== frames * 5) throw new Error('an engine left out effects');
  return (spent / (frames * EVENTS_PER_FRAME)) * 1e9;
}

export async function events({ rounds, seconds, progress }: Effort): Promise<Row[]> {
  const effects = countingEffects();
  const { maxMessageSize, maxFrameSize, maxFragments, maxQueuedPings, maxQueuedPongs } = defaultLimits;
  const limits = {
    maxMessageSize,
    maxFrameSize,
    maxFragments,
    maxQueuedPings,
    maxQueuedPongs,
  };
  const beginning = {
    input: { role: 'server', idlePings: false, ...limits },
  } as const;
  const engines = [
    { name: OURS, engine: bindCompiled(effects)(host, beginning) as Engine },
    {
      name: INTERPRETED,
      engine: bindInterpreted(effects)(host, beginning) as Engine,
    },
  ];
  for (const { engine } of engines) {
    engine.actors.readLoop.send({ type: 'OPENED', compression: false });
    measure(engine, seconds);
  }
  const samples = await inTurns(engines, rounds, async ({ engine }) => measure(engine, seconds));
  for (const { engine } of engines) engine.stop();
  const rows = compare('event of the read loop, compiled', 'ns/event', samples);
  progress(`events: ${rows.map(({ ours, theirs }) => `${ours} ns compiled, ${theirs} ns interpreted`).join()}`);
  return rows;
}

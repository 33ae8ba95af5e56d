/** Recordings made by hand, for tests of what shows them. */
import { Journal, type Unnumbered } from '../../src/inspect/journal.ts';
import { Recording } from '../../visualizations/page/model/recording.ts';

export type FrameParts = Partial<Omit<Extract<Unnumbered, { kind: 'frame' }>, 'kind'>> & {
  readonly payload?: string | Uint8Array;
};

/** One that frames can be added to, a millisecond after each other. */
export class JournalMaker {
  readonly journal = new Journal();
  #time = 0;
  #offsets = { in: 0, out: 0 };

  constructor(role: 'client' | 'server' = 'client') {
    this.add({
      kind: 'connection',
      id: 1,
      role,
      input: {
        role,
        maxMessageSize: 1024,
        maxFrameSize: 1024,
        maxFragments: 16,
        maxQueuedPongs: 4,
        maxQueuedPings: 4,
        idlePings: true,
      },
      timeouts: { connect: null, opening: null, idle: null, pong: null, drain: null, close: null },
      fromStart: true,
      label: 'ws://127.0.0.1:1',
      protocol: '',
      extensions: '',
      epoch: 1_700_000_000_000,
    });
  }

  // biome-ignore lint/suspicious/noExplicitAny: Omit of a union's member does not survive another Omit
  add(record: any): this {
    this.journal.add({ time: this.#time++, ...record });
    return this;
  }

  frame({ payload = '', ...parts }: FrameParts): this {
    const bytes = typeof payload === 'string' ? new TextEncoder().encode(payload) : payload;
    const direction = parts.direction ?? 'in';
    const frame = {
      kind: 'frame',
      direction,
      fin: true,
      rsv: 0,
      opcode: 1,
      masked: direction === 'out',
      maskingKey: direction === 'out' ? 0x01020304 : 0,
      length: bytes.length,
      headerLength: direction === 'out' ? 6 : 2,
      offset: this.#offsets[direction],
      ...parts,
    };
    this.#offsets[direction] += frame.headerLength + frame.length;
    this.add(frame);
    if (bytes.length > 0) this.add({ kind: 'payload', direction, form: 'wire', bytes, length: bytes.length });
    return this;
  }

  recording(): Recording {
    const recording = new Recording(this.journal);
    recording.notice();
    return recording;
  }
}

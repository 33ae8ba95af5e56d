/** What tshark, Wireshark without a window, makes of the WebSocket frames in a capture. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { need } from './program.ts';

export interface SharkFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly masked: boolean;
  /** `37:fa:21:3d`, or empty. */
  readonly maskingKey: string;
  readonly length: number;
  /** Unmasked, in hex; undefined where it tells none. */
  readonly payload: string | undefined;
  /** The whole text of a message, inflated, at its last frame. */
  readonly text: string | undefined;
  readonly closeCode: number | undefined;
  readonly closeReason: string | undefined;
}

type Layer = Readonly<Record<string, unknown>>;

/** The frames in order, of which each is in packets of its own. */
export function framesOf(capture: Uint8Array): SharkFrame[] {
  const folder = mkdtempSync(join(tmpdir(), 'wirechart-capture-'));
  try {
    const file = join(folder, 'capture.pcap');
    writeFileSync(file, capture);
    const options = ['-r', file, '-Y', 'websocket', '-T', 'json', '-x', '-J', 'websocket', '--no-duplicate-keys'];
    const program = need('/usr/bin/tshark', 'tshark');
    const said = execFileSync(program, options, {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const packets = JSON.parse(said) as { _source: { layers: { websocket: Layer } } }[];
    return packets.map(({ _source }) => frameOf(_source.layers.websocket));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function frameOf(layer: Layer): SharkFrame {
  const payload = (layer['websocket.payload'] ?? {}) as Layer;
  const close = (payload['websocket.payload.close'] ?? {}) as Layer;
  const code = close['websocket.payload.close.status_code'];
  const raw = layer['websocket.payload_raw'];
  const longer = layer['websocket.payload_length_ext_16'] ?? layer['websocket.payload_length_ext_64'];
  return {
    fin: layer['websocket.fin'] === '1',
    rsv: Number(layer['websocket.rsv']),
    opcode: Number(layer['websocket.opcode']),
    masked: layer['websocket.mask'] === '1',
    maskingKey: String(layer['websocket.masking_key'] ?? ''),
    length: Number(longer ?? layer['websocket.payload_length']),
    payload: Array.isArray(raw) ? String(raw[0]) : undefined,
    text: payload['websocket.payload.text'] as string | undefined,
    closeCode: code === undefined ? undefined : Number(code),
    closeReason: close['websocket.payload.close.reason'] as string | undefined,
  };
}

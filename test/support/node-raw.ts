/** Peers that speak bytes: what a library would never send can be sent, and what arrives is seen as it is. */
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { acceptKey } from '../../src/codec/accept-key.ts';
import {
  createFrameHeader,
  encodeFrameHeader,
  FrameHeaderDecoder,
  frameHeaderLength,
} from '../../src/codec/frame-header.ts';
import { applyMask, maskInto } from '../../src/codec/masking.ts';
import { signal } from './sockets.ts';

export interface RawFrame {
  readonly opcode: number;
  readonly fin: boolean;
  readonly payload: Buffer;
}

/** One end of a TCP connection, without any library. */
export class RawPeer {
  readonly socket: net.Socket;
  /** Everything that arrived and has not been taken. */
  bytes = Buffer.alloc(0);
  ended = false;
  closed = false;
  error: Error | undefined;
  #changed = signal();

  constructor(socket: net.Socket) {
    this.socket = socket;
    const change = () => {
      this.#changed.resolve();
      this.#changed = signal();
    };
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      change();
    });
    socket.on('end', () => {
      this.ended = true;
      change();
    });
    socket.on('error', (error) => {
      this.error = error;
    });
    socket.on('close', () => {
      this.closed = true;
      change();
    });
    onTestFinished(() => void socket.destroy());
  }

  /** Settles with what `look` finds, once it finds something; undefined if the connection ends before. */
  async when<T>(look: () => T | undefined): Promise<T | undefined> {
    for (;;) {
      const found = look();
      if (found !== undefined || this.ended || this.closed) return found;
      await this.#changed.promise;
    }
  }

  /** Settles when the other side has ended. */
  async end(): Promise<void> {
    while (!this.ended && !this.closed) await this.#changed.promise;
  }

  /** The head of an HTTP message, blank line included; everything there is, if the connection ends before. */
  async head(): Promise<string> {
    const length = await this.when(() => {
      const at = this.bytes.indexOf('\r\n\r\n');
      return at < 0 ? undefined : at + 4;
    });
    return this.take(length ?? this.bytes.length).toString('latin1');
  }

  async frame(): Promise<RawFrame | undefined> {
    return this.when(() => this.#takeFrame());
  }

  take(length: number): Buffer {
    const taken = this.bytes.subarray(0, length);
    this.bytes = this.bytes.subarray(length);
    return taken;
  }

  write(...parts: (Uint8Array | string)[]): void {
    this.socket.write(
      Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part))),
    );
  }

  #takeFrame(): RawFrame | undefined {
    const header = createFrameHeader();
    const decoder = new FrameHeaderDecoder(header);
    const at = decoder.decode(this.bytes, 0, this.bytes.length);
    if (!decoder.complete || this.bytes.length < at + header.length) return undefined;
    const payload = Buffer.from(this.take(at + header.length).subarray(at));
    if (header.masked) applyMask(payload, 0, payload.length, header.maskingKey, 0);
    return { opcode: header.opcode, fin: header.fin, payload };
  }
}

/** Bytes of one frame. `masked`: as a client sends it. */
export function frame(
  opcode: number,
  payload: Uint8Array | string = '',
  { fin = true, masked = true }: { fin?: boolean; masked?: boolean } = {},
): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const whole = Buffer.alloc(frameHeaderLength(bytes.length, masked) + bytes.length);
  const key = 0x12345678;
  const at = encodeFrameHeader(whole, 0, fin ? opcode | 0x80 : opcode, bytes.length, masked, key);
  if (masked) maskInto(bytes, whole, at, key, 0);
  else whole.set(bytes, at);
  return whole;
}

/** The header alone of a frame that claims to be `length` bytes long. */
export function frameHeader(opcode: number, length: number, masked: boolean): Buffer {
  const header = Buffer.alloc(frameHeaderLength(length, masked));
  encodeFrameHeader(header, 0, opcode | 0x80, length, masked, 0);
  return header;
}

export function closePayload(code: number, reason = ''): Buffer {
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
}

export const upgradeRequest = (path = '/', ...fields: string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: localhost',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Version: 13',
    ...fields,
    '\r\n',
  ].join('\r\n');

/** A TCP connection to `port`. */
export async function dialRaw(port: number): Promise<RawPeer> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const peer = new RawPeer(socket);
  await new Promise((resolve) => socket.once('connect', resolve));
  return peer;
}

/** A raw client whose opening handshake is done. */
export async function openRaw(port: number, path = '/', ...fields: string[]): Promise<RawPeer> {
  const peer = await dialRaw(port);
  peer.write(upgradeRequest(path, ...fields));
  const head = await peer.head();
  if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`not accepted: ${head}`);
  return peer;
}

/** Reads a client's request and accepts it. Returns its head. */
export async function acceptRaw(peer: RawPeer, ...fields: string[]): Promise<string> {
  const head = await peer.head();
  const key = /sec-websocket-key: (.+)\r\n/i.exec(head)?.[1] ?? '';
  peer.write(acceptance(key, ...fields));
  return head;
}

export function acceptance(key: string, ...fields: string[]): string {
  return [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptKey(key)}`,
    ...fields,
    '\r\n',
  ].join('\r\n');
}

/** A TCP conversation as a capture would have it, over IPv4: made up around bytes that really passed. */

/** Most bytes of payload in a segment: with its headers it must fit into an IP packet. */
const MOST_SEGMENT = 60_000;
const IP_HEADER = 20;
const TCP_HEADER = 20;
export const HEADERS = IP_HEADER + TCP_HEADER;

/** Conversations that are told apart by their port alone. */
const PORTS = 20_000;

const FIN = 1;
const SYN = 2;
const PUSH = 8;
const ACK = 16;

export interface Packet {
  /** Milliseconds. */
  readonly time: number;
  /** From its IP header on; perhaps not all of it. */
  readonly bytes: Uint8Array;
  /** Bytes that it had on the wire. */
  readonly length: number;
}

interface End {
  readonly address: readonly [number, number, number, number];
  readonly port: number;
  /** Number of the next byte that it sends. */
  seq: number;
}

export type Direction = 'to server' | 'to client';

export class TcpConversation {
  readonly packets: Packet[] = [];
  readonly #client: End;
  readonly #server: End;

  /** @param number tells it from the others of a capture: the client's port is 40,000 more, its address another for each 20,000 */
  constructor(number: number) {
    const others = Math.floor(number / PORTS);
    this.#client = { address: [10, (others >> 8) & 255, others & 255, 1], port: 40_000 + (number % PORTS), seq: 1000 };
    this.#server = { address: [10, 0, 0, 2], port: 80, seq: 2000 };
  }

  /** The three segments that begin it. */
  open(time: number): void {
    this.#add(time, 'to server', SYN, new Uint8Array(0), 0);
    this.#add(time, 'to client', SYN | ACK, new Uint8Array(0), 0);
    this.#add(time, 'to server', ACK, new Uint8Array(0), 0);
  }

  /** @param length bytes that passed; fewer of them may be known */
  send(time: number, direction: Direction, bytes: Uint8Array, length = bytes.length): void {
    let at = 0;
    while (at < Math.min(bytes.length, length)) {
      const size = Math.min(MOST_SEGMENT, length - at);
      this.#add(time, direction, PUSH | ACK, bytes.subarray(at, at + size), size);
      at += size;
    }
    // Of what is not known nothing was captured, as of packets that a capture has missed.
    this.#skip(direction, length - at);
  }

  /** Both sides end. */
  close(time: number, first: Direction): void {
    const second = first === 'to server' ? 'to client' : 'to server';
    this.#add(time, first, FIN | ACK, new Uint8Array(0), 0);
    this.#add(time, second, FIN | ACK, new Uint8Array(0), 0);
    this.#add(time, first, ACK, new Uint8Array(0), 0);
  }

  #skip(direction: Direction, size: number): void {
    const sender = direction === 'to server' ? this.#client : this.#server;
    // Modulo 2^32, as TCP counts; a header may declare far more than that.
    sender.seq = (sender.seq + (size % 2 ** 32)) >>> 0;
  }

  #add(time: number, direction: Direction, flags: number, payload: Uint8Array, size: number): void {
    const toServer = direction === 'to server';
    const [from, to] = toServer ? [this.#client, this.#server] : [this.#server, this.#client];
    const bytes = new Uint8Array(HEADERS + payload.length);
    const view = new DataView(bytes.buffer);
    writeIp(view, bytes, from, to, HEADERS + size);
    writeTcp(view, from, to, flags);
    bytes.set(payload, HEADERS);
    this.packets.push({ time, bytes, length: HEADERS + size });
    // SYN and FIN count as a byte each.
    this.#skip(direction, size + (flags & (SYN | FIN) ? 1 : 0));
  }
}

function writeIp(view: DataView, bytes: Uint8Array, from: End, to: End, length: number): void {
  view.setUint8(0, 0x45);
  view.setUint16(2, length);
  view.setUint16(6, 0x4000);
  view.setUint8(8, 64);
  view.setUint8(9, 6);
  bytes.set(from.address, 12);
  bytes.set(to.address, 16);
  let sum = 0;
  for (let at = 0; at < IP_HEADER; at += 2) sum += view.getUint16(at);
  view.setUint16(10, ~((sum & 0xffff) + (sum >>> 16)) & 0xffff);
}

/** Its checksum is left out, as it is in captures of what a network card fills in. */
function writeTcp(view: DataView, from: End, to: End, flags: number): void {
  view.setUint16(IP_HEADER, from.port);
  view.setUint16(IP_HEADER + 2, to.port);
  view.setUint32(IP_HEADER + 4, from.seq);
  view.setUint32(IP_HEADER + 8, flags & ACK ? to.seq : 0);
  view.setUint8(IP_HEADER + 12, 0x50);
  view.setUint8(IP_HEADER + 13, flags);
  view.setUint16(IP_HEADER + 14, 0xffff);
}

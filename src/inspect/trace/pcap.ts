/**
 * A recording as a packet capture, to be opened in Wireshark: the frames' bytes as they stood on the wire, in a TCP
 * conversation that is made up around them. Of a frame that was kept in part, a packet is captured in part: it says how long
 * it was (`length` > captured), and its further segments are missing. Frames that a full ring has lost leave no hole.
 */
import type { Role } from '../../../machines/index.ts';
import { encodeLatin1 } from '../../codec/latin1.ts';
import { wireBytes } from '../dissect.ts';
import type { Journal } from '../journal.ts';
import { headsOf } from './heads.ts';
import { type Direction, type Packet, TcpConversation } from './tcp.ts';

const MAGIC = 0xa1b2c3d4;
/** Packets begin with their IP header. */
const RAW_IP = 101;
const SNAP_LENGTH = 262_144;
const FILE_HEADER = 24;
const PACKET_HEADER = 16;

/** @param journals by the number of their connection: each becomes a TCP conversation of its own */
export function toPcap(journals: ReadonlyMap<number, Journal>): Uint8Array<ArrayBuffer> {
  const packets = [...journals].flatMap(([id, journal]) => packetsOf(id, journal));
  // Each conversation is in order already; together they are by time.
  packets.sort((one, other) => one.time - other.time);
  const size = packets.reduce((sum, { bytes }) => sum + PACKET_HEADER + bytes.length, FILE_HEADER);
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  writeFileHeader(view);
  let at = FILE_HEADER;
  for (const { time, bytes, length } of packets) {
    view.setUint32(at, Math.floor(time / 1000), true);
    view.setUint32(at + 4, Math.floor((time % 1000) * 1000), true);
    view.setUint32(at + 8, bytes.length, true);
    view.setUint32(at + 12, length, true);
    file.set(bytes, at + PACKET_HEADER);
    at += PACKET_HEADER + bytes.length;
  }
  return file;
}

function writeFileHeader(view: DataView): void {
  view.setUint32(0, MAGIC, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, SNAP_LENGTH, true);
  view.setUint32(20, RAW_IP, true);
}

function packetsOf(id: number, journal: Journal): Packet[] {
  const role = journal.head?.role ?? 'client';
  const epoch = journal.head?.epoch ?? 0;
  const tcp = new TcpConversation(id);
  const { request, response } = headsOf(journal);
  // Nothing has passed.
  if (request === undefined) return [];
  const start = epoch + (journal.length === 0 ? 0 : journal.timeAt(0));
  tcp.open(start);
  const asked = request.time === undefined ? start : epoch + request.time;
  tcp.send(asked, 'to server', encodeLatin1(request.text));
  if (response !== undefined) {
    tcp.send(response.time === undefined ? asked : epoch + response.time, 'to client', encodeLatin1(response.text));
  }
  for (let number = 0; number < journal.frames.length; number++) {
    const frame = journal.frame(number);
    tcp.send(
      epoch + frame.time,
      directionOf(frame.direction, role),
      wireBytes(frame),
      frame.headerLength + frame.length,
    );
  }
  // Servers end the transport first (RFC 6455 §7.1.1).
  if (journal.closed !== undefined) tcp.close(epoch + journal.timeAt(journal.length - 1), 'to client');
  return tcp.packets;
}

function directionOf(direction: 'in' | 'out', role: Role): Direction {
  return (direction === 'out') === (role === 'client') ? 'to server' : 'to client';
}

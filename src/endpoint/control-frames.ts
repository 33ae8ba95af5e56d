/** Effects about control frames (RFC 6455 §5.5): pings, pongs and the close frame, in and out. */
import type { CloseHandshakeContext, Operation } from '../../machines/index.ts';
import { encodeClosePayload } from '../codec/close-payload.ts';
import { CLOSE, PING, PONG } from '../codec/opcodes.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';
import { OperationError } from './errors.ts';

const release = { type: 'RELEASE' } as const;

export function receivePing(host: Host): void {
  const { control } = host.incoming;
  host.pings.owePong(control);
  // The handler may do as it likes with its bytes: the pong keeps its own.
  host.handlers.ping?.(host.connection, control.slice());
}

export function receivePong(host: Host): void {
  const { control } = host.incoming;
  host.pings.pong(control, host.platform.now());
  host.handlers.pong?.(host.connection, control);
}

export function receiveClose(host: Host, code: number): void {
  host.facts.received = { code, reason: host.incoming.closeReason };
}

/** The turn is given to an operation that waited for it. */
export function grant(host: Host, operation: Operation): void {
  if (operation === 'op_wr') {
    host.outgoing.granted();
    return;
  }
  if (operation === 'op_pong') sendPong(host);
  else sendPing(host);
  host.tellWriteTurn(release);
}

/** Nobody gets the turn any more, or too many wait for it. */
export function refuseTurn(host: Host, operation: Operation): void {
  if (operation === 'op_wr') host.outgoing.turnRefused();
  else if (operation === 'op_ping') host.pings.refusePing(new OperationError('too-many-pings'));
  else host.pings.forgetPongs();
}

export function writeIdlePing(host: Host): void {
  write(host, PING, host.pings.idlePing(host.platform.now()));
}

export function writeClose(host: Host, { wr_code: code, violation }: CloseHandshakeContext): void {
  const reason = violation === '' ? host.closeReason : violation;
  // An echo carries the peer's code (§5.5.1): a reason of ours would not belong to it.
  const echo = host.facts.received !== undefined && violation === '';
  const text = code === 1005 || echo ? '' : reason;
  host.facts.sent = { code, reason: text };
  write(host, CLOSE, encodeClosePayload(code === 1005 ? undefined : code, text));
}

function sendPong(host: Host): void {
  const payload = host.pings.takePong();
  if (payload !== undefined) write(host, PONG, payload);
}

function sendPing(host: Host): void {
  const payload = host.pings.takePing(host.platform.now());
  if (payload === undefined) return;
  write(host, PING, payload);
  host.tellKeepAlive({ type: 'PING_SENT' });
}

function write(host: Host, opcode: number, payload: Uint8Array): void {
  host.log.sent(opcode, true, payload.length);
  host.output.frame(opcode, true, payload, payload.length);
  host.outlet.wrote();
}

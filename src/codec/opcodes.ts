/** The frame opcodes (RFC 6455 5.2). Values 3 to 7 and 11 to 15 are reserved. */

export const CONTINUATION = 0;
export const TEXT = 1;
export const BINARY = 2;
export const CLOSE = 8;
export const PING = 9;
export const PONG = 10;

/** Whether `opcode` (0..15) has the control bit, reserved control opcodes included (RFC 6455 5.5). */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}

/** A word for logs and messages: `'text'`, `'ping'`, … or `'reserved-3'` for an opcode without a meaning. */
export function opcodeName(opcode: number): string {
  switch (opcode) {
    case CONTINUATION:
      return 'continuation';
    case TEXT:
      return 'text';
    case BINARY:
      return 'binary';
    case CLOSE:
      return 'close';
    case PING:
      return 'ping';
    case PONG:
      return 'pong';
    default:
      return `reserved-${opcode}`;
  }
}

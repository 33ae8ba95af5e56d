/** The byte codec: frames, masking, UTF-8, close payloads and handshake headers. */
export * from './accept-key.ts';
export * from './close-payload.ts';
export * from './frame-header.ts';
export * from './header-values.ts';
export * from './http-head.ts';
export * from './masking.ts';
export * from './opcodes.ts';
export * from './permessage-deflate.ts';
export * from './utf8.ts';

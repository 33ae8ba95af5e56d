/**
 * The conformance suite: is this a WebSocket server, or client? On the command line, against an echo server:
 *
 *     wirechart serve --port 9001
 *     wirechart conform server ws://127.0.0.1:9001 --cases 1.*,7.7
 *
 * and while working on cases: `npx tsx src/cli/main.ts conform server ws://127.0.0.1:9001 --cases 1.*`.
 */
export { groups } from './cases/index.ts';
export { NOTHING_TO_CLOSE } from './judge.ts';
export type * from './model.ts';
export { Unreachable } from './player.ts';
export * from './report/index.ts';
export { type ClientRunOptions, type ClientRuns, conformClient } from './run-client.ts';
export type { Progress, RunOptions } from './run-options.ts';
export { conformServer, type ServerRunOptions } from './run-server.ts';
export { clientOrder, type Selection, SelectionError, selectCases } from './selection.ts';

/** The inspector: records connections, shows them, keeps them as traces, and replays them. */
export type { ConnectionSummary, FeedMessage, FeedRequest, Injection } from './feed.ts';
export type { FrameView } from './frame-view.ts';
export { Journal } from './journal.ts';
export { ConnectionRecorder, defaultMemory, defaultPayload, type RecorderOptions } from './recorder.ts';
export type * from './records.ts';
export { type Difference, type ReplayResult, replay, type Skipped } from './replay.ts';
export { type InspectOptions, type Inspector, inspect } from './server/inspect.ts';
export { toHar } from './trace/har.ts';
export { toMermaid } from './trace/mermaid.ts';
export { toPcap } from './trace/pcap.ts';
export { readTrace, type Trace } from './trace/read.ts';
export { type TraceAbout, TraceWriter, writeTrace } from './trace/write.ts';

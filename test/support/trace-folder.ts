/** A folder with the traces of one conversation, for commands that read such files. It goes when the tests of the file are over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { talkTraces } from './talk-traces.ts';

export const folder = mkdtempSync(join(tmpdir(), 'wirechart-traces-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file into it. Returns its path. */
export function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export const traces = talkTraces();
export const client = file('client.sqlog', traces.client);
export const server = file('server.sqlog', traces.server);

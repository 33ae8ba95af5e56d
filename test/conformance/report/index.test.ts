import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { summaryTable, writeReports } from '../../../src/conformance/report/index.ts';
import { passed, sampleGroups, sampleRun, troubledRun } from '../../support/sample-runs.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wirechart-report-'));
});

afterAll(() => rm(folder, { recursive: true }));

test('the directory is made, and what is returned has been written', async () => {
  const directory = join(folder, 'reports', 'servers');
  const runs = [sampleRun('ws', [passed('1.1.1')]), sampleRun('ws', [passed('1.1.1')], { side: 'client' })];
  const files = await writeReports(runs, directory, sampleGroups());
  expect(files.map((file) => basename(file))).toEqual([
    'index.html',
    'junit.xml',
    'index.json',
    'ws__server_case_1_1_1.json',
    'ws__client_case_1_1_1.json',
  ]);
  expect((await readdir(directory)).sort()).toEqual(files.map((file) => basename(file)).sort());
  const index = JSON.parse(await readFile(join(directory, 'index.json'), 'utf8')) as object;
  expect(Object.keys(index)).toEqual(['ws (client)', 'ws (server)']);
});

test('an earlier report is overwritten', async () => {
  const directory = join(folder, 'again');
  const groups = sampleGroups();
  await writeReports([sampleRun('ws', [passed('1.1.1', { behavior: 'fail' })])], directory, groups);
  await writeReports([sampleRun('ws', [passed('1.1.1')])], directory, groups);
  expect(await readFile(join(directory, 'index.json'), 'utf8')).toContain('"behavior": "OK"');
});

test('1,264 cases of six subjects make a page below fifteen megabytes', async () => {
  const groups = sampleGroups(8);
  const runs = Array.from({ length: 6 }, (_, trouble) => troubledRun(`subject ${trouble}`, 'server', groups, trouble));
  const { reportPage } = await import('../../../src/conformance/report/page.ts');
  expect(groups.reduce((sum, { cases }) => sum + cases.length, 0)).toBe(1264);
  expect(Buffer.byteLength(reportPage(runs, groups))).toBeLessThan(15e6);
});

test('the summary tells runs of one agent apart', () => {
  const runs = [sampleRun('ws', [passed('1.1.1')]), sampleRun('ws', [passed('1.1.1')], { side: 'client' })];
  expect(summaryTable(runs, sampleGroups()).split('\n', 1)).toEqual(['| Cases | ws (server) | ws (client) |']);
});

import { expect, test } from 'vitest';
import { agentFileNames, caseFileName } from '../../../src/conformance/report/file-names.ts';

test('names of files are those of Autobahn', () => {
  const names = agentFileNames(['AutobahnPython/0.6.0', ' ws 8.23 ']);
  expect([...names.values()]).toEqual(['autobahnpython_0_6_0', 'ws_8_23']);
  expect(caseFileName('autobahnpython_0_6_0', '7.7.4')).toBe('autobahnpython_0_6_0_case_7_7_4.json');
});

test('any name is safe, bounded, and no other agent has it', () => {
  const agents = ['ws', 'WS', 'ws!', '日本', '../../etc/passwd', '', '\0', 'x'.repeat(1000), '__proto__', 'ws'];
  const names = agentFileNames(agents);
  const all = [...names.values()];
  expect(all).toEqual(['ws', 'ws_2', 'ws_3', 'agent', 'etc_passwd', 'agent_2', 'agent_3', 'x'.repeat(100), 'proto']);
  expect(all.filter((name) => !/^[a-z0-9_]{1,110}$/.test(name))).toEqual([]);
  expect(caseFileName('a', '../7/1')).toBe('a_case____7_1.json');
});

import { expect, test } from 'vitest';
import { junitReport } from '../../../src/conformance/report/junit.ts';
import { passed, sampleCase, sampleRun } from '../../support/sample-runs.ts';

const ids = ['7.7.1', '7.7.2', '7.7.3', '7.7.4', '7.7.5', '7.7.6'];
const groups = [
  { id: '1.1', title: 'Text', cases: [sampleCase('1.1.1')] },
  { id: '7.7', title: 'Codes <that> are allowed', cases: ids.map((id) => sampleCase(id)) },
];

const results = [
  passed('1.1.1', { duration: 1500 }),
  passed('7.7.1', { behavior: 'fail', behaviorClose: 'fail', result: 'It broke.', broke: 'RFC 6455 §5.1: masked' }),
  passed('7.7.2', { behaviorClose: 'wrong-code', resultClose: 'Code 1000.' }),
  passed('7.7.3', { behavior: 'unsupported', behaviorClose: 'unsupported', result: 'No extension.' }),
  passed('7.7.4', { behavior: 'acceptable', result: 'Late.' }),
  passed('7.7.5', { behavior: 'informational', behaviorClose: 'informational' }),
];
const run = sampleRun('ws "8"', results, { missing: [{ id: '7.7.6', reason: 'the subject died' }] });

test('a suite per group, with its counts', () => {
  const suites = junitReport([run], groups).match(/<testsuites? .*>/g);
  expect(suites).toEqual([
    '<testsuites name="wirechart conform" tests="7" failures="2" errors="1" skipped="1" time="1.513">',
    '<testsuite name="ws &quot;8&quot; (server): 1.1 Text" tests="1" failures="0" errors="0" skipped="0" time="1.500" timestamp="2024-01-02T03:04:05.678Z">',
    '<testsuite name="ws &quot;8&quot; (server): 7.7 Codes &lt;that&gt; are allowed" tests="6" failures="2" errors="1" skipped="1" time="0.013" timestamp="2024-01-02T03:04:05.678Z">',
  ]);
});

test('how each verdict is told', () => {
  const text = junitReport([run], groups);
  const name = 'We send a text message of five octets.';
  expect(text).toContain(`    <testcase classname="ws &quot;8&quot;.1.1" name="1.1.1 ${name}" time="1.500"/>\n`);
  expect(text).toContain(
    '<failure message="RFC 6455 §5.1: masked" type="Fail">Expected: The subject echoes it.&#10;It broke.&#10;',
  );
  expect(text).toContain('<failure message="Code 1000." type="Wrong close code">');
  expect(text).toContain('<skipped message="No extension."/>');
  expect(text).toContain('<system-out>Acceptable.&#10;Late.&#10;');
  expect(text).toContain('<system-out>Informational.&#10;');
  expect(text).toContain('<error message="the subject died" type="Not run"/>');
});

test('whatever a name or a payload holds, XML allows it', () => {
  const nasty = 'a\0b\u0008c\ud83dd\uffff]]>&<"\'>🙂\n';
  const text = junitReport([sampleRun(nasty, [passed('1.1.1', { behavior: 'fail', result: nasty })])], groups);
  // XML 1.0 §2.2.
  expect(text).toMatch(/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
  expect(text).toContain('message="a\uFFFDb\uFFFDc\uFFFDd\uFFFD]]&gt;&amp;&lt;&quot;&apos;&gt;🙂&#10;"');
});

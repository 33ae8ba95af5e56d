import { expect, test } from 'vitest';
import type { PageData } from '../../../../src/conformance/report/page/data.ts';
import { noFilters, shownCases } from '../../../../src/conformance/report/page/filters.ts';
import type { Verdict } from '../../../../src/conformance/report/verdict.ts';

const pageCase = (id: string, description: string) => ({
  id,
  description,
  expectation: 'It is answered.',
  section: 'RFC 6455 §5.6',
  outcomes: [],
  close: '',
});
const subject = (agent: string, verdicts: Record<string, Verdict>) => ({
  agent,
  side: 'server' as const,
  started: 0,
  duration: 0,
  full: false,
  verdicts,
});

const data: PageData = {
  written: '',
  subjects: [
    subject('one', { '1.1': 'pass', '7.1.1': 'fail', '7.1.2': 'acceptable' }),
    subject('other', { '1.1': 'pass', '7.1.1': 'pass', '71.1': 'unclean' }),
  ],
  groups: [
    { id: '1', title: 'Text', family: '1 Framing', cases: [pageCase('1.1', 'A text message')] },
    {
      id: '7.1',
      title: 'Codes',
      family: '7 Closing',
      cases: [pageCase('7.1.1', 'Code 1000'), pageCase('7.1.2', 'No code')],
    },
    { id: '71', title: '', family: '71', cases: [pageCase('71.1', 'Something <else>')] },
  ],
};

const all = ['1.1', '7.1.1', '7.1.2', '71.1'];

test.each([
  [{}, all],
  [{ search: '  ' }, all],
  [{ search: 'CODE' }, ['7.1.1', '7.1.2']],
  [{ search: 'code no' }, ['7.1.2']],
  [{ search: 'closing codes 7.1.1' }, ['7.1.1']],
  [{ search: '7.1' }, ['7.1.1', '7.1.2']],
  [{ search: '1.1' }, ['1.1']],
  [{ search: '<else>' }, ['71.1']],
  [{ search: 'nothing' }, []],
  [{ group: '7.' }, ['7.1.1', '7.1.2']],
  [{ group: '7.1' }, ['7.1.1', '7.1.2']],
  [{ group: '1' }, ['1.1']],
  [{ notPassed: true }, ['7.1.1', '7.1.2', '71.1']],
  [{ verdicts: new Set<Verdict>(['pass']) }, ['1.1', '7.1.1']],
  [{ verdicts: new Set<Verdict>(['fail', 'unclean']) }, ['7.1.1', '71.1']],
  [{ verdicts: new Set<Verdict>(['pass']), notPassed: true }, []],
  [{ verdicts: new Set<Verdict>(['fail']), search: 'no code' }, []],
])('%o', (change, shown) => {
  expect([...shownCases(data, { ...noFilters, ...change })]).toEqual(shown);
});

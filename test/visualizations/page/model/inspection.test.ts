import { expect, test } from 'vitest';
import { Journal } from '../../../../src/inspect/journal.ts';
import { feedUrl, traceUrl } from '../../../../visualizations/page/model/feed-client.ts';
import { Inspection } from '../../../../visualizations/page/model/inspection.ts';
import { JournalMaker } from '../../../support/page-journal.ts';

const at = (url: string) => new URL(url) as unknown as Location;

test('the feed is where the page comes from; a page from a file has none', () => {
  expect(feedUrl(at('http://127.0.0.1:8080/?token=a%2Bb'))).toBe('ws://127.0.0.1:8080/feed?token=a%2Bb');
  expect(feedUrl(at('http://127.0.0.1:8080/'))).toBeUndefined();
  expect(feedUrl(at('file:///somewhere/inspector.html?token=x'))).toBeUndefined();
});

test('a page that was opened for a trace fetches it, and has no feed', () => {
  const url = at('http://[::1]:1/?token=abc&trace=1');
  expect([feedUrl(url), traceUrl(url)]).toEqual([undefined, '/trace?token=abc']);
  expect(traceUrl(at('http://[::1]:1/?token=abc'))).toBeUndefined();
});

test('opened recordings are listed with what they tell of themselves; the first is shown', () => {
  const inspection = new Inspection(undefined);
  const { journal } = new JournalMaker('server').frame({ payload: 'x' });
  inspection.open('talk.sqlog', new Map([[7, journal]]));
  const [entry] = inspection.entries.value;
  expect(entry?.summary.value).toMatchObject({ id: 7, role: 'server', label: 'ws://127.0.0.1:1', closed: null });
  expect(entry?.source).toEqual({ name: 'talk.sqlog', live: false });
  expect(inspection.recording.value?.journal).toBe(journal);
});

test('the same numbers from two files are two connections', () => {
  const inspection = new Inspection(undefined);
  inspection.open('a', new Map([[1, new JournalMaker().journal]]));
  inspection.open('b', new Map([[1, new JournalMaker().journal]]));
  expect(inspection.entries.value.map(({ key, source }) => `${source.name} ${key}`)).toEqual(['a 1/1', 'b 2/1']);
});

test('what is wrong with a file is said with its name, once', () => {
  const inspection = new Inspection(undefined);
  inspection.open('bad.sqlog', new Map(), ['record 3 is cut']);
  inspection.open('bad.sqlog', new Map(), ['record 3 is cut']);
  expect(inspection.notices.value).toEqual([{ text: 'bad.sqlog: record 3 is cut', isProblem: true }]);
  expect(inspection.selected.value).toBeUndefined();
});

test('recordings are taken notice of as they grow', () => {
  const inspection = new Inspection(undefined);
  const maker = new JournalMaker();
  inspection.open('growing', new Map([[1, maker.journal]]));
  maker.frame({ payload: 'new' });
  inspection.tick(performance.now());
  expect(inspection.recording.value?.length.value).toBe(3);
});

test('an empty recording can be looked at', () => {
  const inspection = new Inspection(undefined);
  inspection.open('empty', new Map([[1, new Journal()]]));
  expect(inspection.recording.value?.playhead.at.value).toBe(-1);
  inspection.recording.value?.playhead.step(1);
  inspection.recording.value?.playhead.stepFrame(-1);
  expect(inspection.recording.value?.playhead.at.value).toBe(-1);
});

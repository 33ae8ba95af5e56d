import { expect, test } from 'vitest';
import { linkTo, placeOf, sectionLink } from '../../../../src/conformance/report/page/links.ts';

test.each(['ws 8.23', 'a/b#c?d', '日本 🙂', '100%', '<b>"x"</b>', '__proto__'])('a link to %j leads there', (agent) => {
  expect(placeOf(linkTo(agent, '7.7.4'))).toEqual({ agent, id: '7.7.4' });
  expect(linkTo(agent, '7.7.4')).toMatch(/^#[^\s<>"#/]+\/7\.7\.4$/);
});

test.each(['', '#', '#ws', '#ws/1/2', '#%/1.1', '#ws/%e0'])('%j is no such link', (fragment) => {
  expect(placeOf(fragment)).toBeUndefined();
});

test('sections of an RFC', () => {
  expect(sectionLink('RFC 6455 §5.5.2')).toBe('https://www.rfc-editor.org/rfc/rfc6455#section-5.5.2');
  expect(sectionLink('RFC 7692 §7: and more.')).toBe('https://www.rfc-editor.org/rfc/rfc7692#section-7');
  expect(sectionLink('RFC 6455 §5.1.')).toBe('https://www.rfc-editor.org/rfc/rfc6455#section-5.1');
  expect(sectionLink('somewhere')).toBeUndefined();
});

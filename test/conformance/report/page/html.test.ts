import { expect, test } from 'vitest';
import { html, Markup, nothing } from '../../../../src/conformance/report/page/html.ts';

test('whatever is put in is escaped, in text and in attributes', () => {
  const nasty = `<script>alert("x" + 'y')</script>&amp;`;
  expect(html`<a title="${nasty}">${nasty}</a>`.text).not.toMatch(/<script|"x"|'y'|[^;]&amp;$/);
  expect(html`${'a\0b'}`.text).toBe('a\uFFFDb');
  expect(html`${'<&>"\''}`.text).toBe('&lt;&amp;&gt;&quot;&#39;');
});

test('markup, numbers and lists of them go in as they are', () => {
  expect(html`<p>${[html`<b>${1}</b>`, '<', [html`<i></i>`]]}${nothing}${new Markup('&nbsp;')}</p>`.text).toBe(
    '<p><b>1</b>&lt;<i></i>&nbsp;</p>',
  );
});

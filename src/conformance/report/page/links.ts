/** Links to a case of a subject: `#agent/7.7.4`. */

export interface Place {
  readonly agent: string;
  readonly id: string;
}

export function linkTo(agent: string, id: string): string {
  return `#${encodeURIComponent(agent)}/${encodeURIComponent(id)}`;
}

/** Where a fragment leads, or undefined if it is no such link. */
export function placeOf(fragment: string): Place | undefined {
  const [agent, id, ...more] = fragment.replace(/^#/, '').split('/');
  if (agent === undefined || id === undefined || more.length > 0) return undefined;
  try {
    return { agent: decodeURIComponent(agent), id: decodeURIComponent(id) };
  } catch {
    // A percent sign that escapes nothing.
    return undefined;
  }
}

/** The place in the RFC that `RFC 6455 §5.5.2` names. */
export function sectionLink(section: string): string | undefined {
  const [, rfc, number] = /RFC (\d+) §([\d.]*\d)/.exec(section) ?? [];
  return rfc === undefined ? undefined : `https://www.rfc-editor.org/rfc/rfc${rfc}#section-${number}`;
}

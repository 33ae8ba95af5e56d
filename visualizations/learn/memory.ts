/** Which lessons were solved, kept by the browser where it may. */
const KEY = 'wirechart-lessons';

export function remembered(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  } catch {
    // A page from a file may not be allowed to remember anything.
    return [];
  }
}

export function remember(ids: readonly string[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // Then it is known as long as the page is open.
  }
}

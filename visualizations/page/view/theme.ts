/** Light or dark: as the system says, unless somebody chooses. */
import { signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';
const order: readonly Theme[] = ['auto', 'light', 'dark'];
const KEY = 'wirechart-theme';

export const theme = signal<Theme>(remembered());

export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'auto';
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    // A page from a file may not be allowed to remember anything.
  }
  applyTheme();
}

export function applyTheme(): void {
  const isDark = theme.value === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : theme.value === 'dark';
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  window.dispatchEvent(new Event('wirechart-theme'));
}

/** The system's choice may change while the page is open. */
export function followSystem(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', applyTheme);
}

function remembered(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return order.find((each) => each === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

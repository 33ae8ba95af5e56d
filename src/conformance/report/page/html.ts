/** Markup out of template strings: whatever is put in is escaped, unless it is markup itself. */

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }
}

type Piece = Markup | string | number | readonly Piece[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // A parser drops it, or not, depending on where it stands.
  '\0': '\uFFFD',
};

export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  return new Markup(
    strings.map((string, index) => (index === 0 ? '' : textOf(pieces[index - 1] ?? '')) + string).join(''),
  );
}

function textOf(piece: Piece): string {
  if (piece instanceof Markup) return piece.text;
  if (typeof piece === 'string') return escapeHtml(piece);
  return typeof piece === 'number' ? String(piece) : piece.map(textOf).join('');
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[\0&<>"']/g, (character) => entities[character] ?? character);
}

export const nothing = new Markup('');

/** Text from elsewhere, as it may be shown on a terminal or a page. */

/**
 * Control characters must not reach a terminal; neither must marks that turn text around, or cannot be seen. They are written
 * as escapes; line feeds and tabs stay.
 * @param longest characters that are shown of a longer text, with a note
 */
export function printable(text: string, longest = 2000): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
  return cut.replace(/[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu, (character) =>
    character === '\n' || character === '\t'
      ? character
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

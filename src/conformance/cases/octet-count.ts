/** `1 octet`, `300 octets`, `64 KiB`, `16 MiB`. */
export function octetCount(size: number): string {
  if (size >= 0x10_0000 && size % 0x10_0000 === 0) return `${size / 0x10_0000} MiB`;
  if (size >= 0x400 && size % 0x400 === 0) return `${size / 0x400} KiB`;
  return size === 1 ? '1 octet' : `${size.toLocaleString('en')} octets`;
}

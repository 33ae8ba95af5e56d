/** Texts and byte arrays that count how often they are read, so that growth can be compared without a clock. */

export class WorkCounter {
  /** Characters or bytes looked at. */
  count = 0;

  /** Behaves as `text`; each read of a character counts 1, each copy of a part its length. */
  text(text: string): string {
    const counter = this;
    const spied = {
      length: text.length,
      charCodeAt(at: number): number {
        counter.count++;
        return text.charCodeAt(at);
      },
      slice(start: number, end?: number): string {
        const part = text.slice(start, end);
        counter.count += part.length;
        return part;
      },
    };
    // Whatever else a parser calls is missing, and fails the test.
    return spied as unknown as string;
  }

  /** Behaves as `bytes`; each read of an element counts 1. */
  bytes(bytes: Uint8Array): Uint8Array {
    const counter = this;
    return new Proxy(bytes, {
      get(target, key) {
        counter.count++;
        return Reflect.get(target, key, target);
      },
    });
  }
}

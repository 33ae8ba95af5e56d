/** Takes apart JSON that anybody may have written: every field is checked before it is used. */

import { printable } from '../printable.ts';

/** A field is not what it should be. */
export class FieldError extends Error {}

export type Scalar = string | number | boolean | null;

/** The fields of one JSON object. Every method throws a `FieldError` that names the field. */
export class Fields {
  readonly #object: object;
  readonly #path: string;

  /** @param path where the object is, for messages; empty for the outermost */
  constructor(value: unknown, path = '') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new FieldError(`${path === '' ? 'it' : `"${path}"`} is not an object`);
    }
    this.#object = value;
    this.#path = path;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  names(): string[] {
    return Object.keys(this.#object);
  }

  /** Whatever is there; undefined if nothing is. Never what an object inherits. */
  get(name: string): unknown {
    return Object.getOwnPropertyDescriptor(this.#object, name)?.value;
  }

  text(name: string): string {
    const value = this.get(name);
    return typeof value === 'string' ? value : this.fail(name, 'a text');
  }

  flag(name: string): boolean {
    const value = this.get(name);
    return typeof value === 'boolean' ? value : this.fail(name, 'true or false');
  }

  /** Finite, and not below `least`. */
  number(name: string, least = Number.NEGATIVE_INFINITY): number {
    const value = this.get(name);
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    return this.fail(name, least === 0 ? 'a number of 0 or more' : 'a finite number');
  }

  whole(name: string, most = Number.MAX_SAFE_INTEGER, least = 0): number {
    const value = this.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    return this.fail(name, `a whole number from ${least} to ${most}`);
  }

  oneOf<T extends string>(name: string, words: readonly T[]): T {
    const value = this.get(name);
    const word = words.find((each) => each === value);
    return word ?? this.fail(name, words.length > 12 ? 'a known name' : `one of ${words.join(', ')}`);
  }

  fields(name: string): Fields {
    return new Fields(this.get(name), this.#pathOf(name));
  }

  list(name: string): unknown[] {
    const value = this.get(name);
    return Array.isArray(value) ? value : this.fail(name, 'a list');
  }

  /** Undefined where the field is missing. */
  optional<T>(name: string, read: (name: string) => T): T | undefined {
    return this.has(name) ? read(name) : undefined;
  }

  /** All fields: texts, finite numbers, true, false and null. */
  scalars(): Record<string, Scalar> {
    for (const name of this.names()) {
      const value = this.get(name);
      const scalar = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
      if (!scalar || name === '__proto__') this.fail(name, 'a field of an event');
    }
    // Each was looked at.
    return { ...this.#object } as Record<string, Scalar>;
  }

  fail(name: string, wanted: string): never {
    throw new FieldError(printable(`"${this.#pathOf(name)}" is ${describe(this.get(name))}, not ${wanted}`));
  }

  #pathOf(name: string): string {
    const shown = JSON.stringify(name.slice(0, 40)).slice(1, -1);
    return this.#path === '' ? shown : `${this.#path}.${shown}`;
  }
}

/** A value of any kind, in a few words. */
function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value !== 'string') return String(value);
  return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
}

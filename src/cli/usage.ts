/** What a command is, how its options are written, and what is said when they are wrong. */
import { parseArgs } from 'node:util';

export interface Option {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name. */
  readonly usage: string;
  readonly options: Readonly<Record<string, Option>>;
  /** What else the help says. */
  readonly notes: string;
  /** Runs; returns the exit status. */
  run(args: string[]): Promise<number>;
}

/** The command line is wrong: exit status 2. */
export class UsageError extends Error {}

export interface Parsed {
  readonly text: (name: string) => string | undefined;
  readonly list: (name: string) => readonly string[];
  readonly flag: (name: string) => boolean;
  /** Undefined if not given. */
  readonly number: (name: string) => number | undefined;
  readonly positionals: readonly string[];
}

/** @throws {UsageError} naming the option that is wrong */
export function parse(command: Command, args: string[]): Parsed {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short === undefined ? {} : { short }), ...(multiple === undefined ? {} : { multiple }) },
    ]),
  );
  const { values, positionals } = parseStrictly(command, args, options);
  const text = (name: string) => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    text,
    positionals,
    list: (name) => {
      const value = values[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    flag: (name) => values[name] === true,
    number: (name) => {
      const value = text(name);
      if (value === undefined) return undefined;
      const number = value === 'off' ? Number.POSITIVE_INFINITY : Number(value);
      if (value.trim() === '' || Number.isNaN(number) || number < 0) {
        throw new UsageError(`--${name} takes a number, not ${JSON.stringify(value)}`);
      }
      return number;
    },
  };
}

export function helpOf({ name, summary, usage, options, notes }: Command): string {
  const rows = Object.entries(options).map(([option, { short, value, help }]) => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${option}${value === undefined ? '' : ` ${value}`}`;
    return `  ${left.padEnd(30)}${help}`;
  });
  return `wirechart ${name}: ${summary}\n\nUsage: wirechart ${name} ${usage}\n\n${rows.join('\n')}\n\n${notes}\n`;
}

function parseStrictly(command: Command, args: string[], options: object) {
  try {
    return parseArgs({
      args,
      options: options as NonNullable<Parameters<typeof parseArgs>[0]>['options'] & object,
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${message}\nsee wirechart ${command.name} --help`);
  }
}

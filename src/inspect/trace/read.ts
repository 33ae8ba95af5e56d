/** Reads trace files, which anybody may have written: what can be read is, and what cannot is said. */
import { chartFacts } from '../chart-facts.ts';
import { Journal, type Unnumbered } from '../journal.ts';
import { printable } from '../printable.ts';
import { fitsRecord } from '../record-writer.ts';
import { actors } from '../words.ts';
import { FieldError, Fields } from './fields.ts';
import { foreignFile } from './foreign.ts';
import { Problems } from './problems.ts';
import { readers } from './read-event.ts';
import { chartHash, eventSchemas, fileSchema, RECORD_SEPARATOR } from './schema.ts';

/** Each costs memory before anything happens on it. */
const MOST_CONNECTIONS = 4096;

export interface Trace {
  /** By the number of the connection. */
  readonly journals: Map<number, Journal>;
  /** Which record, what is wrong with it, and what became of it. */
  readonly problems: string[];
}

/** Never throws. */
export function readTrace(text: string): Trace {
  const foreign = foreignFile(text);
  if (foreign !== undefined) return { journals: new Map(), problems: [foreign] };
  const reader = new TraceReader();
  const [before = '', ...records] = split(text);
  if (before.trim() !== '')
    reader.problems.add(`before the first record: ${excerpt(before)} is no record, and left out`);
  const whole = text.endsWith('\n');
  for (const [index, record] of records.entries()) {
    if (record.trim() !== '') reader.read(record, index + 1, index === records.length - 1 && !whole);
  }
  return reader.finish();
}

/** Files that have lost their separators, as by an editor, have their lines. The first part is what comes before a record. */
function split(text: string): string[] {
  return text.includes(RECORD_SEPARATOR) ? text.split(RECORD_SEPARATOR) : ['', ...text.split('\n')];
}

/** One connection of the file. */
interface Group {
  readonly journal: Journal;
  time: number;
  /** Records that could not be read, and are not yet told as a gap. */
  lost: number;
}

class TraceReader {
  readonly problems = new Problems();
  readonly #groups = new Map<number, Group>();
  readonly #unknown = new Map<string, number>();
  readonly #registered = new Set<string>();
  #header = false;

  /** @param number counts the file's records, from 1 @param last nothing follows it, not even the end of a line */
  read(record: string, number: number, last: boolean): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(record);
    } catch {
      this.#damaged(record, number, last);
      return;
    }
    try {
      this.#take(new Fields(parsed), number, record.length);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      this.#lose();
      this.problems.add(`record ${number}: ${error.message}; the record is left out`);
    }
  }

  finish(): Trace {
    for (const [name, times] of this.#unknown) {
      this.problems.add(`${times} × the event ${name}, which this version does not know; left out`);
    }
    const known = actors.filter((name) => !this.#registered.has(name));
    if (this.#groups.size > 0 && known.length > 0) {
      this.problems.add(
        `the file does not say which charts of ${known.join(', ')} it was recorded with; they are taken for this version’s`,
      );
    }
    if (this.#groups.size === 0) this.problems.add('no connection was recorded in this file');
    const journals = new Map([...this.#groups].map(([id, { journal }]) => [id, journal]));
    return { journals, problems: this.problems.list() };
  }

  #damaged(record: string, number: number, last: boolean): void {
    const which = `record ${number}`;
    if (last) {
      this.problems.add(
        `${which} is cut off: the file was cut short, or is still being written; all before it was read`,
      );
      return;
    }
    this.#lose();
    this.problems.add(`${which}: ${excerpt(record)} is not JSON; the record is left out`);
  }

  #take(fields: Fields, number: number, size: number): void {
    if (fields.has('file_schema')) {
      this.#takeHeader(fields, number);
      return;
    }
    if (!this.#header) {
      this.problems.once('header', `record ${number} is no header of a qlog file: is the file’s beginning missing?`);
    }
    const name = fields.text('name');
    if (name === 'statechart:machine_registered') this.#register(fields.fields('data'), number);
    else this.#takeEvent(name, fields, number, size);
  }

  #takeHeader(fields: Fields, number: number): void {
    this.#header = true;
    const schema = fields.text('file_schema');
    if (schema !== fileSchema) {
      this.problems.add(
        `record ${number}: the file is ${excerpt(schema)}, not ${fileSchema}; it is read as far as it goes`,
      );
    }
    const schemas = fields.fields('trace').optional('event_schemas', (name) => fields.fields('trace').list(name)) ?? [];
    if (!eventSchemas.every((each) => schemas.includes(each))) {
      const others = schemas.filter((each) => typeof each === 'string').slice(0, 3);
      const of = others.length === 0 ? '' : ` of ${others.map(excerpt).join(', ')}`;
      this.problems.add(`record ${number}: this is a qlog${of}, not one that wirechart has written`);
    }
  }

  #register(data: Fields, number: number): void {
    const actor = data.oneOf('machine', actors);
    this.#registered.add(actor);
    if (data.text('chart') === chartHash(actor)) return;
    this.problems.add(
      `record ${number}: recorded with another chart of ${actor} than this version’s (${chartHash(actor).slice(0, 8)}): ` +
        'its transitions may be named wrongly; use the version that wrote the file',
    );
  }

  #takeEvent(name: string, fields: Fields, number: number, size: number): void {
    const reader = readers.get(name);
    if (reader === undefined) {
      const key = excerpt(name);
      const times = this.#unknown.get(key) ?? 0;
      // Names are as many as the file wants.
      if (times > 0 || this.#unknown.size < 20) this.#unknown.set(key, times + 1);
      return;
    }
    const group = this.#groupOf(fields, number);
    if (group === undefined) return;
    try {
      const time = fields.number('time');
      if (time < group.time) {
        this.problems.once(
          'time',
          `record ${number}: the time goes back; it and those like it are taken for simultaneous`,
        );
      }
      const record = reader(fields.fields('data'), Math.max(time, group.time));
      if (!fitsRecord(record, size)) throw new FieldError('it is larger than any record');
      if (record.kind === 'transition') this.#compare(record, fields.fields('data'), number);
      this.#add(group, record);
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      group.lost += 1;
      this.problems.add(`record ${number}: ${name}: ${error.message}; the record is left out`);
    }
  }

  #add(group: Group, record: Unnumbered): void {
    if (group.lost > 0 && group.journal.length > 0) {
      group.journal.add({ kind: 'gap', time: group.time, lost: group.lost });
    }
    group.lost = 0;
    group.time = record.time;
    group.journal.add(record);
  }

  #groupOf(fields: Fields, number: number): Group | undefined {
    const text = fields.text('group_id');
    if (!/^\d{1,15}$/.test(text)) fields.fail('group_id', 'the number of a connection');
    const id = Number(text);
    let group = this.#groups.get(id);
    if (group !== undefined) return group;
    if (this.#groups.size === MOST_CONNECTIONS) {
      const line = `record ${number}: connection ${id} is one too many: more than ${MOST_CONNECTIONS} are left out`;
      this.problems.once('connections', line);
      return undefined;
    }
    group = { journal: new Journal(), time: Number.NEGATIVE_INFINITY, lost: 0 };
    this.#groups.set(id, group);
    return group;
  }

  /** A record of nobody knows which connection could not be read. */
  #lose(): void {
    for (const group of this.#groups.values()) group.lost += 1;
  }

  /** The number of a transition may mean another one than its names say. */
  #compare({ actor, index }: Extract<Unnumbered, { kind: 'transition' }>, data: Fields, number: number): void {
    const transition = chartFacts(actor).chart.transitions[index];
    if (transition === undefined) return;
    const same = (['source', 'event', 'guard', 'target'] as const).every((name) => data.get(name) === transition[name]);
    if (same) return;
    const { source, event } = transition;
    this.problems.once(
      `transition ${actor}`,
      `record ${number}: transition ${index} of ${actor} is ${source} on ${event === '' ? 'no event' : event} in this ` +
        'version’s chart, and another one in the file; it is taken for this version’s',
    );
  }
}

/** Text from a file, short and on one line. */
function excerpt(text: unknown): string {
  return printable(JSON.stringify(String(text).slice(0, 60)));
}

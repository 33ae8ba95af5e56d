/**
 * A folder of trace files, one for each connection: what `QLOGDIR` asks for. Records wait in the recorder's ring, and are
 * written in batches beside the program's work; the end of a program that crashes is written while it exits.
 */
import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectionRecorder } from '../recorder.ts';
import type { Cursor } from '../ring.ts';
import { TraceWriter } from '../trace/write.ts';
import { Unpacker } from '../unpacker.ts';

/** Milliseconds between two batches. */
const PAUSE = 100;
/** Not emptied when opened: a batch goes to its place whether or not one before it has come there yet. */
const FLAGS = constants.O_CREAT | constants.O_WRONLY;
/** Traces hold what was said: for their owner only. */
const MODE = 0o600;

export class QlogFolder {
  readonly #folder: string;
  /** By the number of the connection. */
  readonly #files = new Map<number, TraceFile>();
  readonly #said = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  readonly #flushAll = () => {
    for (const file of this.#files.values()) file.finish();
  };

  /** @param folder made if it is not there */
  constructor(folder: string) {
    this.#folder = folder;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      this.#complain(error);
    }
    process.on('exit', this.#flushAll);
  }

  /** Writes what the recorder has, and all that comes until the connection is over or not recorded, to a file of its own. */
  follow(recorder: ConnectionRecorder): void {
    // A colon cannot be in the name of a file everywhere.
    const moment = new Date().toISOString().replaceAll(':', '-');
    const path = join(this.#folder, `${moment}-${process.pid}-${recorder.id}.sqlog`);
    this.#files.set(recorder.id, new TraceFile(path, recorder, (error) => this.#complain(error)));
    this.#timer ??= setInterval(() => this.#writeBatches(), PAUSE).unref();
  }

  /** Their rings are about to be given up: writes what is left in them. */
  finish(ids: readonly number[]): void {
    for (const id of ids) {
      this.#files.get(id)?.finish();
      this.#files.delete(id);
    }
  }

  /** Writes what there is, and follows nobody any more. */
  close(): void {
    process.off('exit', this.#flushAll);
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#flushAll();
    this.#files.clear();
  }

  #writeBatches(): void {
    let more = false;
    for (const [id, file] of this.#files) {
      if (file.over) this.#files.delete(id);
      else more = file.writeBatch() || more;
    }
    if (more) setImmediate(() => this.#writeBatches()).unref();
    if (this.#files.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Each kind of error once: a full disk is full for every file. */
  #complain(error: unknown): void {
    const { code = '', message } = error as NodeJS.ErrnoException;
    if (this.#said.has(code)) return;
    this.#said.add(code);
    process.stderr.write(`wirechart: QLOGDIR: ${message}; what cannot be written is left out\n`);
  }
}

/** One connection's file. It holds no descriptor between batches: a program may have as many connections as it has those. */
class TraceFile {
  readonly #path: string;
  readonly #recorder: ConnectionRecorder;
  readonly #failed: (error: unknown) => void;
  readonly #cursor: Cursor;
  readonly #unpacker = new Unpacker();
  readonly #writer = new TraceWriter();
  /** What is on its way to the file, and where it goes. */
  #batch: Buffer | undefined;
  #position = 0;
  /** The last record that matters is in a batch. */
  #ended = false;
  /** All that there was has been taken from the ring. */
  #drained = false;
  #broken = false;

  constructor(path: string, recorder: ConnectionRecorder, failed: (error: unknown) => void) {
    this.#path = path;
    this.#recorder = recorder;
    this.#failed = failed;
    this.#cursor = recorder.ring.oldest();
  }

  /** Nothing is left to be written, and nothing more will come. */
  get over(): boolean {
    return this.#broken || (this.#ended && this.#drained && this.#batch === undefined);
  }

  /** Begins to write the next records, a block of the ring at most. Returns whether more is there already. */
  writeBatch(): boolean {
    // While the disk is slow, records wait in the ring.
    if (this.#batch !== undefined) return false;
    const batch = this.#nextBatch();
    if (batch === undefined) return false;
    void this.#write(batch);
    return this.#recorder.ring.nextSeq > this.#cursor.seq;
  }

  /** Writes everything, now. */
  finish(): void {
    try {
      // What is on its way may not arrive: it goes to the same place once more.
      for (let batch = this.#batch ?? this.#nextBatch(); batch !== undefined && !this.#broken; ) {
        const file = openSync(this.#path, FLAGS, MODE);
        try {
          for (let at = 0; at < batch.length; )
            at += writeSync(file, batch, at, batch.length - at, this.#position + at);
        } finally {
          closeSync(file);
        }
        this.#position += batch.length;
        batch = this.#nextBatch();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  async #write(batch: Buffer): Promise<void> {
    this.#batch = batch;
    try {
      const file = await open(this.#path, FLAGS, MODE);
      try {
        for (let at = 0; at < batch.length; ) {
          const { bytesWritten } = await file.write(batch, at, batch.length - at, this.#position + at);
          at += bytesWritten;
        }
      } finally {
        await file.close();
      }
      this.#position += batch.length;
    } catch (error) {
      this.#fail(error);
    }
    this.#batch = undefined;
  }

  #nextBatch(): Buffer | undefined {
    const piece = this.#recorder.ring.read(this.#cursor);
    this.#drained = piece === undefined;
    if (piece === undefined) return undefined;
    const records = this.#unpacker.read(piece);
    this.#ended ||= records.some(({ kind }) => kind === 'closed' || kind === 'detached');
    const texts = records.map((record) => this.#writer.write(this.#recorder.id, record));
    if (this.#position === 0) {
      const start = records.find((record) => record.kind === 'connection');
      texts.unshift(this.#writer.begin({ title: this.#recorder.label, role: start?.role, epoch: start?.epoch }));
    }
    return Buffer.from(texts.join(''));
  }

  #fail(error: unknown): void {
    this.#broken = true;
    this.#failed(error);
  }
}

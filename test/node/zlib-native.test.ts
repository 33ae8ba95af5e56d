/** zlib driven synchronously: whether a trial of what Node does not document tells right from wrong. */
import zlib from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { nativeZlib, nativeZlibWorks } from '../../src/node/zlib-native.ts';
import { compressed, inflated, usual } from '../support/deflate-engines.ts';

interface Handle {
  writeSync(...rest: unknown[]): unknown;
}
type Change = (stream: { _handle?: Handle | undefined; _writeState?: Uint32Array | undefined }) => void;

/** Node makes other streams than it does. */
function changed(name: 'createDeflateRaw' | 'createInflateRaw', change: Change): void {
  const make = zlib[name] as (options: zlib.ZlibOptions) => object;
  vi.spyOn(zlib, name).mockImplementation((options = {}) => {
    const stream = make(options);
    change(stream);
    // The stream that it was, with something undocumented changed.
    return stream as never;
  });
}

afterEach(() => void vi.restoreAllMocks());

test('it works here', () => {
  expect(nativeZlibWorks()).toBe(true);
});

describe.each(['createDeflateRaw', 'createInflateRaw'] as const)('%s', (name) => {
  test.each<[string, Change]>([
    ['without a handle', (stream) => delete stream._handle],
    ['without a state', (stream) => delete stream._writeState],
    ['whose handle cannot write', (stream) => Object.assign(stream, { _handle: { reset() {} } })],
    [
      'whose handle throws',
      (stream) => {
        (stream._handle as Handle).writeSync = () => {
          throw new Error('not any more');
        };
      },
    ],
    [
      'whose handle does nothing, or not yet',
      (stream) => {
        (stream._handle as Handle).writeSync = async () => {};
      },
    ],
    [
      'whose handle says that all of the output is used, for ever',
      ({ _handle, _writeState }) => {
        (_handle as Handle).writeSync = () => void _writeState?.fill(0);
      },
    ],
    [
      'whose handle says that there is more input left than there was',
      ({ _handle, _writeState }) => {
        (_handle as Handle).writeSync = () => void _writeState?.fill(1000);
      },
    ],
    [
      'whose handle writes something else',
      ({ _handle, _writeState }) => {
        (_handle as Handle).writeSync = (...[, , , , output, , length]) => {
          (output as Uint8Array).fill(7);
          _writeState?.set([(length as number) - 31, 0]);
        };
      },
    ],
  ])('a stream %s', (_, change) => {
    changed(name, change);
    expect(nativeZlibWorks()).toBe(false);
  });
});

test('a stream that cannot be made', () => {
  vi.spyOn(zlib, 'createInflateRaw').mockImplementation(() => {
    throw new Error('no memory');
  });
  expect(nativeZlibWorks()).toBe(false);
});

test('streams that are closed can be closed, whatever they have been through', () => {
  for (const data of ['f248cdc9c90700', '0700', '']) {
    const inflater = nativeZlib.createInflater(15, true);
    inflated(inflater, [Buffer.from(data, 'hex')]);
    inflater.close();
    inflater.close();
  }
});

test('output is where all streams put it: it is theirs until the next call', () => {
  const [one, two] = [nativeZlib.createDeflater(usual), nativeZlib.createDeflater(usual)];
  const bytes = Buffer.from('Hello');
  expect(one.deflate(bytes, 0, 5).buffer).toBe(two.deflate(bytes, 0, 5).buffer);
  expect(nativeZlib.createInflater(15, true).output).toBe(nativeZlib.createInflater(9, false).output);
});

test('a part of a larger array, in shared memory, or in a Buffer', () => {
  const deflater = nativeZlib.createDeflater(usual);
  const text = Buffer.from('..Hello..');
  const shared = new Uint8Array(new SharedArrayBuffer(9));
  shared.set(text);
  for (const bytes of [text, new Uint8Array(text), shared, shared.subarray(1)]) {
    const start = bytes.length - 7;
    const made = new Uint8Array(deflater.deflate(bytes, start, start + 5));
    deflater.reset();
    expect(made).toEqual(Uint8Array.from([...compressed(deflater, Buffer.from('Hello')), 0, 0, 0xff, 0xff]));
    deflater.reset();
    const inflater = nativeZlib.createInflater(15, true);
    const around = new Uint8Array(new SharedArrayBuffer(made.length + 2));
    around.set(made, 2);
    inflater.push(around, 2, around.length - 4, true, 5);
    expect(inflater.next()).toBe(5);
  }
});

import { defineConfig } from 'vitest/config';

/** The tests of these run both engines themselves, or none: once is enough. They keep no state that files could share. */
const once = [
  ...['codec', 'conformance', 'engine', 'machines'].map((folder) => `test/${folder}/**/*.test.ts`),
  'test/bench/**/*.test.ts',
  'test/browser/conformance.test.ts',
  'test/browser/endpoint.test.ts',
  'test/cli/conform-command.test.ts',
  'test/endpoint/compression-options.test.ts',
  'test/node/deflate-memory.test.ts',
  'test/node/huge-frame.test.ts',
  'test/node/zlib*.test.ts',
  'test/package.test.ts',
  'test/peers/conformance.test.ts',
];

/** All other tests run once per engine: WIRECHART_ENGINE chooses the one that a connection starts on. */
const engines = ['compiled', 'interpreted'] as const;

/** The inspector's tests run both engines themselves, too. Some keep state of their process: one after the other, apart. */
const inspector = ['test/inspect/**/*.test.ts', 'test/visualizations/**/*.test.ts'];

const timeouts = { testTimeout: 30_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    root: import.meta.dirname,
    projects: [
      { test: { name: 'machines', include: once, isolate: false, ...timeouts } },
      ...engines.map((engine) => ({
        test: {
          name: engine,
          include: ['test/**/*.test.ts'],
          exclude: [...once, ...inspector, 'test/interop/**', 'test/bench/**'],
          env: { WIRECHART_ENGINE: engine },
          ...timeouts,
        },
      })),
      { test: { name: 'inspector', include: inspector, ...timeouts } },
      // Needs programs that npm does not bring: see `npm run test:interop`.
      { test: { name: 'interop', include: ['test/interop/**/*.test.ts'], ...timeouts } },
    ],
  },
});

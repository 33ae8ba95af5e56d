import { defineConfig } from 'vitest/config';

/** The whole suite runs once per engine: WIRECHART_ENGINE chooses the one that a connection starts on. */
const engines = ['compiled', 'interpreted'] as const;

export default defineConfig({
  test: {
    root: import.meta.dirname,
    projects: engines.map((engine) => ({
      test: {
        name: engine,
        include: ['test/**/*.test.ts'],
        exclude: ['test/interop/**', 'test/bench/**'],
        env: { WIRECHART_ENGINE: engine },
        testTimeout: 30_000,
        hookTimeout: 60_000,
      },
    })),
  },
});

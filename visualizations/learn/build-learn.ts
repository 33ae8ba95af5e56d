/** Makes `visualizations/dist/learn.html`: the lessons. */
import { bundlePage, distFolder } from '../bundle-page.ts';

/** @returns the file's path */
export function buildLearn(folder: string = distFolder): Promise<string> {
  return bundlePage(
    {
      entry: 'learn/main.tsx',
      file: 'learn.html',
      title: 'wirechart lessons',
      withoutScripts: 'The lessons are a program in this page: please allow scripts.',
    },
    folder,
  );
}

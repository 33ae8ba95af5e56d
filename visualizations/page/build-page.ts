/** Makes `visualizations/dist/inspector.html`: the inspector. */
import { bundlePage, distFolder } from '../bundle-page.ts';

/** @returns the file's path */
export function buildPage(folder: string = distFolder): Promise<string> {
  return bundlePage(
    {
      entry: 'page/main.tsx',
      file: 'inspector.html',
      title: 'wirechart inspector',
      withoutScripts: 'The inspector is a program in this page: please allow scripts.',
      connects: true,
    },
    folder,
  );
}

/** `npx tsx test/support/write-page-script.ts`: bundles the script of the conformance report's page. */
import { writeFileSync } from 'node:fs';
import { bundledPageScript, pageScriptFile } from './page-script.ts';

writeFileSync(pageScriptFile, await bundledPageScript());

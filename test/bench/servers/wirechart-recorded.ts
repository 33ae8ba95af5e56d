/** Our server with a recorder on every connection, as an inspector has it that is told to record; nobody looks. */
import { Subjects } from '../../../src/inspect/server/subjects.ts';

new Subjects(undefined, { record: true });
await import('./wirechart.ts');

/** What a program imports: the faces of floor 4, and the inspector if the environment asks for it. */
import { inspectFromEnvironment } from './inspect/server/from-environment.ts';

export * from './api/index.ts';

inspectFromEnvironment(process.env);

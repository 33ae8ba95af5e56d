#!/usr/bin/env node
/** The command `wirechart`. */
import { createRequire } from 'node:module';
import { inspectFromEnvironment } from '../inspect/server/from-environment.ts';
import { conformCommand } from './conform-command.ts';
import { connectCommand } from './connect-command.ts';
import { inspectCommand } from './inspect-command.ts';
import { replayCommand } from './replay-command.ts';
import { serveCommand } from './serve-command.ts';
import { type Command, helpOf, UsageError } from './usage.ts';

const commands: readonly Command[] = [serveCommand, connectCommand, inspectCommand, replayCommand, conformCommand];

const overview = `wirechart: WebSocket connections that run on statecharts

Usage: wirechart COMMAND [options]

${commands.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

wirechart COMMAND --help tells more. --version prints the version.
`;

async function main([name = '', ...rest]: string[]): Promise<number> {
  if (name === '' || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(overview);
    return name === '' ? 2 : 0;
  }
  if (name === '--version') {
    const { version } = createRequire(import.meta.url)('wirechart/package.json');
    process.stdout.write(`${version}\n`);
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new UsageError(`there is no command ${JSON.stringify(name)}; see wirechart --help`);
  if (rest.includes('--help') || rest.includes('-h')) {
    process.stdout.write(helpOf(command));
    return 0;
  }
  // QLOGDIR and WIRECHART_INSPECT, as in any other program.
  inspectFromEnvironment(process.env);
  return command.run(rest);
}

// Readers that stop early, as `head` does, are no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`wirechart: ${message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

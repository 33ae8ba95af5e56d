/** `npm run learn`: builds the lessons and serves them to this machine. */
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { buildLearn } from './build-learn.ts';

const help = `npm run learn [-- options]

Builds the lessons, and serves them on 127.0.0.1. The page needs no server: visualizations/dist/learn.html works as a file, too.

  -p, --port PORT  port to listen on (a free one)
  -h, --help       this text

Ctrl+C stops.`;

async function run(args: string[]): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(`${options}\nSee: npm run learn -- --help`);
    return 2;
  }
  if (options.help) {
    console.log(help);
    return 0;
  }
  const page = await readFile(await buildLearn());
  const server = http.createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Nothing here: the lessons are at /\n');
      return;
    }
    response
      .writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'X-Content-Type-Options': 'nosniff' })
      .end(page);
  });
  return new Promise((resolve) => {
    server.on('error', (error) => {
      console.error(`Cannot listen on port ${options.port}: ${error.message}. Choose another one with --port.`);
      resolve(1);
    });
    server.listen(options.port, '127.0.0.1', () => {
      console.log(`The lessons are at http://127.0.0.1:${(server.address() as AddressInfo).port}/\nCtrl+C stops.`);
    });
    process.once('SIGINT', () => {
      server.close(() => resolve(0));
      server.closeAllConnections();
    });
  });
}

/** @returns what is wrong, if it is */
function readOptions(args: string[]): { readonly port: number; readonly help: boolean } | string {
  try {
    const options = {
      port: { type: 'string', short: 'p', default: '0' },
      help: { type: 'boolean', short: 'h', default: false },
    } as const;
    const { values } = parseArgs({ args, options });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) return `--port must be 0 to 65535, not ${values.port}.`;
    return { port, help: values.help };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

process.exitCode = await run(process.argv.slice(2));

/** Serves the inspector's page, the lessons, and a trace file, to whoever has the token. On this machine only. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { HeaderFields } from '../../codec/http-head.ts';
import { headerPairs, listen } from '../../node/upgrade-server.ts';
import { type AskedFor, accessTo } from './access.ts';
import { builtFile } from './built-files.ts';

export interface PageOptions {
  /** Port of the page; 0 takes a free one. */
  readonly port?: number | undefined;
  /** Where the page is served: an address of this machine's own, as nobody else may see it. */
  readonly host?: string | undefined;
  /** What its address must say to be let in. */
  readonly token?: string | undefined;
  /** A trace to show: its text, or what reads it. */
  readonly trace?: (() => Promise<string>) | undefined;
}

/** Nothing from elsewhere is loaded, and no script runs but the page's own, whatever a payload says. */
function policyOf(page: string): string {
  const scripts = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) => {
    return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
  });
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export class PageServer {
  readonly http: http.Server;
  /** Whether a request may see anything; what to answer if not. */
  readonly access: ReturnType<typeof accessTo>;
  readonly #options: PageOptions;
  readonly #token: string;

  /** @throws {RangeError} if the host is not this machine's own */
  constructor(options: PageOptions) {
    const { host = '127.0.0.1', token = randomBytes(16).toString('hex') } = options;
    if (!/^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host)) {
      throw new RangeError(`host: the inspector listens on this machine only (127.0.0.1, ::1), not on ${host}`);
    }
    this.#options = options;
    this.#token = token;
    this.access = accessTo({ token });
    this.http = http.createServer((request, response) => {
      this.#answer(request, response).catch((error) => {
        fail(response, 500, error instanceof Error ? error.message : String(error));
      });
    });
    // It serves a program, and must not keep it from ending.
    this.http.on('connection', (socket) => socket.unref());
  }

  /** Where the page is, with its token. */
  get url(): string {
    const { address, family, port } = this.http.address() as AddressInfo;
    const trace = this.#options.trace === undefined ? '' : '&trace=1';
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/?token=${this.#token}${trace}`;
  }

  async start(): Promise<void> {
    // Told at once, not by the first page that is asked for.
    builtFile('inspector.html');
    await listen(this.http, { port: this.#options.port ?? 0, host: this.#options.host ?? '127.0.0.1' });
  }

  /** Whether the program may end though the page is served. */
  unref(): void {
    this.http.unref();
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { url = '/', method } = request;
    const asked: AskedFor = { target: url, headers: new HeaderFields(headerPairs(request)) };
    const refusal = this.access(asked);
    if (refusal !== undefined) return fail(response, refusal.status, refusal.body ?? '');
    if (method !== 'GET' && method !== 'HEAD') return fail(response, 405, 'The inspector only answers GET.\n');
    const path = url.split('?', 1)[0];
    if (path === '/') return send(response, 'text/html', await readFile(builtFile('inspector.html'), 'utf8'));
    if (path === '/learn.html') return send(response, 'text/html', await readFile(builtFile('learn.html'), 'utf8'));
    if (path === '/trace' && this.#options.trace !== undefined) {
      return send(response, 'application/qlog+json-seq', await this.#options.trace());
    }
    fail(response, 404, 'There is no such page. The inspector is at /?token=…\n');
  }
}

function send(response: http.ServerResponse, type: string, body: string): void {
  response.writeHead(200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Security-Policy': policyOf(body),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  });
  response.end(body);
}

function fail(response: http.ServerResponse, status: number, text: string): void {
  if (!response.headersSent) response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

/**
 * Who may see what the inspector shows, or reach the machines through it: whoever has its token, on this machine. A browser
 * sends requests for any page that it shows, so a page must be the inspector's own, and the name that it was found under
 * one that means this machine (DNS rebinding).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HeaderFields } from '../../codec/http-head.ts';
import type { Refusal } from '../../endpoint/opening-side.ts';

export interface AccessRules {
  /** What `?token=` must say. */
  readonly token: string;
  /** Origins beside the inspector's own whose pages may connect, `http://localhost:3000` for instance. */
  readonly origins?: readonly string[] | undefined;
}

/** What of a request is looked at: an upgrade's, or any other. */
export interface AskedFor {
  readonly target: string;
  readonly headers: HeaderFields;
}

/**
 * @returns what to answer to whoever may not, or undefined for those who may */
export function accessTo({ token, origins = [] }: AccessRules): (asked: AskedFor) => Refusal | undefined {
  if (token === '') throw new TypeError('token must not be empty');
  const expected = digestOf(token);
  return ({ target, headers }) => {
    const hosts = headers.all('host');
    const host = hosts[0] ?? '';
    if (hosts.length !== 1 || !isLoopback(host)) {
      return refusal(403, `The inspector answers to this machine's own names only. Open it as http://127.0.0.1:PORT/…`);
    }
    const foreign = headers.all('origin').find((origin) => origin !== `http://${host}` && !origins.includes(origin));
    if (foreign !== undefined) {
      return refusal(
        403,
        'Pages of other origins may not connect to the inspector. Open the address that it has printed.',
      );
    }
    const given = new URLSearchParams(target.split('?').slice(1).join('?')).getAll('token');
    if (given.length !== 1 || !timingSafeEqual(digestOf(given[0] ?? ''), expected)) {
      return refusal(
        401,
        'The token is missing or wrong. Use the whole address that the inspector has printed: …?token=…',
      );
    }
    return undefined;
  };
}

function refusal(status: number, body: string): Refusal {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8']], body: `${body}\n` };
}

/** Of one length, whatever was given: comparing takes equally long. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** @param host of a Host header: a name or address, perhaps with a port */
function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d{1,5})?$/i.test(host);
}

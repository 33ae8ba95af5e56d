/** Our side of the opening handshake: its bytes and what was agreed. Let go of once the connection is open. */
import type { OpeningHandshakeEvent, Role } from '../../machines/index.ts';
import { createKey } from '../codec/accept-key.ts';
import { type HttpHeadLimits, HttpHeadParser } from '../codec/http-head.ts';
import { OperationError } from './errors.ts';
import type { Agreement, Extension } from './extension.ts';
import {
  agreeOn,
  type ClientRequest,
  checkHeaders,
  type HeaderPairs,
  judgeRequest,
  readResponse,
  requestFromHead,
  type UpgradeRequest,
  type UpgradeResponse,
  writeAcceptance,
  writeRefusal,
  writeRequest,
} from './opening.ts';
import type { Platform } from './platform.ts';
import type { Tap } from './tap.ts';

export interface OpeningOwner {
  tellOpeningHandshake(event: OpeningHandshakeEvent): void;
  append(bytes: Uint8Array): void;
  readonly platform: Platform;
  readonly tap: Tap | undefined;
}

/** What a server answers to a request that it takes. */
export interface Acceptance {
  /** One of the subprotocols that the client offered. */
  readonly protocol?: string | undefined;
  readonly headers?: HeaderPairs | undefined;
}

/** What a server answers to a request that it does not take. */
export interface Refusal {
  /** HTTP status, 300 to 599. */
  readonly status: number;
  readonly headers?: HeaderPairs | undefined;
  readonly body?: string | undefined;
}

/** Most bytes that a client may send before it has been accepted; past them reading is suspended. */
const MOST_EARLY_BYTES = 64 * 1024;

export class Opening {
  /** The subprotocol agreed on, or `''`. */
  protocol = '';
  /** What was agreed on about extensions. */
  agreement: Agreement | undefined;
  request: UpgradeRequest | undefined;
  response: UpgradeResponse | undefined;
  /** Bytes that came after the head. */
  readonly rest: Uint8Array[] = [];
  readonly #owner: OpeningOwner;
  readonly #role: Role;
  readonly #limits: HttpHeadLimits;
  /** Not there where an HTTP server reads. */
  #parser: HttpHeadParser | undefined;
  #restSize = 0;
  readonly #asks: ClientRequest | undefined;
  readonly #extension: Extension | undefined;
  /** A client's own. */
  readonly #key: string;
  #judged = false;
  #acceptance: Acceptance = {};
  #refusal: Refusal | undefined;

  constructor(
    owner: OpeningOwner,
    role: Role,
    limits: HttpHeadLimits,
    asks: ClientRequest | undefined,
    extension: Extension | undefined,
  ) {
    this.#owner = owner;
    this.#role = role;
    this.#limits = limits;
    this.#key = role === 'client' ? createKey() : '';
    this.#asks = asks;
    this.#extension = extension;
  }

  receive(bytes: Uint8Array): void {
    const at = this.#judged ? 0 : this.#read(bytes);
    if (!this.#judged || at === bytes.length) return;
    this.rest.push(bytes.subarray(at));
    this.#restSize += bytes.length - at;
  }

  /** More came after the head than is kept for later. */
  get full(): boolean {
    return this.#restSize > MOST_EARLY_BYTES;
  }

  /** A request that was read by somebody else, such as an HTTP server. */
  receiveRequest(request: UpgradeRequest): void {
    this.#judged = true;
    this.request = request;
    const { method, target, version, headers } = request;
    this.#owner.tap?.headReceived(`${method} ${target} ${version}`, headers.pairs);
    const fault = request.headers.count > this.#limits.maxHeaders ? 'too-many-headers' : '';
    this.#owner.tellOpeningHandshake(judgeRequest(request, fault));
  }

  /**
   * @throws {TypeError} naming the header field that cannot be sent
   * @throws {OperationError} if the protocol was not offered
   */
  accept(acceptance: Acceptance): void {
    const { protocol, headers } = acceptance;
    if (protocol !== undefined && protocol !== '' && !this.request?.protocols.includes(protocol)) {
      throw new TypeError(`protocol: the client did not offer ${JSON.stringify(protocol)}`);
    }
    checkHeaders(headers ?? []);
    this.#acceptance = acceptance;
    this.protocol = protocol ?? '';
    if (this.request !== undefined) this.agreement = agreeOn(this.request, this.#extension);
    this.#owner.tellOpeningHandshake({ type: 'ACCEPT', compression: this.agreement !== undefined });
  }

  /** @throws {RangeError | TypeError} naming what cannot be sent */
  refuse(refusal: Refusal): void {
    const { status, headers } = refusal;
    if (!Number.isInteger(status) || status < 300 || status > 599) {
      throw new RangeError(`status must be an integer from 300 to 599, not ${String(status)}`);
    }
    writeRefusal(status, headers ?? [], refusal.body ?? '');
    this.#refusal = refusal;
    this.#owner.tellOpeningHandshake({ type: 'REFUSE' });
  }

  // Effects of the opening handshake.

  writeRequest(): void {
    if (this.#asks === undefined) throw new OperationError('not-open');
    this.#owner.append(writeRequest(this.#asks, this.#key, this.#extension));
  }

  writeAcceptance(): void {
    if (this.request === undefined) return;
    const { headers } = this.#acceptance;
    const { digest } = this.#owner.platform;
    this.#owner.append(writeAcceptance(this.request, this.protocol, this.agreement, headers ?? [], digest));
  }

  /** @param status the machine's own verdict, or 0 if the application refused */
  writeRefusal(status: number, why: string): void {
    const { status: chosen, headers, body } = this.#refusal ?? { status: 403 };
    if (status === 0) this.#owner.append(writeRefusal(chosen, headers ?? [], body ?? `${why}\n`));
    else this.#owner.append(writeRefusal(status, [], `${why}\n`));
  }

  /** @returns where in `bytes` the head ends, or how much of it there is */
  #read(bytes: Uint8Array): number {
    this.#parser ??= new HttpHeadParser(this.#limits);
    const at = this.#parser.push(bytes, 0, bytes.length);
    if (this.#parser.done) this.#judge(this.#parser);
    return at;
  }

  #judge({ head, fault }: HttpHeadParser): void {
    this.#judged = true;
    this.#owner.tap?.headReceived(head.startLine, head.headers);
    if (this.#role === 'client') {
      const read = readResponse(head, fault, this.#key, this.#asks?.protocols ?? [], this.#extension);
      this.response = read.response;
      this.protocol = read.protocol;
      this.agreement = read.agreement;
      this.#owner.tellOpeningHandshake(read.facts);
    } else {
      this.request = fault === '' ? requestFromHead(head) : undefined;
      this.#owner.tellOpeningHandshake(judgeRequest(this.request, fault));
    }
  }
}

/** Effects about the end of a connection: what broke, who is told, and the record that stays. */
import type {
  ActorName,
  CloseHandshakeContext,
  ConnectionContext,
  OpeningHandshakeContext,
  ViolationId,
} from '../../machines/index.ts';
import { forget } from './awake.ts';
import type { CloseRecord } from './close-record.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';
import { ConnectionError, OperationError } from './errors.ts';

export function noteViolation(host: Host, violation: ViolationId, machine: ActorName, offset: number): void {
  host.facts.violated(violation, machine, host.engine.stateOf(machine), offset);
}

/** A handler of the application's has thrown, or a promise that it gave has failed. */
export function handlerThrew(host: Host, error: unknown): void {
  host.facts.failed(error);
  host.facts.violated('handler-threw');
  host.levels.discard();
  if (host.state === 'opening') host.opening?.refuse({ status: 500 });
  else failForHandler(host);
}

export function failForHandler(host: Host): void {
  host.actors.closeHandshake.send({ type: 'FAIL', violation: 'handler-threw', code: 1011 });
}

export function abortPaused(host: Host): void {
  host.outgoing.abort();
  host.pings.forgetPongs();
}

export function reportClosing(host: Host): void {
  host.state = 'closing';
  host.outgoing.refuseNew();
  host.handlers.closing?.(host.connection);
}

export function reportClosed(host: Host, clean: boolean, neverOpened: ConnectionContext['violation']): void {
  host.state = 'closed';
  forget(host);
  if (neverOpened !== '') host.facts.violated(neverOpened);
  const { response } = host.opening ?? {};
  if (response !== undefined && host.response === undefined) {
    host.response = response;
    host.facts.detail ||= `The server answered ${response.status} ${response.reason}.`;
  }
  host.opening = undefined;
  const opening = host.engine.contextOf('openingHandshake') as unknown as OpeningHandshakeContext;
  if (opening.violation !== '') host.facts.violated(opening.violation);
  host.outlet.finish();
  host.record = makeRecord(host, clean);
  const cause = causeOf(host);
  host.deadlines.cancelAll();
  host.outgoing.abort();
  host.pings.abort(() => new OperationError('aborted', { cause }));
  host.outlet.abort(cause);
  host.closeCodec();
  host.transport.release();
  host.tap?.closed(host.record);
  tellClosed(host, host.record);
}

function tellClosed(host: Host, record: CloseRecord): void {
  try {
    host.handlers.close?.(host.connection, record);
  } catch (error) {
    // There is nothing left to fail: the owner finds it in the record.
    host.record = { ...record, error: record.error ?? error };
    host.onCloseThrew?.(error);
  }
  host.onClosed?.(host.record ?? record, host.connection);
}

function makeRecord(host: Host, clean: boolean): CloseRecord {
  const context = host.engine.contextOf('closeHandshake') as unknown as CloseHandshakeContext;
  return host.facts.record(clean, context, {
    states: host.before ?? host.states(),
    bytesReceived: host.bytesReceived,
    bytesSent: host.wasOpen ? Math.max(0, host.bytesSent) : 0,
    frames: host.log.records(),
    duration: host.platform.now() - host.madeAt,
  });
}

/** The error for what can no longer be done, or not yet. */
export function closedError(host: Host): OperationError {
  if (host.record !== undefined) return new OperationError('aborted', { cause: causeOf(host) });
  if (host.state === 'connecting' || host.state === 'opening') return new OperationError('not-open');
  return new OperationError('closing', { cause: causeOf(host) });
}

/** What ended the connection, if it was not a clean close. */
function causeOf(host: Host): ConnectionError | undefined {
  const { violation, error } = host.facts;
  return violation === undefined ? undefined : new ConnectionError(violation, host.record, error);
}

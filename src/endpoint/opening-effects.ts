/** Effects about the opening handshake: what is written, who decides, and that the connection is open. */
import { failForHandler } from './ending.ts';
import type { AnyEndpoint as Host } from './endpoint.ts';

export function offerDecision(host: Host): void {
  const request = host.opening?.request;
  if (request === undefined) return;
  host.request = request;
  const { decide } = host;
  // It holds on to the request.
  host.decide = undefined;
  if (decide === undefined) host.opening?.accept({});
  else decide(host, request);
}

export function writeRefusal(host: Host, status: number): void {
  host.opening?.writeRefusal(status, host.facts.violation?.explanation ?? '');
}

export function reportOpen(host: Host): void {
  host.state = 'open';
  host.wasOpen = true;
  host.protocol = host.opening?.protocol ?? '';
  host.agreement = host.opening?.agreement;
  host.response = host.opening?.response;
  host.outlet.sent = -host.output.size;
  host.openOutgoing();
  host.tap?.opened(host.protocol, host.agreement?.header ?? '');
  // The handler that decided has thrown after it had accepted.
  if (host.hasFailed) failForHandler(host);
  host.onOpened?.(host.connection);
  try {
    host.handlers.open?.(host.connection);
  } finally {
    // Many connections live long: what they asked for at first is not kept.
    host.request = undefined;
  }
}

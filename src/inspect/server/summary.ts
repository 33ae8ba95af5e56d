/** What the list of connections shows of one, without waking it up. */

import { Connection } from '../../api/connection.ts';
import { explainClose } from '../../endpoint/close-record.ts';
import type { ConnectionSummary } from '../feed.ts';
import { recorderOf } from './recorders.ts';
import type { Subject } from './subjects.ts';

export function summaryOf({ id, label, since, connection, over }: Subject): ConnectionSummary {
  const { record } = connection;
  const { bytesReceived, bytesSent } = record ?? Connection.endpointOf(connection);
  return {
    id,
    label,
    since,
    role: connection.role,
    state: connection.state,
    engine: connection.engine,
    protocol: connection.protocol,
    extensions: connection.extensions,
    bytesReceived,
    bytesSent,
    bufferedAmount: connection.bufferedAmount,
    latency: connection.latency ?? null,
    recorded: recorderOf(connection)?.recording === true && record === undefined,
    closed:
      record === undefined
        ? null
        : { at: over ?? Date.now(), clean: record.clean, code: record.code, why: explainClose(record) },
  };
}

/** A short conversation as the trace files of both sides, with texts in it that a terminal must not obey. */
import { BINARY, TEXT } from '../../src/codec/opcodes.ts';
import { ConnectionRecorder } from '../../src/inspect/recorder.ts';
import { writeTrace } from '../../src/inspect/trace/write.ts';
import { journalOf } from './journals.ts';
import { connected, exchange } from './wire.ts';

export function talkTraces(): { readonly client: string; readonly server: string } {
  const { client, server } = connected();
  const label = 'wss://example.com/\u202e';
  const recorders = [client, server].map(({ endpoint }) => new ConnectionRecorder(endpoint, { id: 1, label }));
  void client.endpoint.send(TEXT, 'hi\u001b[1m');
  void client.endpoint.send(BINARY, Uint8Array.of(255));
  exchange(client, server);
  void server.endpoint.send(TEXT, 'a\nb\u202e');
  exchange(client, server);
  client.endpoint.close(1000, '\u001b[31mbye');
  exchange(client, server);
  const [one = '', other = ''] = recorders.map((recorder) => writeTrace(new Map([[1, journalOf(recorder)]])));
  return { client: one, server: other };
}

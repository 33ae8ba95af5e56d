// Run in a project that has the packed package installed, by any Node that it supports: connects, serves and echoes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, serve } from 'wirechart';
import { inspect } from 'wirechart/inspect';

for (const engine of ['compiled', 'interpreted']) {
  const server = await serve({
    port: 0,
    engine,
    protocols: ['chat'],
    message: (connection, message) => void connection.send(message),
  });

  const inspector = await inspect(server, { record: true, log: false });
  assert.match(await (await fetch(inspector.url)).text(), /^<!doctype html>/i);

  const connection = await connect(server.url, { engine, protocols: ['chat'], fragmentSize: 100_000 });
  assert.equal(connection.protocol, 'chat');
  const incoming = connection[Symbol.asyncIterator]();
  for (const message of ['', 'Grüße, 世界 🦊', 'é'.repeat(500_000), new Uint8Array(1024 * 1024).fill(7)]) {
    await connection.send(message);
    const { value } = await incoming.next();
    if (typeof message === 'string') assert.equal(value, message);
    else assert.ok(Buffer.from(value).equals(message));
  }
  assert.ok((await connection.ping('there?')) >= 0);
  const record = await connection.close(3000, 'bye');
  assert.ok(record.clean);
  assert.equal(record.code, 3000);

  // Node's own client, from Node 22 on.
  if (globalThis.WebSocket !== undefined) {
    const socket = new WebSocket(server.url);
    await once(socket, 'open');
    socket.send('from Node itself');
    assert.equal((await once(socket, 'message'))[0].data, 'from Node itself');
    socket.close(3001, 'bye');
    const [{ code, wasClean }] = await once(socket, 'close');
    assert.deepEqual({ code, wasClean }, { code: 3001, wasClean: true });
  }
  await inspector.close();
  await server.close();
}

const own = globalThis.WebSocket === undefined ? '' : ", and Node's own WebSocket client agrees";
console.log(`Node ${process.version}: both engines connect, serve, echo and are inspected${own}`);

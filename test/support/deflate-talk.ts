/**
 * A conversation by whatever way to zlib the environment asks for (WIRECHART_ZLIB); prints what it was, and what arrived
 * otherwise than it was sent, as JSON: `node --import tsx deflate-talk.ts`.
 */
import { nodeZlib } from '../../src/node/zlib.ts';
import { nativeZlib } from '../../src/node/zlib-native.ts';
import { compressedTalk } from './compressed-talk.ts';
import { ownPair, received } from './deflate-pair.ts';
import { digest } from './messages.ts';

const wrong: string[] = [];
let arrived = 0;
for (const takeover of [true, false]) {
  const compression = { takeover, peerTakeover: takeover, threshold: 0, windowBits: 10 };
  await using both = await ownPair({ client: { compression }, server: { compression } });
  const { client, server } = both;
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    for (const message of [...compressedTalk, ...compressedTalk]) void from.send(message);
    const messages = await received(to, 2 * compressedTalk.length);
    for (const [index, message] of messages.entries()) {
      arrived++;
      if (digest(message) !== digest(compressedTalk[index % compressedTalk.length] ?? '')) wrong.push(digest(message));
    }
  }
  const { clean } = await client.close();
  if (!clean) wrong.push('the close');
}
console.log(JSON.stringify({ native: nodeZlib() === nativeZlib, arrived, wrong }));

/** The client of this library, as it is built. */
import { connect } from 'wirechart';
import { drive } from './drive.mjs';

await drive('wirechart', async (url, onMessage) => {
  const message = (connection, data) => onMessage(data, (answer) => connection.send(answer));
  const connection = await connect(url, { message, close: () => {} }).catch(() => undefined);
  await connection?.closed;
});

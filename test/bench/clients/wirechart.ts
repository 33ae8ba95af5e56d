import { connect } from '../../../src/api/index.ts';
import { MAX_MESSAGE } from '../servers/lines.ts';
import { onConnect } from './on-connect.ts';

onConnect((url) => {
  connect(url, {
    compression: false,
    idleTimeout: Number.POSITIVE_INFINITY,
    maxMessageSize: MAX_MESSAGE,
    maxFrameSize: MAX_MESSAGE,
    message: (connection, message) => {
      connection.send(message);
    },
  }).catch((error: unknown) => {
    throw error;
  });
});

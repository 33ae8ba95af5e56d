/** What is used of the package `websocket`, which brings no types. */
type Incoming =
  | { readonly type: 'utf8'; readonly utf8Data: string }
  | { readonly type: 'binary'; readonly binaryData: Buffer };

export interface WebSocketConnection {
  on(event: 'message', handler: (message: Incoming) => void): void;
  on(event: 'error', handler: () => void): void;
  sendUTF(text: string): void;
  sendBytes(bytes: Buffer): void;
}

interface Connecting {
  on(event: 'connect', handler: (connection: WebSocketConnection) => void): void;
}

export interface WebSocketPackage {
  readonly server: new (options: object) => Connecting & { readonly connections: readonly WebSocketConnection[] };
  readonly client: new (options: object) => Connecting & { connect(url: string): void };
}

export function echoOf(connection: WebSocketConnection): (message: Incoming) => void {
  return (message) => {
    if (message.type === 'utf8') connection.sendUTF(message.utf8Data);
    else connection.sendBytes(message.binaryData);
  };
}

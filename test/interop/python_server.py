"""
The Python package websockets as a server: python_server.py [DEFLATE] [CERTIFICATE KEY]. Prints its port, then a line of JSON
for each connection that has ended. What it does with a connection is named by the path. DEFLATE is an object of JSON, what
ServerPerMessageDeflateFactory takes; without it the package does what it does by default.
"""

import asyncio
import json
import ssl
import sys
from urllib.parse import parse_qs, urlsplit

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

MEBIBYTE = 1024 * 1024


def pattern(length):
    return bytes((index * 31 + (index >> 8) * 7) & 0xFF for index in range(length))


async def echo(socket, name=""):
    """The name tells connections apart in what is printed at their end."""
    async for message in socket:
        await socket.send(message)


async def fragments(socket):
    """Sends messages in frames, with a ping in their middle."""

    async def text():
        yield "in "
        yield ""
        await (await socket.ping(b"between"))
        yield "three"

    async def binary():
        for _ in range(1000):
            yield pattern(1000)

    await socket.send(text())
    await socket.send(binary())
    await socket.wait_closed()


async def compressed(socket):
    """Says what was agreed on, then sends everything back, the second time in fragments with pings between them."""
    for extension in socket.extensions:
        takeover = [not extension.local_no_context_takeover, not extension.remote_no_context_takeover]
        await socket.send(json.dumps([*takeover, extension.local_max_window_bits, extension.remote_max_window_bits]))
    async for message in socket:
        await socket.send(message)

        async def pieces():
            size = max(1, len(message) // 3)
            for start in range(0, len(message) + 1, size):
                yield message[start : start + size]
                await (await socket.ping())

        await socket.send(pieces())


async def ping(socket):
    for payload in (b"", b"are you there?", pattern(125)):
        await (await socket.ping(payload))
    await socket.send("pinged")
    await socket.wait_closed()


async def close(socket, code, reason):
    await socket.close(int(code), reason)


async def abort(socket):
    socket.transport.abort()


async def break_rule(socket, data):
    """Sends bytes that the package itself would not."""
    socket.transport.write(bytes.fromhex(data))
    await socket.wait_closed()


HANDLERS = {handler.__name__: handler for handler in (echo, fragments, compressed, ping, close, abort, break_rule)}


async def handle(socket, path):
    url = urlsplit(path)
    arguments = {name: values[0] for name, values in parse_qs(url.query, keep_blank_values=True).items()}
    try:
        await HANDLERS[url.path[1:]](socket, **arguments)
    except websockets.ConnectionClosed:
        pass
    await socket.wait_closed()
    print(json.dumps({"path": path, "code": socket.close_code, "reason": socket.close_reason}), flush=True)


async def main(*arguments):
    deflate = [json.loads(each) for each in arguments if each.startswith("{")]
    certificate = [each for each in arguments if not each.startswith("{")]
    context = None
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
    options = {"max_size": 16 * MEBIBYTE, "subprotocols": ["chat.v1", "chat.v2"], "ssl": context}
    if deflate:
        options |= {"compression": None, "extensions": [ServerPerMessageDeflateFactory(**each) for each in deflate]}
    async with websockets.serve(handle, "127.0.0.1", 0, **options) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.Future()


asyncio.run(main(*sys.argv[1:]))

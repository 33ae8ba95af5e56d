"""
The Python package websockets as a client: python_client.py TASK URL CERTIFICATE [ARGUMENTS]. Prints what it saw as JSON. The
certificate may be empty.
"""

import asyncio
import json
import ssl
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

MEBIBYTE = 1024 * 1024


def pattern(length):
    return bytes((index * 31 + (index >> 8) * 7) & 0xFF for index in range(length))


def messages(lengths=(0, 1, 125, 126, 65535, 65536, MEBIBYTE)):
    for length in lengths:
        yield pattern(length)
        yield "é" * (length // 2) + "x" * (length % 2)


async def echo(connect):
    """Messages of every size come back as they were sent."""
    same = 0
    async with connect() as socket:
        for message in messages():
            await socket.send(message)
            answer = await socket.recv()
            if answer != message:
                return {"changed": f"{type(message).__name__} of {len(message)}"}
            same += 1
    return {"same": same, "code": socket.close_code}


async def fragments(connect):
    """Messages sent in frames, with a ping in their middle."""
    async with connect() as socket:

        async def text():
            yield "in "
            yield ""
            await (await socket.ping(b"between"))
            yield "three"

        async def binary():
            for _ in range(1000):
                yield pattern(1000)

        await socket.send(text())
        joined = await socket.recv()
        await socket.send(binary())
        return {"text": joined, "binary": await socket.recv() == pattern(1000) * 1000}


async def ping(connect):
    async with connect() as socket:
        for payload in (b"", b"are you there?", pattern(125)):
            await (await socket.ping(payload))
        await socket.send("pinged")
        # Answers our pings meanwhile.
        await socket.wait_closed()
    return {"code": socket.close_code}


async def close(connect, code, reason):
    socket = await connect()
    await socket.close(int(code), reason)
    return {"code": socket.close_code, "reason": socket.close_reason}


async def closed(connect):
    """Waits until the server closes."""
    socket = await connect()
    await socket.wait_closed()
    return {"code": socket.close_code, "reason": socket.close_reason}


async def break_rule(connect, data):
    """Sends bytes that the package itself would not."""
    socket = await connect()
    socket.transport.write(bytes.fromhex(data))
    await socket.wait_closed()
    return {"code": socket.close_code, "reason": socket.close_reason}


async def subprotocol(connect):
    async with connect(subprotocols=["other", "chat.v2", "chat.v1"]) as socket:
        return {"subprotocol": socket.subprotocol, "extensions": [each.name for each in socket.extensions]}


async def compressed(connect, offer):
    """
    Messages come back twice, so that the second time lean on the first; so do fragments with pings between them. The offer is
    what ClientPerMessageDeflateFactory takes; empty for what the package offers unless told otherwise.
    """
    options = {"extensions": [ClientPerMessageDeflateFactory(**json.loads(offer))], "compression": None} if offer else {}
    async with connect(**options) as socket:

        async def text():
            for piece in ("Gr", "", "üße, " * 1000, "世界"):
                yield piece
                await (await socket.ping())

        for turn in range(2):
            for message in messages((0, 1, 125, 5000, 70000)):
                await socket.send(message)
                if await socket.recv() != message:
                    return {"changed": f"{type(message).__name__} of {len(message)}, turn {turn}"}
            await socket.send(text())
            if await socket.recv() != "Gr" + "üße, " * 1000 + "世界":
                return {"changed": f"fragments, turn {turn}"}
        return {"agreed": [agreed(each) for each in socket.extensions]}


def agreed(extension):
    return {
        "takeover": not extension.remote_no_context_takeover,
        "peerTakeover": not extension.local_no_context_takeover,
        "windowBits": extension.remote_max_window_bits,
        "peerWindowBits": extension.local_max_window_bits,
    }


async def many(connect, count):
    sockets = await asyncio.gather(*(connect() for _ in range(int(count))))

    async def talk(index, socket):
        for turn in range(10):
            await socket.send(f"socket {index}, turn {turn}")
            assert await socket.recv() == f"socket {index}, turn {turn}"
        await socket.close()
        return socket.close_code

    return {"codes": await asyncio.gather(*(talk(*each) for each in enumerate(sockets)))}


async def refused(connect):
    try:
        await connect()
    except websockets.InvalidStatusCode as error:
        return {"status": error.status_code}


TASKS = {
    task.__name__: task
    for task in (
        echo,
        fragments,
        ping,
        close,
        closed,
        break_rule,
        subprotocol,
        compressed,
        many,
        refused,
    )
}


def main(task, url, certificate, *arguments):
    options = {"max_size": 16 * MEBIBYTE, "open_timeout": 20}
    if certificate:
        options["ssl"] = ssl.create_default_context(cafile=certificate)
    print(json.dumps(asyncio.run(TASKS[task](lambda **more: websockets.connect(url, **options, **more), *arguments))))


main(*sys.argv[1:])

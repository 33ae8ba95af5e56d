"""The Python package websockets as a client: python_client.py TASK URL [CERTIFICATE]. Prints what it saw as JSON."""

import asyncio
import json
import ssl
import sys

import websockets

MEBIBYTE = 1024 * 1024


def pattern(length):
    return bytes((index * 31 + (index >> 8) * 7) & 0xFF for index in range(length))


def messages():
    for length in (0, 1, 125, 126, 65535, 65536, MEBIBYTE):
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


TASKS = {task.__name__: task for task in (echo, fragments, ping, close, closed, break_rule, subprotocol, many, refused)}


def main(task, url, certificate, *arguments):
    options = {"max_size": 16 * MEBIBYTE, "open_timeout": 20}
    if certificate:
        options["ssl"] = ssl.create_default_context(cafile=certificate)
    print(json.dumps(asyncio.run(TASKS[task](lambda **more: websockets.connect(url, **options, **more), *arguments))))


main(*sys.argv[1:])

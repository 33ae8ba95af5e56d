"""The client of Python's websockets, in Autobahn's loop."""

import asyncio
import os
import sys

import websockets

BASE = os.environ["WIRECHART_CONFORM_URL"]
AGENT = "agent=Python%20websockets"


async def talk(path, on_message):
    try:
        async with websockets.connect(BASE + path, max_size=64 * 1024 * 1024, ping_interval=None) as socket:
            async for message in socket:
                await on_message(socket, message)
    except Exception as error:  # A connection that fails, in whatever way, must not end the run.
        print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)


async def main():
    count = 0

    async def counted(_, message):
        nonlocal count
        count = int(message)

    async def echo(socket, message):
        await socket.send(message)

    async def nothing(_, __):
        pass

    await talk("/getCaseCount", counted)
    for number in range(1, count + 1):
        await talk(f"/runCase?case={number}&{AGENT}", echo)
    await talk(f"/updateReports?{AGENT}", nothing)


asyncio.run(main())

"""An echo server by Python's websockets. Prints its URL."""

import asyncio

import websockets


async def echo(socket):
    try:
        async for message in socket:
            await socket.send(message)
    except websockets.ConnectionClosed:
        pass


async def main():
    size = 64 * 1024 * 1024
    async with websockets.serve(echo, "127.0.0.1", 0, max_size=size, ping_interval=None) as server:
        print(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.Future()


asyncio.run(main())

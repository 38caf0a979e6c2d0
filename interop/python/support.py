"""What the scenarios share: events, a plain connection, bounds on waiting, the relay, the results."""

import asyncio
import json
import os
import secrets
import subprocess
import time
from dataclasses import dataclass, field

import aionostr.event
import coincurve
import websockets

URL = os.environ.get("RELAY_URL", "ws://127.0.0.1:7447/")


@dataclass(frozen=True)
class Key:
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    @property
    def pubkey(self) -> str:
        return coincurve.PrivateKey.from_hex(self.secret).public_key_xonly.format().hex()


def event(key, kind, content, tags=(), created_at=None) -> dict:
    """A signed event as plain data."""
    made = aionostr.event.Event(
        pubkey=key.pubkey,
        kind=kind,
        content=content,
        tags=[list(tag) for tag in tags],
        created_at=created_at or int(time.time()),
    )
    made.sign(key.secret)
    return made.to_json_object()


def ids(events) -> list:
    return sorted(one["id"] for one in events)


def same(found, wanted) -> None:
    """Fails unless the events are those that are wanted, each once."""
    if ids(found) != ids(wanted):
        missing = len(set(ids(wanted)) - set(ids(found)))
        raise AssertionError(f"{len(found)} of {len(wanted)} events, {missing} missing")


async def within(seconds, what, awaitable):
    try:
        return await asyncio.wait_for(awaitable, seconds)
    except asyncio.TimeoutError:
        raise AssertionError(f"nothing came of {what} within {seconds} s") from None


async def eventually(seconds, what, condition) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise AssertionError(f"{what}: not within {seconds} s")
        await asyncio.sleep(0.02)


async def store(events) -> None:
    """Stores events over a connection that no library under test has a part in."""
    waiting = {one["id"] for one in events}
    async with websockets.connect(URL) as connection:
        for one in events:
            await connection.send(json.dumps(["EVENT", one]))
        while waiting:
            verb, *rest = json.loads(await within(30, "an OK", connection.recv()))
            if verb == "OK":
                assert rest[1], rest
                waiting.discard(rest[0])


async def relay(command) -> None:
    """Tells the relay of this run to restart or to be killed, and waits until it is ready again."""
    script = [os.environ["INTEROP_RELAY"], command]
    await asyncio.to_thread(subprocess.run, script, check=True, timeout=120)


def record(library, scenario, outcome, milliseconds=0, detail="") -> None:
    fields = ["python", library, scenario, outcome, str(milliseconds), detail]
    if "INTEROP_RESULTS" in os.environ:
        with open(os.environ["INTEROP_RESULTS"], "a", encoding="utf-8") as results:
            results.write("\t".join(fields) + "\n")
    if outcome != "through":
        print(f"{outcome:6} {library}: {scenario} ({milliseconds} ms) {detail}", flush=True)

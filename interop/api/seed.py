"""Publishes a small, fixed store: profiles, notes, follows, mutes, interests and relay lists."""

import asyncio
import hashlib
import json
import sys
import time

import coincurve
import websockets

AUTHORS = 12


def secret(number: int) -> coincurve.PrivateKey:
    return coincurve.PrivateKey(number.to_bytes(32, "big"))


def pubkey(number: int) -> str:
    return secret(number).public_key_xonly.format().hex()


def event(author: int, kind: int, tags: list, content: str, created_at: int) -> dict:
    """A signed event (NIP-01)."""
    key = pubkey(author)
    canonical = json.dumps([0, key, created_at, kind, tags, content], separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).digest()
    signature = secret(author).sign_schnorr(digest, b"\0" * 32).hex()
    return {
        "id": digest.hex(),
        "pubkey": key,
        "created_at": created_at,
        "kind": kind,
        "tags": tags,
        "content": content,
        "sig": signature,
    }


def events(now: int) -> list:
    all_events = []
    for author in range(1, AUTHORS + 1):
        others = [other for other in range(1, AUTHORS + 1) if other != author]
        for version in range(2):
            profile = json.dumps({"name": f"author {author}", "version": version})
            all_events.append(event(author, 0, [], profile, now - 20 + version))
        follows = [["p", pubkey(other)] for other in others[:5]]
        all_events.append(event(author, 3, follows, "", now - 10))
        all_events.append(event(author, 10_000, [["p", pubkey(others[-1])]], "", now - 10))
        all_events.append(event(author, 10_002, [["r", "wss://relay.example"]], "", now - 10))
        all_events.append(event(author, 10_015, [["t", "nostr"], ["t", "=1+1"]], "", now - 10))
        all_events.append(event(author, 1, [], f"note of {author}", now - 5))
    return all_events


async def main(url: str) -> None:
    made = events(int(time.time()))
    async with websockets.connect(url) as socket:
        for one in made:
            await socket.send(json.dumps(["EVENT", one]))
            answer = json.loads(await asyncio.wait_for(socket.recv(), 60))
            if answer[0] != "OK" or not answer[2]:
                raise SystemExit(f"the relay refused an event of the seed: {answer}")
        await socket.send(json.dumps(["REQ", "seed", {"authors": [pubkey(1)]}]))
        while json.loads(await asyncio.wait_for(socket.recv(), 60))[0] != "EOSE":
            pass
    print(len(made))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))

"""Drives libraries for Python against the relay at RELAY_URL through what their users do."""

import asyncio
import logging
import os
import secrets
import time

import libraries
import nostr_sdk
from support import Key, event, eventually, ids, record, relay, same, store, within

WORD = "w" + secrets.token_hex(6)
READER = Key()
WRITER = Key()
NOW = int(time.time())
# Five in one second.
MANY = [event(WRITER, 1, f"{i}", created_at=NOW - 5000 + 2 * (i - i % 5)) for i in range(1200)]
NOTES = [event(READER, 1, f"{i} {WORD}", [["t", "a"]], NOW - 100 + i) for i in range(30)]
WRAP = event(Key(), 1059, "sealed", [["p", READER.pubkey]])


class Scenarios:
    """The scenarios of one library, run in this order."""

    def __init__(self, library):
        self.library = library
        self.own = Key()
        self.open = []

    async def _connect(self, key=None):
        client = self.library()
        await within(15, "connecting", client.connect(key))
        self.open.append(client)
        return client

    async def _query(self, wanted, client=None):
        return await within(20, "a query", (client or self.client).query(wanted))

    async def _publish(self, one, client=None):
        await within(9, "publishing", (client or self.client).publish(one))

    async def connect(self):
        self.client = await self._connect()
        same(await self._query({"authors": [self.own.pubkey]}), [])

    async def query(self):
        wanted = {"authors": [READER.pubkey], "kinds": [1]}
        same(await self._query({**wanted, "limit": 10}), NOTES[20:])
        since, until = NOTES[5]["created_at"], NOTES[9]["created_at"]
        same(await self._query({**wanted, "since": since, "until": until}), NOTES[5:10])

    async def ids(self):
        same(await self._query({"ids": ids(MANY)}), MANY)

    async def search(self):
        if self.library is libraries.Pynostr:
            return "."  # its filters have no search
        same(await self._query({"search": WORD, "kinds": [1]}), NOTES)

    async def private(self):
        wanted = {"kinds": [1059], "#p": [READER.pubkey]}
        # Who is not logged in gets nothing; a library that knows no CLOSED waits for it in vain.
        anonymous = await self._connect()
        try:
            same(await within(2, "an anonymous query", anonymous.query(wanted)), [])
        except Exception as refused:
            assert "missing" not in str(refused), refused
        if not self.library.authenticates:
            return None
        known = await self._connect(READER)
        # Some do not ask again after they have authenticated, and leave that to their user.
        try:
            found = await within(5, "a query", known.query(wanted))
        except Exception:
            found = []
        same(found or await self._query(wanted, known), [WRAP])
        return None

    async def publish(self):
        note = event(self.own, 1, 'héllo 😀 \n"quoted"', [["t", "interop"]])
        await self._publish(note)
        found = await self._query({"ids": [note["id"]]})
        same(found, [note])
        assert {**found[0], "id": note["id"]} == note, found

    async def live(self):
        if not hasattr(self.library, "live"):
            return "."
        came = []
        client = await self._connect()
        await within(15, "a subscription", client.live(
            {"authors": [self.own.pubkey], "kinds": [7], "limit": 0}, came.append))
        reactions = [event(self.own, 7, f"{i}") for i in range(5)]
        await self._until_live(client, came)
        await store(reactions)
        await eventually(9, "five live events", lambda: len(came) >= 5)
        same(came, reactions)
        return None

    async def _until_live(self, client, came):
        """A subscription without a call for its EOSE is live when an event has come."""
        if self.library is not libraries.RustNostr:
            return
        sign = event(self.own, 7, "sign")
        await store([sign])
        await eventually(9, "a first live event", lambda: came)
        came.clear()

    async def replace(self):
        older, old, newest = (event(self.own, 0, "{}", created_at=NOW - age) for age in (3, 2, 1))
        for one in (old, newest):
            await self._publish(one)
        try:
            await self._publish(older)  # refused or taken, it is never served
        except libraries.Refused:
            pass
        same(await self._query({"kinds": [0], "authors": [self.own.pubkey]}), [newest])

    async def delete(self):
        note = event(self.own, 1, "regretted")
        await self._publish(note)
        await self._publish(event(self.own, 5, "", [["e", note["id"]]]))
        same(await self._query({"ids": [note["id"]]}), [])

    async def protected(self):
        if not self.library.authenticates:
            return "."
        note = event(self.own, 1, "for members", [["-"]])
        member = await self._connect(self.own)
        # Some authenticate upon the refusal and leave it to their user to publish once more.
        found = []
        for _ in range(10):
            try:
                await self._publish(note, member)
            except libraries.Refused as refused:
                assert "auth-required: " in str(refused), refused
            if found := await self._query({"ids": [note["id"]]}):
                break
            await asyncio.sleep(0.2)
        same(found, [note])
        return None

    async def refusals(self):
        if not self.library.refuses:
            return "."
        note = event(self.own, 1, "whole")
        bad = {
            "from tomorrow": event(self.own, 1, "early", created_at=NOW + 86_400),
            "with too long a content": event(self.own, 30023, "x" * 250_000, [["d", "x"]]),
            "longer than a message": event(self.own, 30023, "x" * 3_000_000, [["d", "x"]]),
        }
        for what, one in bad.items():
            started = time.monotonic()
            try:
                await self._publish(one)
            except libraries.Refused as refused:
                assert "invalid: " in str(refused), f"{what}: {refused}"
            else:
                raise AssertionError(f"an event {what} was taken")
            took = time.monotonic() - started
            assert took < 5, f"an event {what} was refused after {took:.1f} s"
        await self._publish(note)
        return None

    async def follows(self):
        authors = [secrets.token_hex(32) for _ in range(10_000)]
        tags = [["p", author, "wss://relay.example.com/"] for author in authors]
        listed = event(self.own, 3, "", tags)
        await self._publish(listed)
        same(await self._query({"kinds": [3], "authors": [self.own.pubkey]}), [listed])
        same(await self._query({"authors": authors, "kinds": [1], "limit": 100}), [])

    async def sync(self):
        if not hasattr(self.library, "sync"):
            return "."
        here = [event(WRITER, 1, "here", created_at=NOW - i) for i in range(20)]
        wanted = {"authors": [WRITER.pubkey], "kinds": [1]}
        found = await within(40, "a comparison", self.client.sync(here + MANY[100:], wanted))
        same(found, here + MANY)
        same(await self._query({**wanted, "limit": 5000}), here + MANY)
        return None

    async def close(self):
        for client in self.open:
            await client.close()


async def run(library, name, scenario):
    started = time.monotonic()
    outcome, detail = "ok", ""
    try:
        skipped = await within(60, name, scenario())
        outcome = skipped or outcome
    except Exception as error:
        outcome = "failed"
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    if outcome != ".":
        record(library, name, outcome, round((time.monotonic() - started) * 1000), detail)


async def restarts(chosen):
    """A planned restart, then a crash, under the subscriptions of all that connect again."""
    author = Key()
    for command in ("restart", "kill"):
        clients = [(library, library(), []) for library in chosen if command in library.after]
        for library, client, came in clients:
            await within(15, "connecting", client.connect())
            await within(15, "a subscription", client.live(
                {"authors": [author.pubkey], "kinds": [1], "since": NOW}, came.append))
        await relay(command)
        seen = {library: 0 for library, _, _ in clients}
        missed = dict(seen)
        until = time.monotonic() + 60
        while min(seen.values()) < 3 and time.monotonic() < until:
            note = event(author, 1, secrets.token_hex(8))
            await store([note])
            for library, _, came in clients:
                wait = eventually(1, "a note", lambda came=came: note["id"] in ids(came))
                try:
                    await wait
                    seen[library] += 1
                except AssertionError:
                    missed[library] += seen[library] > 0
        for library, client, _ in clients:
            good = seen[library] >= 3 and missed[library] == 0
            detail = "" if good else f"{seen[library]} notes came, {missed[library]} later ones did not"
            record(library.name, command, "ok" if good else "failed", 0, detail)
            await client.close()


async def main():
    # What the libraries log of refusals is no news here.
    logging.disable(logging.CRITICAL)
    # rust-nostr calls back from threads of its own.
    nostr_sdk.uniffi_set_event_loop(asyncio.get_running_loop())
    await store(MANY + NOTES + [WRAP])
    wanted = os.environ.get("INTEROP_LIBRARIES")
    chosen = [one for one in libraries.ALL
              if not wanted or one.name.startswith(tuple(wanted.split(",")))]
    for library in chosen:
        scenarios = Scenarios(library)
        for name in ("connect", "query", "ids", "search", "private", "publish", "live", "replace",
                     "delete", "protected", "sync", "refusals", "follows", "close"):
            await run(library.name, name, getattr(scenarios, name))
    await restarts(chosen)
    record("all", "all", "through")


if __name__ == "__main__":
    asyncio.run(main())

"""Every library behind one interface: connect, publish, query, live, close, and sync where it has it.

`publish` ends when the relay has taken an event and raises Refused with its reason otherwise.
`after` names after which ends of the relay a library has its subscriptions again by itself.
"""

import asyncio
import json
import secrets
import tempfile
from datetime import timedelta
from importlib.metadata import version

import aionostr
import nostr_sdk
import pynostr.filters
import pynostr.relay_manager
import tornado.ioloop
from monstr.client.client import Client as MonstrClient
from monstr.encrypt import Keys as MonstrKeys
from monstr.event.event import Event as MonstrEvent

from support import URL


class Refused(Exception):
    """The relay's reason for not taking an event."""


class RustNostr:
    """The Python binding of rust-nostr."""

    name = f"nostr-sdk {version('nostr-sdk')}"
    after = ("restart", "kill")
    authenticates = refuses = True

    async def connect(self, key=None, database=None):
        builder = nostr_sdk.ClientBuilder()
        if database:
            builder = builder.database(database)
        if key:
            keys = nostr_sdk.Keys.parse(key.secret)
            builder = builder.authenticator(nostr_sdk.SignerAuthenticator(keys))
        self._client = builder.build()
        self._address = nostr_sdk.RelayUrl.parse(URL)
        self._listeners = []
        await self._client.add_relay(self._address)
        await self._client.try_connect(timedelta(seconds=10))

    async def publish(self, one):
        output = await self._client.send_event(nostr_sdk.Event.from_json(json.dumps(one)))
        if not output.success:
            raise Refused(", ".join(output.failed.values()))

    async def query(self, wanted):
        found = await self._client.fetch_events(self._target(wanted), timedelta(seconds=15))
        return [json.loads(one.as_json()) for one in found]

    def _target(self, wanted):
        filters = [nostr_sdk.Filter.from_json(json.dumps(wanted))]
        return nostr_sdk.ReqTarget.single(self._address, filters)

    async def live(self, wanted, on_event):
        notifications = self._client.notifications()

        async def listen():
            while (notification := await notifications.next()) is not None:
                if notification.is_new_event():
                    on_event(json.loads(notification.event.as_json()))

        self._listeners.append(asyncio.create_task(listen()))
        await self._client.subscribe(self._target(wanted))

    async def sync(self, local, wanted):
        wanted = nostr_sdk.Filter.from_json(json.dumps(wanted))
        options = nostr_sdk.SyncOptions().direction(nostr_sdk.SyncDirection.BOTH)
        with tempfile.TemporaryDirectory() as folder:
            database = await nostr_sdk.NostrLmdb.open(folder)
            for one in local:
                await database.save_event(nostr_sdk.Event.from_json(json.dumps(one)))
            client = RustNostr()
            await client.connect(database=database)
            await client._client.sync(wanted, opts=options)
            found = [json.loads(one.as_json()) for one in await database.query(wanted)]
            await client.close()
        return found

    async def close(self):
        for listener in self._listeners:
            listener.cancel()
        await self._client.shutdown()


class Aionostr:
    """aionostr. It takes the close of a planned restart for its own and does not connect again."""

    name = f"aionostr {version('aionostr')}"
    after = ("kill",)
    authenticates = True
    refuses = False  # add_event drops whether the event was taken

    async def connect(self, key=None):
        private_key = key.secret if key else ""
        self._manager = aionostr.Manager([URL], private_key=private_key, origin="aionostr")
        await self._manager.connect()
        self._listeners = []

    async def publish(self, one):
        await self._manager.add_event(aionostr.event.Event(**one), check_response=True)

    async def query(self, wanted):
        return [one.to_json_object() async for one in self._manager.get_events(wanted)]

    async def live(self, wanted, on_event):
        queue = await self._manager.subscribe(secrets.token_hex(4), wanted)
        ready = asyncio.Event()

        async def listen():
            while True:
                one = await queue.get()
                if one is None:
                    ready.set()
                else:
                    on_event(one.to_json_object())

        self._listeners.append(asyncio.create_task(listen()))
        await ready.wait()

    async def close(self):
        for listener in self._listeners:
            listener.cancel()
        await self._manager.close()


class Monstr:
    """monstr. Its users subscribe when it says that it has connected, the first time and later."""

    name = f"monstr {version('monstr')}"
    after = ("restart", "kill")
    authenticates = refuses = True

    async def connect(self, key=None):
        self._answers = {}
        self._subscriptions = []
        self._key = key
        self._client = MonstrClient(
            URL, on_ok=self._ok, on_auth=self._auth, on_connect=self._connected, query_timeout=15
        )
        self._running = asyncio.create_task(self._client.run())
        await self._client.wait_connect(10)

    def _ok(self, client, event_id, success, message):
        if event_id in self._answers:
            self._answers[event_id].set_result((success, message))

    def _auth(self, client, challenge):
        if self._key:
            keys = MonstrKeys(priv_k=self._key.secret)
            asyncio.create_task(client.auth(keys, challenge))

    def _connected(self, client):
        for subscribe in self._subscriptions:
            subscribe()

    async def publish(self, one):
        answer = asyncio.get_running_loop().create_future()
        self._answers[one["id"]] = answer
        self._client.publish(MonstrEvent.load(one))
        success, message = await answer
        del self._answers[one["id"]]
        if not success:
            raise Refused(message)

    async def query(self, wanted):
        return [one.data() for one in await self._client.query(wanted)]

    async def live(self, wanted, on_event):
        ready = asyncio.Event()

        def subscribe():
            self._client.subscribe(
                sub_id="live",
                handlers=lambda client, sub_id, one: on_event(one.data()),
                filters=wanted,
                eose_func=lambda client, sub_id, events: ready.set(),
            )

        self._subscriptions.append(subscribe)
        subscribe()
        await ready.wait()

    async def close(self):
        self._client.end()
        self._running.cancel()


class Pynostr:
    """pynostr, one connection for each question, as its documentation shows. It does not authenticate."""

    name = f"pynostr {version('pynostr')}"
    after = ()
    authenticates = False
    refuses = True

    async def connect(self, key=None):
        pass

    def _manager(self):
        manager = pynostr.relay_manager.RelayManager(timeout=15)
        manager.io_loop = tornado.ioloop.IOLoop(make_current=False)
        return manager

    def _publish(self, one):
        answers = []

        def answered(message):
            if message[0] == "OK" and message[1] == one["id"]:
                answers.append(message)
                manager.close_all_relay_connections()

        manager = self._manager()
        manager.add_relay(URL, message_callback=answered)
        manager.publish_message(json.dumps(["EVENT", one]))
        manager.run_sync()
        return answers

    async def publish(self, one):
        answers = await asyncio.to_thread(self._publish, one)
        if not answers:
            raise AssertionError("no OK")
        if not answers[0][2]:
            raise Refused(answers[0][3])

    def _query(self, wanted):
        manager = self._manager()
        manager.add_relay(URL)
        filters = pynostr.filters.Filters(
            **{name: wanted[name] for name in wanted if name[0] != "#" and name != "search"}
        )
        for name in wanted:
            if name[0] == "#":
                filters.add_arbitrary_tag(name[1:], wanted[name])
        manager.add_subscription_on_all_relays("query", pynostr.filters.FiltersList([filters]))
        manager.run_sync()
        pool = manager.message_pool
        assert pool.has_eose_notices(), "no EOSE"
        return [one.event.to_dict() for one in pool.get_all_events()]

    async def query(self, wanted):
        return await asyncio.to_thread(self._query, wanted)

    async def close(self):
        pass


ALL = (RustNostr, Aionostr, Monstr, Pynostr)

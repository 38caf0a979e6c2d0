// What the users of each library do with a relay; every library in every scenario that it has.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { wrapEvent } from "nostr-tools/nip17";
import libraries from "./libraries/index.js";
import { event, eventually, newKey, now, randomHex, store, within } from "./support.js";

const word = `w${randomHex().slice(0, 12)}`;
const reader = newKey();
const writer = newKey();
/** A thousand and seven hundred notes of one author, some of them in the same second. */
const many = Array.from({ length: 1700 }, (_, i) =>
  event(writer, 1, `${i}`, [["t", i % 2 ? "odd" : "even"]], now() - 5000 + 2 * (i - (i % 5))));
const notes = Array.from({ length: 30 }, (_, i) =>
  event(reader, 1, `${i} ${word}`, [["t", i % 3 ? "no" : word]], now() - 100 + i));
const wrap = JSON.parse(JSON.stringify(
  wrapEvent(writer.secret, { publicKey: reader.pubkey }, "for you alone")));

const essence = ({ id, pubkey, created_at, kind, tags, content, sig }) =>
  ({ id, pubkey, created_at, kind, tags, content, sig });
const ids = (events) => events.map(({ id }) => id);

/** Fails unless the ids are those that are wanted, each once; says how many are not. */
function same(found, wanted) {
  const missing = wanted.filter((id) => !found.includes(id)).length;
  const others = found.filter((id) => !wanted.includes(id)).length;
  const state = `${found.length} of ${wanted.length}: ${missing} missing, ${others} others`;
  assert.ok(missing === 0 && others === 0 && found.length === wanted.length, state);
}

before(() => store([...many, ...notes, wrap]));

/** A list of that many follows, each with a relay. */
const follows = (key, length) => event(key, 3, "", Array.from({ length }, () =>
  ["p", randomHex(), "wss://relay.example.com/"]));

for (const library of libraries) {
  let client;
  let own;
  const open = [];
  const scenario = (name, run) => test(`${library.name}: ${name}`, { timeout: 60_000 }, run);
  const connect = async (options) => {
    const connected = await within(15_000, "connecting", library.connect(options));
    open.push(connected);
    return connected;
  };
  const query = (filter, from = client) => within(12_000, "a query", from.query(filter));
  const publish = (one, from = client) => within(9000, "publishing", from.publish(one));

  scenario("connect", async () => {
    own = newKey();
    client = await connect();
    assert.deepEqual(await query({ authors: [own.pubkey] }), []);
  });

  scenario("query", async () => {
    const byAuthor = await query({ authors: [reader.pubkey], kinds: [1], limit: 10 });
    same(ids(byAuthor), ids(notes.slice(20)));
    assert.equal((await query({ "#t": [word], kinds: [1] })).length, 10);
    const [since, until] = [notes[5].created_at, notes[9].created_at];
    const byTime = await query({ authors: [reader.pubkey], since, until });
    same(ids(byTime), ids(notes.slice(5, 10)));
  });

  scenario("ids", async () => {
    const named = many.slice(0, 1200);
    same(ids(await query({ ids: ids(named) })), ids(named));
  });

  scenario("search", async () => {
    same(ids(await query({ search: word, kinds: [1] })), ids(notes));
  });

  scenario("private", async () => {
    const filter = { kinds: [1059], "#p": [reader.pubkey] };
    // Who is not logged in gets nothing; a library that knows no CLOSED waits for it in vain.
    const anonymous = await connect();
    const refused = within(2000, "an anonymous query", anonymous.query(filter)).catch(() => []);
    assert.deepEqual(await refused, []);
    if (library.publishes === false) return; // it reads only, and never authenticates
    const known = await connect({ key: reader });
    assert.deepEqual(ids(await query(filter, known)), [wrap.id]);
    assert.equal((await query({ authors: [reader.pubkey], kinds: [1] }, known)).length, 30);
  });

  if (library.counts) {
    scenario("count", async () => {
      const filter = { authors: [writer.pubkey], kinds: [1] };
      assert.equal(await within(9000, "a COUNT", client.count(filter)), 1700);
    });
  }
  if (library.syncs) {
    scenario("sync", async () => {
      const onlyHere = Array.from({ length: 20 }, (_, i) => event(writer, 1, `here ${i}`, [], now() - i));
      const local = [...many.slice(100), ...onlyHere];
      const filter = { authors: [writer.pubkey], kinds: [1] };
      const { have, need } = await within(30_000, "a comparison", client.sync(local, filter));
      same(have, ids(onlyHere));
      same(need, ids(many.slice(0, 100)));
    });
  }
  if (library.pages) {
    scenario("pager", async () => {
      const filter = { authors: [writer.pubkey], kinds: [1] };
      const found = await within(50_000, "a pager", client.page(filter));
      assert.equal(found.length, 1700);
      assert.equal(new Set(ids(found)).size, 1700);
    });
  }

  if (library.publishes !== false) {
    publishing();
    refusing();
  }

  function publishing() {
    scenario("publish", async () => {
      const note = event(own, 1, "héllo 😀 \n\"quoted\"", [["t", "interop"]]);
      await publish(note);
      assert.deepEqual((await query({ ids: [note.id] })).map(essence), [essence(note)]);
      await publish(note); // once more is no error
    });

    scenario("live", async () => {
      const came = [];
      const stop = await within(15_000, "a subscription",
        client.live({ authors: [own.pubkey], kinds: [7], limit: 0 }, (one) => came.push(one)));
      const reactions = Array.from({ length: 5 }, (_, i) => event(own, 7, `${i}`));
      await store(reactions);
      await eventually(9000, "five live events", () => came.length >= 5, () => came.length);
      same(ids(came), ids(reactions));
      await stop();
    });

    scenario("replace", async () => {
      const profiles = [3, 2, 1].map((age) => event(own, 0, `{"name":"${age}"}`, [], now() - age));
      const cards = profiles.map(({ created_at: time }) => event(own, 30023, "", [["d", "x"]], time));
      for (const one of [...profiles.slice(1), ...cards.slice(1)]) await publish(one);
      // An older version is refused or taken; it is never served.
      for (const one of [profiles[0], cards[0]]) await publish(one).catch(() => {});
      assert.deepEqual(ids(await query({ kinds: [0], authors: [own.pubkey] })), [profiles[2].id]);
    });

    scenario("delete", async () => {
      const note = event(own, 1, "regretted");
      await publish(note);
      await publish(event(own, 5, "", [["e", note.id]]));
      assert.deepEqual(await query({ ids: [note.id] }), []);
    });

    scenario("protected", async () => {
      const note = event(own, 1, "for members", [["-"]]);
      const member = await connect({ key: own });
      // Some authenticate upon the refusal and leave it to their user to publish once more.
      await publish(note, member).catch(() => publish(note, member));
      assert.deepEqual(ids(await query({ ids: [note.id] })), [note.id]);
    });

  }

  function refusing() {
    scenario("refusals", async () => {
      const from = await connect();
      const came = [];
      await within(15_000, "a subscription",
        from.live({ authors: [own.pubkey], kinds: [8], limit: 0 }, (one) => came.push(one)));
      const note = event(own, 1, "whole");
      const bad = {
        forged: { ...note, content: "forged" },
        "from tomorrow": event(own, 1, "early", [], now() + 86_400),
        "with too long a content": event(own, 30023, "x".repeat(250_000), [["d", "x"]]),
        "longer than a message": event(own, 30023, "x".repeat(3_000_000), [["d", "x"]]),
      };
      for (const [what, one] of Object.entries(bad)) {
        const started = Date.now();
        await assert.rejects(publish(one, from), (error) => {
          const took = Date.now() - started;
          assert.match(String(error.message ?? error), library.refusal ?? /invalid: /, what);
          assert.ok(took < 5000, `an event ${what} was refused after ${took} ms`);
          return true;
        }, what);
      }
      await store([event(own, 8, "")]);
      await eventually(5000, "a live event after refusals", () => came.length === 1);
    });

    scenario("follows", async () => {
      const list = follows(own, library.follows ?? 10_000);
      await publish(list);
      const [found] = await query({ kinds: [3], authors: [own.pubkey] });
      assert.equal(found.tags.length, list.tags.length);
      const authors = list.tags.map(([, pubkey]) => pubkey);
      assert.deepEqual(await query({ authors, kinds: [1], limit: 100 }), []);
    });
  }

  scenario("close", async () => {
    for (const one of open) await one.close();
  });
}

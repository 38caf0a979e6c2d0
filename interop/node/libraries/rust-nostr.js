// rust-nostr's binding for JavaScript, in WebAssembly.
import { createRequire } from "node:module";
import { url, versioned } from "../support.js";

const { ClientBuilder, Duration, Event, Filter, Keys, loadWasmSync, NostrSigner } =
  createRequire(import.meta.url)("@rust-nostr/nostr-sdk");

loadWasmSync();

const plain = (event) => JSON.parse(event.asJson());
const filterOf = (filter) => Filter.fromJson(JSON.stringify(filter));

export default {
  name: versioned("rust-nostr", "@rust-nostr/nostr-sdk"),
  reconnects: true,
  async connect({ key } = {}) {
    const builder = new ClientBuilder();
    const client = key ? builder.signer(NostrSigner.keys(Keys.parse(key.hex))).build() : builder.build();
    await client.addRelay(url);
    await client.tryConnect(Duration.fromSecs(10));
    const refused = ({ failed }) => failed.map(({ error }) => error).join();
    return {
      async publish(event) {
        const output = await client.sendEvent(Event.fromJson(JSON.stringify(event)));
        if (output.success.length === 0) throw new Error(refused(output));
      },
      async query(filter) {
        const events = await client.fetchEvents(filterOf(filter), Duration.fromSecs(15));
        return events.toVec().map(plain);
      },
      async live(filter, onevent) {
        const handle = client.handleNotifications({
          handleEvent: async (relay, subscription, event) => { onevent(plain(event)); return false; },
          handleMsg: async () => false,
        });
        const { id } = await client.subscribe(filterOf(filter));
        return async () => { await client.unsubscribe(id); handle.abort(); };
      },
      close: () => client.shutdown(),
    };
  },
};

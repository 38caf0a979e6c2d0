// nostr-fetch, which pages through what relays hold. It only reads.
import { NostrFetcher } from "nostr-fetch";
import WebSocket from "ws";
import { url, versioned } from "../support.js";

export default {
  name: versioned("nostr-fetch"),
  publishes: false,
  pages: true,
  async connect() {
    const fetcher = NostrFetcher.init({ webSocketConstructor: WebSocket });
    return {
      query: ({ limit, since, until, ...filter }) => (limit === undefined
        ? fetcher.fetchAllEvents([url], filter, { since, until }, { sort: true })
        : fetcher.fetchLatestEvents([url], filter, limit)),
      page: (filter) => fetcher.fetchAllEvents([url], filter, {}),
      close: () => fetcher.shutdown(),
    };
  },
};

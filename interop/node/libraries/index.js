// Every library behind one interface. `connect({ key })` gives a client, who authenticates when asked
// where there is a key:
//   publish(event)           ends when the relay has taken the event, else fails with its reason
//   query(filter)            the stored events
//   live(filter, onevent)    ends when the stored events are over; gives a function that unsubscribes
//   count(filter)            NIP-45, where `counts`
//   sync(local, filter)      NIP-77, where `syncs`: what is here only (have) and there only (need)
//   page(filter)             all events of a filter by the library's own pager, where `pages`
//   close()
// A library with `publishes: false` reads only; `follows` says how long a list it can read. `reconnects` says that it connects again by itself
// and asks for its subscriptions anew.
import applesauce from "./applesauce.js";
import ndk from "./ndk.js";
import nostrFetch from "./nostr-fetch.js";
import nostrTools from "./nostr-tools.js";
import nostrTools1 from "./nostr-tools-1.js";
import nostrify from "./nostrify.js";
import rustNostr from "./rust-nostr.js";
import rxNostr from "./rx-nostr.js";
import welshman from "./welshman.js";

const all = [
  nostrTools, nostrTools1, ndk, applesauce, rxNostr, nostrify, welshman, nostrFetch, rustNostr,
];
const wanted = process.env.INTEROP_LIBRARIES?.split(",");

export default wanted ? all.filter(({ name }) => wanted.some((one) => name.startsWith(one))) : all;

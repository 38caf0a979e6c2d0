// Nostr Wallet Connect (NIP-47) through the relay, with both ends of Alby's library.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { NWCClient, NWCWalletService, NWCWalletServiceKeyPair } from "@getalby/sdk/nwc";
import WebSocket from "ws";
import { eventually, newKey, now, relay, url, versioned, within } from "./support.js";

globalThis.WebSocket ??= WebSocket;
// While the relay is away the service says so several times a second.
console.error = () => {};

const name = versioned("alby NWC", "@getalby/sdk");
const wallet = newKey();
const client = newKey();
const methods = ["get_info", "get_balance", "make_invoice", "pay_invoice", "lookup_invoice"];

/** A wallet in memory: it makes invoices, and pays its own. */
class MemoryWallet {
  balance = 1_000_000;
  #invoices = new Map();

  async getInfo() {
    return answer({ alias: "memory", methods, pubkey: wallet.pubkey, network: "regtest" });
  }

  async getBalance() {
    return answer({ balance: this.balance });
  }

  async makeInvoice({ amount, description }) {
    const preimage = randomBytes(32);
    const paymentHash = createHash("sha256").update(preimage).digest("hex");
    const invoice = {
      type: "incoming",
      state: "pending",
      invoice: `lnbcrt${amount}${paymentHash}`,
      description,
      preimage: preimage.toString("hex"),
      payment_hash: paymentHash,
      amount,
      fees_paid: 0,
      created_at: now(),
      expires_at: now() + 600,
    };
    this.#invoices.set(invoice.invoice, invoice);
    const { preimage: secret, ...shown } = invoice;
    return answer(shown);
  }

  async payInvoice({ invoice }) {
    const paid = this.#invoices.get(invoice);
    if (!paid) return { result: undefined, error: { code: "NOT_FOUND", message: "unknown invoice" } };
    Object.assign(paid, { state: "settled", settled_at: now() });
    return answer({ preimage: paid.preimage, fees_paid: 0 });
  }

  async lookupInvoice({ invoice }) {
    return answer(this.#invoices.get(invoice));
  }
}

const answer = (result) => ({ result, error: undefined });

const scenario = (what, run) => test(`${name}: ${what}`, { timeout: 300_000 }, run);
const service = new NWCWalletService({ relayUrl: url });
const nwc = new NWCClient({
  nostrWalletConnectUrl:
    `nostr+walletconnect://${wallet.pubkey}?relay=${encodeURIComponent(url)}&secret=${client.hex}`,
});

scenario("connect", async () => {
  await service.publishWalletServiceInfoEvent(wallet.hex, methods, []);
  await service.subscribe(new NWCWalletServiceKeyPair(wallet.hex, client.pubkey), new MemoryWallet());
  const { capabilities } = await within(9000, "the wallet's info event", nwc.getWalletServiceInfo());
  assert.deepEqual(capabilities, methods);
  assert.equal((await within(9000, "get_info", nwc.getInfo())).alias, "memory");
});

async function buy() {
  const { invoice, state, payment_hash: hash } =
    await within(9000, "make_invoice", nwc.makeInvoice({ amount: 21_000, description: "a month" }));
  assert.equal(state, "pending");
  assert.equal((await within(9000, "lookup_invoice", nwc.lookupInvoice({ invoice }))).state, "pending");
  const { preimage } = await within(9000, "pay_invoice", nwc.payInvoice({ invoice }));
  assert.equal(createHash("sha256").update(Buffer.from(preimage, "hex")).digest("hex"), hash);
  assert.equal((await within(9000, "lookup_invoice", nwc.lookupInvoice({ invoice }))).state, "settled");
}

scenario("payment", async () => {
  await buy();
  assert.equal((await within(9000, "get_balance", nwc.getBalance())).balance, 1_000_000);
  await assert.rejects(within(9000, "pay_invoice", nwc.payInvoice({ invoice: "lnbcrt" })), /unknown/);
});

for (const command of ["restart", "kill"]) {
  scenario(command, async () => {
    await relay(command);
    // The service connects again within a second or two; what is asked until then is lost to it.
    await eventually(90_000, "a wallet that answers again",
      () => within(3000, "get_balance", nwc.getBalance()).then(() => true, () => false));
    await buy();
  });
}

scenario("close", async () => {
  nwc.close();
  service.close();
});

// What the device keeps over a reload, in one IndexedDB: its key and post, the snapshot, who was seen, what is to be sent.
import { openDB } from "../../vendor/idb/index.js";

const NAME = "phien.door";

export class NoStorage extends Error {}

// Opens, writes and reads back, so that a private window that only pretends is found out before the doors open.
export async function openStore() {
  try {
    const db = await openDB(NAME, 2, {
      upgrade(fresh, before) {
        if (before < 2) {
          fresh.createObjectStore("walkins", { keyPath: "nonce" });
          fresh.createObjectStore("bound");
          fresh.createObjectStore("counts", { keyPath: "nonce" });
        }
        if (before >= 1) return;
        fresh.createObjectStore("kept");
        fresh.createObjectStore("seen");
        fresh.createObjectStore("outbox", { keyPath: "seq" });
        fresh.createObjectStore("annulments", { keyPath: "nonce" });
        fresh.createObjectStore("refused", { keyPath: "seq" });
      },
      blocking: () => db.close(),
    });
    const mark = crypto.getRandomValues(new Uint32Array(1))[0];
    await db.put("kept", mark, "mark");
    if ((await db.get("kept", "mark")) !== mark) throw new Error("what was written is not there");
    return db;
  } catch (cause) {
    throw new NoStorage("no storage", { cause });
  }
}

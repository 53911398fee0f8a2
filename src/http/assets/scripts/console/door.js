// What this browser has of meetings for checking people in without network (IndexedDB): lists, who is there, what is
// not sent yet. Lists go when somebody signs out and when the day is over; what is not sent has no names in it, and
// stays until it is sent.
globalThis.DoorStore = (() => {
  const NAME = "uketsuke-check-in";
  const CACHE = "uketsuke-check-in";
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("meetings", { keyPath: "path" });
      asked.result.createObjectStore("here", { keyPath: ["path", "registration"] });
      asked.result.createObjectStore("queue", { keyPath: "number", autoIncrement: true });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  let opened = null;
  const run = async (stores, mode, work) => {
    opened ??= open();
    const database = await opened;
    return new Promise((done, fail) => {
      const transaction = database.transaction(stores, mode);
      const asked = work(...stores.map((name) => transaction.objectStore(name)));
      transaction.oncomplete = () => done(asked?.result);
      transaction.onerror = () => fail(transaction.error);
      transaction.onabort = () => fail(transaction.error);
    });
  };
  const ofPath = (path) => IDBKeyRange.bound([path], [path, "\uffff"]);
  const erase = () => run(["meetings", "here"], "readwrite", (meetings, here) => {
    meetings.clear();
    here.clear();
  });
  return {
    CACHE,
    meeting: (path) => run(["meetings"], "readonly", (meetings) => meetings.get(path)),
    keepMeeting: (meeting) => run(["meetings"], "readwrite", (meetings) => meetings.put(meeting)),
    here: (path) => run(["here"], "readonly", (here) => here.getAll(ofPath(path))),
    keepHere: (path, all) => run(["here"], "readwrite", (here) => {
      here.delete(ofPath(path));
      for (const one of all) here.put({ ...one, path });
    }),
    queue: (path) => run(["queue"], "readonly", (queue) => queue.getAll()).then((all) => all.filter((one) => one.path === path)),
    // What was done, and that somebody is there by it, are kept together or not at all.
    add: (path, entry, here) => run(["queue", "here"], "readwrite", (queue, people) => {
      if (here === null) people.delete([path, entry.registration]);
      else people.put({ ...here, path, registration: entry.registration });
      return queue.add({ path, entry });
    }),
    sent: (numbers) => run(["queue"], "readwrite", (queue) => {
      for (const number of numbers) queue.delete(number);
    }),
    erase,
    eraseOld: async (now) => {
      const all = await run(["meetings"], "readonly", (meetings) => meetings.getAll());
      const old = all.filter((meeting) => meeting.until < now).map((meeting) => meeting.path);
      await run(["meetings", "here"], "readwrite", (meetings, here) => {
        for (const path of old) {
          meetings.delete(path);
          here.delete(ofPath(path));
        }
      });
    },
    // Everything with a name in it, and the pages that open without network.
    forget: async () => {
      await erase();
      await caches?.delete(CACHE);
      for (const worker of await navigator.serviceWorker?.getRegistrations() ?? []) {
        if (worker.scope.includes("/check-in/")) await worker.unregister();
      }
    },
  };
})();
(() => {
  if (!globalThis.indexedDB) return;
  DoorStore.eraseOld(Date.now()).catch(() => {});
  const PATIENCE = 2000;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.classList.contains("sign-out")) return;
    event.preventDefault();
    const late = new Promise((done) => setTimeout(done, PATIENCE));
    Promise.race([DoorStore.forget().catch(() => {}), late]).then(() => form.submit());
  });
})();

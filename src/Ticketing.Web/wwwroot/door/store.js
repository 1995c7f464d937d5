// What this device keeps: IndexedDB, so that a phone that restarts at the door has lost nothing.

const name = 'ticketing-door';
const version = 1;

// facts: name → value (token, device, event, keys, place in the list of revocations).
// revocations: what of an event counts no more.
// scans: every scan by which this device let somebody in, in order; `sent` 0 until it is reported.
// conflicts: what came of reported scans that somebody has to look at.
// recent: the last verdicts.
const stores = ['facts', 'revocations', 'scans', 'conflicts', 'recent'];

let opened;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore('facts');
      db.createObjectStore('revocations', { autoIncrement: true }).createIndex('booking', ['event_id', 'booking_id']);
      const scans = db.createObjectStore('scans', { keyPath: 'seq', autoIncrement: true });
      scans.createIndex('ticket', ['ticketId', 'undone']);
      scans.createIndex('gate', ['eventId', 'gate', 'undone']);
      scans.createIndex('sent', 'sent');
      db.createObjectStore('conflicts', { keyPath: 'scanId' });
      db.createObjectStore('recent', { keyPath: 'seq', autoIncrement: true });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

/** Runs an act in one transaction; what it returns is a request or a value. Resolves when all is on disk. */
async function run(names, mode, act) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, mode, { durability: 'strict' });
    const result = act(...names.map(one => transaction.objectStore(one)));
    transaction.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

export const getFact = key => run(['facts'], 'readonly', facts => facts.get(key));
export const setFact = (key, value) => run(['facts'], 'readwrite', facts => void facts.put(value, key));
export const dropFact = key => run(['facts'], 'readwrite', facts => void facts.delete(key));

/** Adds a page of revocations, and notes where the list goes on: both or neither. */
export const addRevocations = (eventId, items, cursor) => run(['revocations', 'facts'], 'readwrite', (revocations, facts) => {
  for (const item of items) {
    revocations.add({ ...item, event_id: eventId });
  }
  facts.put(cursor, `cursor:${eventId}`);
});

export const revocationsOf = (eventId, bookingId) =>
  run(['revocations'], 'readonly', revocations => revocations.index('booking').getAll([eventId, bookingId]));

/** Notes that this device let somebody in, unless it has done so with this ticket: then the scan before. */
export async function admit(scan) {
  let known = null;
  await run(['scans'], 'readwrite', scans => {
    scans.index('ticket').get([scan.ticketId, 0]).onsuccess = ({ target }) => {
      known = target.result ?? null;
      if (!known) {
        scans.add({ ...scan, undone: 0 });
      }
    };
  });
  return known;
}

/** The scan by which this device let the bearer of a ticket in. */
export const admissionOf = ticketId => run(['scans'], 'readonly', scans => scans.index('ticket').get([ticketId, 0]));

/** Scans that the service has not heard of, oldest first. */
export const unsent = (limit = undefined) => run(['scans'], 'readonly', scans => scans.index('sent').getAll(0, limit));
export const countUnsent = () => run(['scans'], 'readonly', scans => scans.index('sent').count(0));
export const countAdmitted = (eventId, gate) => run(['scans'], 'readonly', scans => scans.index('gate').count([eventId, gate, 0]));

/** The service has heard of these scans: and what is to be looked at, in one write. */
export const settle = (seqs, found) => run(['scans', 'conflicts'], 'readwrite', (scans, conflicts) => {
  for (const seq of seqs) {
    scans.get(seq).onsuccess = ({ target }) => target.result && scans.put({ ...target.result, sent: 1 });
  }
  for (const conflict of found) {
    conflicts.put(conflict);
  }
});

/** An admission was undone: this device lets the ticket in again. */
export const undo = scanId => run(['scans', 'recent'], 'readwrite', (...both) => {
  for (const store of both) {
    store.openCursor().onsuccess = ({ target }) => {
      const cursor = target.result;
      if (cursor) {
        if (cursor.value.scanId === scanId) {
          cursor.update({ ...cursor.value, undone: 1 });
        }
        cursor.continue();
      }
    };
  }
});

export const conflicts = () => run(['conflicts'], 'readonly', all => all.getAll());
export const dropConflict = scanId => run(['conflicts'], 'readwrite', all => void all.delete(scanId));

/** Keeps the newest verdicts. */
export const addRecent = (verdict, kept = 10) => run(['recent'], 'readwrite', recent => {
  recent.add(verdict).onsuccess = ({ target }) => void recent.delete(IDBKeyRange.upperBound(target.result - kept));
});

/** The last verdicts, newest first. */
export const recent = async () => (await run(['recent'], 'readonly', all => all.getAll())).reverse();

/** Forgets everything. */
export const clear = () => run(stores, 'readwrite', (...all) => all.forEach(store => store.clear()));

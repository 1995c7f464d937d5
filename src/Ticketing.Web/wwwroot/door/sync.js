// Keeps what a gate needs without network, and reports what it did without network.

import { clock, get, post } from './api.js';
import { factsOf } from './event.js';
import { addRevocations, getFact, setFact, settle, unsent } from './store.js';

// The service takes 500 at once; fewer get through a weak network sooner.
const batch = 100;

/** Reads the keys, the event as it is now, and what is new in the list of revocations; the answer that was no 200, or null: all is here. */
export async function prepare(eventId) {
  const keys = await get('/api/v1/tickets/keys');
  if (keys.status !== 200) {
    return keys;
  }
  await setFact('keys', keys.body);
  await setFact('offset', clock.offset);
  await learnEvent(eventId);
  for (let more = true; more;) {
    const cursor = await getFact(`cursor:${eventId}`);
    const page = await get(`/api/v1/events/${eventId}/checkin/revocations?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    if (page.status !== 200) {
      return page;
    }
    await addRevocations(eventId, page.body.items, page.body.resume_cursor);
    more = page.body.next_cursor !== null;
  }
  await setFact(`prepared:${eventId}`, clock.now());
  return null;
}

/** What the event is called and when it is may have changed. What is known stays where nothing new is told. */
async function learnEvent(eventId) {
  const known = await getFact(`event:${eventId}`);
  const { status, body, etag } = await get(`/api/v1/events/${eventId}`, { headers: known?.etag ? { 'If-None-Match': known.etag } : {} });
  if (status === 200) {
    await setFact(`event:${eventId}`, { ...factsOf(body), etag });
  }
}

/** Reports every scan that the service has not heard of, oldest first; the answer that stopped it, or null: all are reported. One page at a time. */
export function report() {
  return navigator.locks.request('ticketing-door-report', async () => {
    for (let corrected = false; ;) {
      const waiting = await unsent(batch);
      if (waiting.length === 0) {
        return null;
      }
      const [{ eventId, gate }] = waiting;
      const end = waiting.findIndex(scan => scan.eventId !== eventId || scan.gate !== gate);
      const scans = end < 0 ? waiting : waiting.slice(0, end);
      const answer = await send(scans);
      if (answer.status !== 200) {
        return answer;
      }

      // It took none of them, and its answer has told its time: once more with that.
      if (answer.body.items.every(item => item.code === 'clock_skew')) {
        if (corrected) {
          return { ...answer, status: 409, body: { code: 'clock_skew' } };
        }
        corrected = true;
        continue;
      }
      await settle(scans.map(scan => scan.seq), foundIn(scans, answer.body.items));
    }
  });
}

function send(scans) {
  const [{ eventId, gate }] = scans;
  return post('/api/v1/checkin/scans', {
    gate,
    event_id: eventId,
    sent_at: new Date(clock.now()).toISOString(),
    scans: scans.map(scan => ({ ticket: scan.code, scan_id: scan.scanId, at: new Date(scan.at + clock.offset).toISOString() })),
  }, { timeout: 20000 });
}

/** Scans by which somebody is in who should not be, or which the service did not take. */
function foundIn(scans, items) {
  return items.flatMap((item, i) => !item.conflict && item.result === 'admitted' ? [] : [{
    scanId: item.scan_id,
    eventId: scans[i].eventId,
    ticketId: scans[i].ticketId,
    seat: scans[i].seat,
    gate: scans[i].gate,
    at: scans[i].at + clock.offset,
    code: item.code ?? 'already_admitted',
    other: [item.admission, item.other].filter(one => one && one.scan_id !== item.scan_id).map(one => ({ gate: one.gate, at: Date.parse(one.at) }))[0] ?? null,
  }]);
}

// What a gate does with a code that it read: asks the service, or decides by itself and keeps the scan until it can be reported.

import { clock, isAway, post } from './api.js';
import { check, clean, isTyped, read, revokedBy } from './code.js';
import { placeOf } from './event.js';
import { admissionOf, admit, countUnsent, revocationsOf } from './store.js';
import { report } from './sync.js';

// How long somebody at the door waits for the service before the gate decides by itself; and where it can't: a reference is looked for.
const patience = 3000;
const patienceWithTyped = 10000;

// go: let them in. ask: nothing is decided about this ticket yet, or it is good elsewhere or later. stop: this ticket lets nobody in.
const tones = {
  admitted: 'go',
  already_admitted: 'stop',
  ticket_forged: 'stop',
  ticket_cancelled: 'stop',
  ticket_revoked: 'stop',
  ticket_expired: 'stop',
  ticket_not_found: 'stop',
};

// What was typed, and the service did not answer: typed again it is the same scan.
let unanswered = null;

/**
 * The verdict on a code: `{ code, tone, seat, typeName, holder, ticketId, scanId, at, gate, offline, typed, admission, validFrom, numbers }`. `gate` is
 * where it was read: `eventId`, `name`, `event`, `keys`, and `isOnline`, which becomes false when the service does not answer. Only what somebody
 * typed may be a booking's reference.
 */
export async function judge(text, gate, { typed = false } = {}) {
  const code = clean(text);
  if (typed && isTyped(code)) {
    return judgeTyped(code, gate);
  }
  const scanId = crypto.randomUUID();
  const known = read(code);
  const own = known.ticketId ? await admissionOf(known.ticketId) : null;

  // What this device let in by itself the service does not know yet: it would let the next one in as well.
  if (gate.isOnline && !(own && !own.sent)) {
    const verdict = await ask(code, known, scanId, gate);
    if (verdict) {
      return verdict;
    }
    gate.isOnline = false;
  }
  return decide(code, scanId, gate);
}

/** A reference proves nothing by itself, and names no ticket that this device could know: the service alone can say. */
async function judgeTyped(text, gate) {
  const scanId = unanswered?.text === text && unanswered.eventId === gate.eventId ? unanswered.scanId : crypto.randomUUID();
  unanswered = null;

  // What this device let in by itself the service has to know first.
  if (gate.isOnline && await countUnsent() > 0) {
    await report();
  }
  if (gate.isOnline && await countUnsent() === 0) {
    const verdict = await ask(text, {}, scanId, gate, true);
    if (verdict) {
      return verdict;
    }
    gate.isOnline = false;
    unanswered = { text, scanId, eventId: gate.eventId };
  }
  return verdictOf('needs_network', gate, { scanId, offline: true, typed: true });
}

/** What the service says; null: nothing. */
async function ask(code, known, scanId, gate, typed = false) {
  const sent = { ticket: code, typed, gate: gate.name, scan_id: scanId, event_id: gate.eventId };
  const answer = await post('/api/v1/checkin', sent, { timeout: typed ? patienceWithTyped : patience });
  if (isAway(answer)) {
    return null;
  }
  const { body } = answer;
  const found = { ticketId: body.ticket_id, seat: body.seat, typeName: body.type_name, holder: body.holder, scanId, typed };
  if (answer.status === 200) {
    await admit(scanOf(code, found, scanId, gate, 1));
    return verdictOf('admitted', gate, found);
  }
  const admission = body.admission && { gate: body.admission.gate, at: Date.parse(body.admission.at), here: body.admission.gate === gate.name };
  const refusal = body.code === 'not_a_ticket' && known.fault === 'cut_off' ? 'cut_off' : body.code === 'ticket_not_found' && typed ? 'typed_not_found' : body.code;
  return verdictOf(refusal ?? 'http_error', gate, {
    ...found, admission, validFrom: body.valid_from && Date.parse(body.valid_from), numbers: body.numbers,
  });
}

/** What can be said without the service. Whoever is let in is noted durably first. */
async function decide(code, scanId, gate) {
  const { fault, ticket } = await check(code, { keys: gate.keys, eventId: gate.eventId, now: clock.now() });
  const found = { ticketId: ticket?.ticketId, seat: ticket?.seat, scanId, offline: true, validFrom: ticket?.from };
  const why = fault ?? revokedBy(ticket, await revocationsOf(gate.eventId, ticket.bookingId));
  if (why) {
    return verdictOf(why, gate, found);
  }
  let before;
  try {
    before = await admit(scanOf(code, ticket, scanId, gate, 0));
  } catch {
    return verdictOf('not_kept', gate, found);
  }
  return before
    ? verdictOf('already_admitted', gate, { ...found, admission: { gate: before.gate, at: before.at + clock.offset, here: true } })
    : verdictOf('admitted', gate, found);
}

/** Times as this device's clock has them: how far that is off may be learned later. */
const scanOf = (code, ticket, scanId, gate, sent) =>
  ({ code, ticketId: ticket.ticketId, seat: placeOf(ticket.seat, gate.event), scanId, eventId: gate.eventId, gate: gate.name, at: Date.now(), sent });

const verdictOf = (code, gate, { ticketId = null, seat = null, scanId, offline = false, typed = false, ...more }) => ({
  ...more, code, tone: tones[code] ?? 'ask', ticketId, seat: seat && placeOf(seat, gate.event), scanId, offline, typed, gate: gate.name, eventId: gate.eventId, at: clock.now(),
});

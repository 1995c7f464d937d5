// What a gate does with a code that it read: asks the service, or decides by itself and keeps the scan until it can be reported.

import { clock, isAway, post } from './api.js';
import { check, clean, read, revokedBy } from './code.js';
import { admissionOf, admit, revocationsOf } from './store.js';

// How long somebody at the door waits for the service before the gate decides by itself.
const patience = 3000;

// go: let them in. ask: not like this, look into it. stop: this ticket lets nobody in.
const tones = {
  admitted: 'go',
  ticket_forged: 'stop',
  ticket_cancelled: 'stop',
  ticket_revoked: 'stop',
  ticket_expired: 'stop',
  ticket_not_found: 'stop',
};

/**
 * The verdict on a code: `{ code, tone, seat, ticketId, scanId, at, gate, offline, admission }`. `gate` is where it was read: `eventId`, `name`, `keys`,
 * and `isOnline`, which becomes false when the service does not answer.
 */
export async function judge(text, gate) {
  const scanId = crypto.randomUUID();
  const code = clean(text);
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

/** What the service says; null: nothing. */
async function ask(code, known, scanId, gate) {
  const answer = await post('/api/v1/checkin', { ticket: code, gate: gate.name, scan_id: scanId, event_id: gate.eventId }, { timeout: patience });
  if (isAway(answer)) {
    return null;
  }
  const { body } = answer;
  if (answer.status === 200) {
    await admit(scanOf(code, known, scanId, gate, 1));
    return verdictOf('admitted', gate, { ticketId: body.ticket_id, seat: body.seat, scanId });
  }
  const admission = body.admission && { gate: body.admission.gate, at: Date.parse(body.admission.at), here: body.admission.gate === gate.name };
  return verdictOf(body.code === 'not_a_ticket' && known.fault === 'cut_off' ? 'cut_off' : body.code ?? 'http_error', gate, {
    ticketId: body.ticket_id, seat: body.seat, scanId, admission,
  });
}

/** What can be said without the service. Whoever is let in is noted durably first. */
async function decide(code, scanId, gate) {
  const { fault, ticket } = await check(code, { keys: gate.keys, eventId: gate.eventId, now: clock.now() });
  const found = { ticketId: ticket?.ticketId, seat: ticket?.seat, scanId, offline: true };
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
  ({ code, ticketId: ticket.ticketId, seat: ticket.seat, scanId, eventId: gate.eventId, gate: gate.name, at: Date.now(), sent });

const verdictOf = (code, gate, { ticketId = null, seat = null, scanId, admission = null, offline = false }) =>
  ({ code, tone: tones[code] ?? 'ask', ticketId, seat, scanId, admission, offline, gate: gate.name, eventId: gate.eventId, at: clock.now() });

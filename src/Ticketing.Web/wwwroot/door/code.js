// A ticket's code, as docs/tickets.md describes it byte by byte: takes it apart and checks it, without the network. Pure.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const signatureLength = 64;
const seatAt = 34;
const longestSeat = 64;
const longestText = 320;
const endless = 0xFFFFFFFF;

// What both UUIDs' first 8 bytes have in common when a booking is of an event.
const eventBits = 0x3FFFFFFFFFC00000n;

/** What a scanner read, without what it typed around it. */
export function clean(text) {
  return String(text).replace(/^[\s\p{Cc}]+|[\s\p{Cc}]+$/gu, '');
}

/** Whether a text names a ticket by the booking's reference or id and its number, as people type it: HAU8HZ9TRF-1. */
export function isTyped(text) {
  return /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[2-9A-HJ-NP-Z]{10})(?:[\s\-–#/.]*\d{1,5})?(?:[\s\-–#/.]+\d{1,5})?$/i.test(text);
}

/** Bytes of RFC 4648's base 32 without padding; null for what is none. */
export function decode(text) {
  const bytes = new Uint8Array(Math.floor(text.length * 5 / 8));
  let buffer = 0, bits = 0, at = 0;
  for (const letter of text.toUpperCase()) {
    const value = alphabet.indexOf(letter);
    if (value < 0) {
      return null;
    }
    buffer = (buffer << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = buffer >> bits;
      buffer &= (1 << bits) - 1;
    }
  }

  // A letter too many, or bits in the last one that no byte has: another text for the same bytes.
  return bits < 5 && buffer === 0 ? bytes : null;
}

/**
 * Takes a code apart without believing it: `{ fault }`, or
 * `{ keyId, ticketId, bookingId, number, revision, from, to, seat, signed, signature }` with times in milliseconds, `to` null: without end.
 */
export function read(text) {
  const code = clean(text);
  const bytes = code.length > 0 && code.length <= longestText && /^[A-Za-z2-7]+$/.test(code) ? decode(code) : null;
  if (!bytes || bytes.length === 0 || bytes[0] !== 1) {
    return { fault: 'not_a_ticket' };
  }
  if (bytes.length < seatAt || bytes.length < seatAt + bytes[33] + signatureLength) {
    return { fault: 'cut_off' };
  }

  const view = new DataView(bytes.buffer);
  const number = view.getUint16(21);
  const revision = view.getUint16(23);
  const seat = textOf(bytes.subarray(seatAt, seatAt + bytes[33]));
  const end = seatAt + bytes[33];
  if (bytes.length !== end + signatureLength || bytes[33] > longestSeat || number === 0 || revision === 0 || seat === null) {
    return { fault: 'not_a_ticket' };
  }

  const bookingId = uuidOf(bytes.subarray(5, 21));
  const until = view.getUint32(29);
  return {
    keyId: view.getUint32(1).toString(16).padStart(8, '0'),
    ticketId: `${bookingId}-${number}`,
    bookingId,
    number,
    revision,
    from: view.getUint32(25) * 1000,
    to: until === endless ? null : until * 1000,
    seat,
    signed: bytes.slice(0, end),
    signature: bytes.slice(end),
  };
}

/** Keys of a JSON Web Key Set, ready for checking, by their ids. Keys of other kinds are passed over. */
export async function importKeys(set) {
  const keys = new Map();
  for (const { kty, crv, x, y, kid } of set.keys) {
    if (kty === 'EC' && crv === 'P-256' && kid) {
      keys.set(kid, await crypto.subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']));
    }
  }
  return keys;
}

/**
 * Checks a code against keys, event and time: `{ fault, ticket }`. The ticket is there as soon as the signature is right; `fault` is null for a
 * code that is good, else not_a_ticket, cut_off, key_not_known, ticket_forged, wrong_event, ticket_not_yet_valid or ticket_expired.
 */
export async function check(text, { keys, eventId, now }) {
  const ticket = read(text);
  if (ticket.fault) {
    return ticket;
  }
  const key = keys.get(ticket.keyId);
  if (!key) {
    return { fault: 'key_not_known' };
  }
  if (!await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, ticket.signature, ticket.signed)) {
    return { fault: 'ticket_forged' };
  }
  const fault = !isOf(ticket.bookingId, eventId) ? 'wrong_event'
    : now < ticket.from ? 'ticket_not_yet_valid'
    : ticket.to !== null && now >= ticket.to ? 'ticket_expired'
    : null;
  return { fault, ticket };
}

/** Whether a booking is of an event: that is in the first 8 bytes of their UUIDs. */
export function isOf(bookingId, eventId) {
  return ((headOf(bookingId) ^ headOf(eventId)) & eventBits) === 0n;
}

/** Why a ticket's code counts no more, by the list of revocations; null: it counts. */
export function revokedBy(ticket, revocations) {
  const hits = revocations.filter(one => one.booking_id === ticket.bookingId
    && (one.number === null || one.number === ticket.number)
    && (one.below_revision === null || ticket.revision < one.below_revision));
  return hits.length === 0 ? null : hits.some(one => one.below_revision === null) ? 'ticket_cancelled' : 'ticket_revoked';
}

function headOf(uuid) {
  return BigInt('0x' + uuid.replaceAll('-', '').slice(0, 16));
}

function uuidOf(bytes) {
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function textOf(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

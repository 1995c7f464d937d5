// Local times at a venue, as moments with their offset.

const parts = { hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' };

/** Every zone that this browser knows. */
export const zones = Intl.supportedValuesOf?.('timeZone') ?? [];

/** The zone of this device. */
export const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function isZone(name) {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

/** What the clocks there show at a moment, as a field for local times has it. */
export function localOf(time, zone) {
  const at = Object.fromEntries(new Intl.DateTimeFormat('en', { ...parts, timeZone: zone }).formatToParts(new Date(time)).map(part => [part.type, part.value]));
  return `${at.year.padStart(4, '0')}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
}

const offsetOf = (moment, zone) => Date.parse(`${localOf(moment, zone)}:00Z`) - Math.floor(moment / 60000) * 60000;

/**
 * The moment at which the clocks there show a time. Where they show it twice, when summer time ends, the first; null where they never do,
 * when it begins.
 */
export function momentOf(local, zone) {
  const wall = Date.parse(`${local.slice(0, 16)}:00Z`);
  if (Number.isNaN(wall)) {
    return null;
  }
  const day = 86400000;
  const moments = [...new Set([wall - day, wall + day].map(near => offsetOf(near, zone)))]
    .filter(offset => offsetOf(wall - offset, zone) === offset)
    .map(offset => wall - offset);
  return moments.length > 0 ? new Date(Math.min(...moments)).toISOString() : null;
}

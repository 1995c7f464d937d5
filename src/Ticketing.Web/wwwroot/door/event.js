// What a phone knows of the event that it serves: its name, its time, the clocks there, and what its sections are called.

import { language, say } from '../staff/page.js';
import { splitSeat } from '../staff/seats.js';

/** What is kept of an event, as the service tells it. */
export const factsOf = event => ({
  name: event.name,
  startsAt: event.starts_at,
  endsAt: event.ends_at,
  zone: event.time_zone ?? null,
  sections: Object.fromEntries(event.sections.map(({ id, name }) => [id, name || id])),
});

/** A place as buyers see it: "Stalls, row A, seat 1", or the section's name. */
export function placeOf(seat, { sections }) {
  const parts = splitSeat(seat);
  return parts ? say('Place', sections[parts.section] ?? parts.section, parts.row, parts.number) : sections[seat] ?? seat;
}

/** A way to write times by the clocks of a zone; where none is known, by this device's. */
export function clockIn(zone) {
  const format = options => {
    try {
      return new Intl.DateTimeFormat(language, { ...options, timeZone: zone ?? undefined });
    } catch {
      // A zone that this browser does not know.
      return new Intl.DateTimeFormat(language, options);
    }
  };
  const time = { hour: '2-digit', minute: '2-digit' };
  const [seconds, minutes, days, dates, dayOnly] = [
    { ...time, second: '2-digit' }, time, { weekday: 'short', day: 'numeric', month: 'short', ...time }, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', ...time },
    { dateStyle: 'short' },
  ].map(format);
  return {
    /** A moment today with its seconds, else with its day. */
    at: moment => (dayOnly.format(moment) === dayOnly.format(Date.now()) ? seconds : days).format(moment),
    minute: moment => minutes.format(moment),
    day: moment => days.format(moment),
    date: moment => dates.format(moment),
  };
}

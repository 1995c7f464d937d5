// Seats as buyers see them.

import { say } from './words.js';

/** Of the API's name of a seat: the section's id, its row and its number. */
export function seatName(seat, sections) {
  const [, id, row, number] = seat.match(/^([^-]+)-(.+)-([^-]+)$/) ?? [];
  return id === undefined ? seat : say('Seat.Name', sectionName(id, sections), row, number);
}

export const seatNames = (seats, sections) => seats.map(seat => seatName(seat, sections));

/** A section by its id. */
export const sectionName = (id, sections) => sections.find(section => section.id === id)?.name || id;

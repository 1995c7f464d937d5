// Seats as buyers see them.

import { splitSeat } from '../staff/seats.js';
import { say } from './words.js';

export function seatName(seat, sections) {
  const parts = splitSeat(seat);
  return parts ? say('Seat.Name', sectionName(parts.section, sections), parts.row, parts.number) : seat;
}

export const seatNames = (seats, sections) => seats.map(seat => seatName(seat, sections));

/** A section by its id. */
export const sectionName = (id, sections) => sections.find(section => section.id === id)?.name || id;

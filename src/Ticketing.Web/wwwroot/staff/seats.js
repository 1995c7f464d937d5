// Names of seats, as the API has them.

/** Of "stalls-A-1": the section's id, the row and the number. Null: it is no seat's name. */
export function splitSeat(seat) {
  const [, section, row, number] = seat.match(/^([^-]+)-(.+)-([^-]*)$/) ?? [];
  return section === undefined ? null : { section, row, number };
}

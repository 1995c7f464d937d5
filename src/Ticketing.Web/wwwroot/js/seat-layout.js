// Where seats are, of an event that tells only how many each row has: rows one behind the other, sections side by side.

const ROW = 1.2;
const GAP = 2.4;
const TITLE = 2;
const MARGIN = 2;
const STAGE = 2.6;

/** The same shape as GET /api/v1/events/{event}/plan. */
export function planOf(offers) {
  const sections = offers.map(offer => ({ ...offer, width: Math.max(...offer.rows.map(row => row[1]), 8) + 2 * MARGIN, height: TITLE + offer.rows.length * ROW }));
  const area = sections.reduce((sum, { width, height }) => sum + (width + GAP) * (height + GAP), 0);

  // Sections side by side, as long as the hall stays about as wide as it is deep.
  const across = Math.max(...sections.map(section => section.width), Math.sqrt(area * 1.5));
  const lines = [];
  for (const section of sections) {
    const line = lines.at(-1);
    if (line && widthOf([...line, section]) <= across) {
      line.push(section);
    } else {
      lines.push([section]);
    }
  }

  let y = STAGE;
  for (const line of lines) {
    let x = (across - widthOf(line)) / 2;
    for (const section of line) {
      Object.assign(section, { x, y });
      x += section.width + GAP;
    }

    y += Math.max(...line.map(section => section.height)) + GAP;
  }

  return {
    width: across,
    height: y - GAP,
    sections: sections.map(({ id, name, x, y: top, width, rows }) => ({ id, name, kind: "seated", rows: rows.map(([label, seats], row) => ({
      label,
      // Seats are numbered from the left as seen from the stage, which is on the right of a map that has the stage on top.
      seats: Array.from({ length: seats }, (_, at) => ({ id: `${id}-${label}-${at + 1}`, label: `${at + 1}`, x: x + (width + seats - 1) / 2 - at, y: top + TITLE + row * ROW })),
    })) })),
    features: [{ kind: "stage", area: [[across / 2 - 7, 0], [across / 2 + 7, 0], [across / 2 + 7, 0.9], [across / 2 - 7, 0.9]] }],
  };
}

const widthOf = line => line.reduce((sum, section) => sum + section.width + GAP, -GAP);

// Where the seats of a hall are: lists of numbers, quick to search, and quick to hand to the painter. 1 is the distance of two neighbours.

/** What is so of a seat now. */
export const FREE = 0;
export const HELD = 1;
export const SOLD = 2;

/** Taken away: nothing is there. */
export const GONE = 3;
export const STATE = 3;
export const CHOSEN = 4;

/** The booking that is exchanged has it. */
export const MINE = 8;

/** What a seat always is. */
export const ACCESSIBLE = 1;
export const COMPANION = 2;
export const RESTRICTED = 4;

/** The size of the squares by which seats are sought. */
const CELL = 2;

/** How far from a seat's middle it is still meant. */
const REACH = 0.62;

/** Around the hall, for names of rows and for the eye. */
const EDGE = 1.2;

export class Hall {
  /**
   * @param plan where everything is, as GET /api/v1/events/{event}/plan tells it
   * @param offers the sections that can be bought, with what they cost
   * @param isShown whether the places without numbers of a section can be bought
   */
  constructor(plan, offers, isShown) {
    const prices = [...new Set(offers.map(offer => offer.minor))].sort((one, other) => one - other);
    const places = offers.map(offer => plan.sections.find(section => section.id === offer.id && section.rows)).map((place, at) => ({ place, offer: offers[at] })).filter(({ place }) => place);
    const count = places.reduce((sum, { place }) => sum + place.rows.reduce((seats, row) => seats + row.seats.length, 0), 0);
    Object.assign(this, { width: plan.width + 2 * EDGE, height: plan.height + 2 * EDGE, count });
    this.x = new Float32Array(count);
    this.y = new Float32Array(count);
    this.looks = new Uint8Array(count);
    this.flags = new Uint8Array(count);
    this.rowOf = new Uint16Array(count);
    this.ids = new Array(count);
    this.labels = new Array(count);
    this.byId = new Map();
    this.rows = [];
    let at = 0;
    this.sections = places.map(({ place, offer }) => {
      const section = { ...offer, mark: prices.indexOf(offer.minor) % 5, rows: [], box: noBox() };
      for (const row of place.rows) {
        const one = { section, label: row.label, start: at, end: at + row.seats.length, box: noBox() };
        for (const seat of row.seats) {
          this.x[at] = seat.x + EDGE;
          this.y[at] = seat.y + EDGE;
          this.looks[at] = (seat.kind === "accessible" ? ACCESSIBLE : seat.kind === "companion" ? COMPANION : 0) | (seat.view === "restricted" ? RESTRICTED : 0);
          this.rowOf[at] = this.rows.length;
          this.ids[at] = seat.id;
          this.labels[at] = seat.label;
          this.byId.set(seat.id, at++);
          widen(one.box, seat.x + EDGE, seat.y + EDGE);
        }

        if (one.end > one.start) {
          this.rows.push(one);
          section.rows.push(one);
          widen(section.box, one.box.left, one.box.top);
          widen(section.box, one.box.right, one.box.bottom);
        }
      }

      return section;
    }).filter(section => section.rows.length > 0);
    this.areas = plan.sections.filter(section => section.area && section.kind === "general" && isShown(section))
      .map(section => ({ id: section.id, name: section.name || section.id, points: inward(section.area) }));
    this.features = (plan.features ?? []).map(({ kind, label, area }) => ({ kind, name: label, points: inward(area) }));
    this.sort();
    for (const row of this.rows) {
      row.ends = this.endsOf(row);
    }
  }

  /** What the painter needs, as messages to a worker carry it. */
  picture(stage) {
    const { width, height, count, x, y, looks, labels } = this;
    return {
      width, height, count, x, y, looks, labels,
      rows: this.rows.map(({ label, start, end, box, ends, section }) => ({ label, start, end, box, ends, mark: section.mark })),
      names: this.sections.map(section => ({ text: section.name, ...this.placeOf(section), width: section.box.right - section.box.left + 2 })),
      areas: this.areas.map(({ name, points }) => ({ name, points })),
      features: this.features.map(({ kind, name, points }) => ({ name: name || (kind === "stage" ? stage : ""), points })),
    };
  }

  section(seat) {
    return this.row(seat).section;
  }

  row(seat) {
    return this.rows[this.rowOf[seat]];
  }

  isGone(seat) {
    return (this.flags[seat] & STATE) === GONE;
  }

  /** The first seat that is there, on the way from one to the end of what is meant; the one it began at where none is. */
  there(from, end) {
    const step = end < from ? -1 : 1;
    for (let seat = from; seat !== end; seat += step) {
      if (!this.isGone(seat)) {
        return seat;
      }
    }

    return from;
  }

  /** Which seats are in which square. */
  sort() {
    this.across = Math.max(1, Math.ceil((this.width + 1) / CELL));
    this.deep = Math.max(1, Math.ceil((this.height + 1) / CELL));
    const cellOf = seat => this.cell(this.x[seat], this.y[seat]);
    this.first = new Uint32Array(this.across * this.deep + 1);
    for (let seat = 0; seat < this.count; seat++) {
      this.first[cellOf(seat) + 1]++;
    }

    for (let cell = 1; cell < this.first.length; cell++) {
      this.first[cell] += this.first[cell - 1];
    }

    const next = this.first.slice();
    this.sorted = new Uint32Array(this.count);
    for (let seat = 0; seat < this.count; seat++) {
      this.sorted[next[cellOf(seat)]++] = seat;
    }
  }

  cell(x, y) {
    const [column, line] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    return Math.min(this.deep - 1, Math.max(0, line)) * this.across + Math.min(this.across - 1, Math.max(0, column));
  }

  /** The seat at a place; -1: none. */
  seatAt(x, y, reach = REACH) {
    let [best, least] = [-1, reach];
    for (let line = y - CELL; line <= y + CELL; line += CELL) {
      for (let column = x - CELL; column <= x + CELL; column += CELL) {
        const cell = this.cell(column, line);
        for (let at = this.first[cell]; at < this.first[cell + 1]; at++) {
          const seat = this.sorted[at];
          const distance = Math.hypot(this.x[seat] - x, this.y[seat] - y);
          if (distance < least && !this.isGone(seat)) {
            [best, least] = [seat, distance];
          }
        }
      }
    }

    return best;
  }

  /** The section whose seats are there, or nearly. */
  sectionAt(x, y) {
    return this.sections.find(({ box }) => x >= box.left - 1 && x <= box.right + 1 && y >= box.top - 1.5 && y <= box.bottom + 1);
  }

  /** The places without numbers that are sold there. */
  areaAt(x, y) {
    return this.areas.find(({ points }) => {
      let isIn = false;
      for (let at = 0, before = points.length - 1; at < points.length; before = at++) {
        const [[toX, toY], [fromX, fromY]] = [points[at], points[before]];
        if (toY > y !== fromY > y && x < ((fromX - toX) * (y - toY)) / (fromY - toY) + toX) {
          isIn = !isIn;
        }
      }

      return isIn;
    });
  }

  /** Where a section's name stands: in its middle, before its first seats there and between them and its last. */
  placeOf({ box, rows }) {
    const x = (box.left + box.right) / 2;
    let [top, bottom] = [Infinity, -Infinity];
    for (let seat = rows[0].start; seat < rows.at(-1).end; seat++) {
      if (Math.abs(this.x[seat] - x) < 3) {
        top = Math.min(top, this.y[seat]);
        bottom = Math.max(bottom, this.y[seat]);
      }
    }

    return top <= bottom ? { x, top, middle: (top + bottom) / 2 } : { x, top: box.top, middle: (box.top + box.bottom) / 2 };
  }

  /** Beyond both ends of a row, where its name has room. */
  endsOf(row) {
    const end = (seat, inner) => {
      const [byX, byY] = row.end - row.start > 1 ? [this.x[seat] - this.x[inner], this.y[seat] - this.y[inner]] : [seat === row.start ? -1 : 1, 0];
      const far = (0.8 + 0.16 * Math.max(0, row.label.length - 1)) / Math.max(0.01, Math.hypot(byX, byY));
      return { x: this.x[seat] + byX * far, y: this.y[seat] + byY * far };
    };
    const last = row.end - 1;
    return [end(row.start, row.start + 1), end(last, last - 1)].filter(({ x, y }) => this.seatAt(x, y, 0.75) < 0);
  }

  /** The seat beside one: of its row, else the next one that way. */
  beside(seat, way) {
    const row = this.row(seat);
    for (const other of [this.there(seat - 1, row.start - 1), this.there(seat + 1, row.end)]) {
      const byX = this.x[other] - this.x[seat];
      if (other >= row.start && other < row.end && !this.isGone(other) && byX * way > 0 && Math.abs(byX) >= Math.abs(this.y[other] - this.y[seat])) {
        return other;
      }
    }

    return this.toward(seat, way, 0);
  }

  /** The nearest seat in a direction, or the same one where there is none. */
  toward(seat, byX, byY) {
    let [best, least] = [seat, Infinity];
    for (let other = 0; other < this.count; other++) {
      const [x, y] = [this.x[other] - this.x[seat], this.y[other] - this.y[seat]];
      const along = x * byX + y * byY;
      const across = Math.abs(x * byY - y * byX);
      if (along > 0.3 && !this.isGone(other) && across <= along * 2 + 0.5 && along + 2.5 * across < least) {
        [best, least] = [other, along + 2.5 * across];
      }
    }

    return best;
  }
}

const inward = area => area.map(([x, y]) => [x + EDGE, y + EDGE]);

const noBox = () => ({ left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity });

function widen(box, x, y) {
  box.left = Math.min(box.left, x);
  box.top = Math.min(box.top, y);
  box.right = Math.max(box.right, x);
  box.bottom = Math.max(box.bottom, y);
}

// Paints a piece of the map: in a worker, where the browser has canvases for those, so that the page's own thread only moves what is painted.
import { ACCESSIBLE, CHOSEN, COMPANION, FREE, GONE, HELD, MINE, RESTRICTED, STATE } from "./seat-hall.js";

/** Below so many pixels for a seat, rows are drawn as lines. */
export const SEATS_FROM = 4.5;
const NUMBERS_FROM = 26;
const ROWS_FROM = 12;

/** An area that is lower, in pixels, has its name below it: on it, its edges would strike the name out. */
const NAME_HEIGHT = 18;

/** Half of a seat. */
const HALF = 0.37;

export class Painter {
  constructor(picture, colours) {
    Object.assign(this, { picture, colours, flags: new Uint8Array(picture.count) });
  }

  /**
   * @param c where to
   * @param left of the piece, in pixels of the whole
   * @param scale pixels of a page to the distance of two seats
   * @param ratio pixels of the screen to one of the page
   */
  paint(c, { left, top, size, scale, ratio }) {
    const { picture, colours } = this;
    const k = scale * ratio;
    Object.assign(this, { c, scale, k });
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = colours.ground;
    c.fillRect(0, 0, size, size);
    c.setTransform(k, 0, 0, k, -left, -top);
    this.seen = { left: left / k - 0.6, top: top / k - 0.6, right: (left + size) / k + 0.6, bottom: (top + size) / k + 0.6 };
    picture.areas.forEach(area => this.paintArea(area, true));
    picture.features.forEach(feature => this.paintArea(feature, false));
    for (const row of picture.rows) {
      if (this.sees(row.box, 2)) {
        if (scale >= SEATS_FROM) {
          this.paintRow(row);
        } else {
          this.paintLine(row);
        }
      }
    }

    // Names stand above the seats, or on them where they are too small to be told apart.
    for (const { text, x, top: first, middle, width } of picture.names) {
      if (scale >= SEATS_FROM) {
        this.write(text, x, first - 0.95, colours.ink, 12);
      } else {
        this.write(text, x, middle, colours.ink, 12, width * scale);
      }
    }
  }

  sees(box, margin = 0) {
    const { seen } = this;
    return box.left - margin <= seen.right && box.right + margin >= seen.left && box.top - margin <= seen.bottom && box.bottom + margin >= seen.top;
  }

  /** Text of so many pixels, however near the hall is, readable on whatever is behind. */
  write(text, x, y, colour, pixels, room = Infinity) {
    const { c, colours, scale } = this;
    const font = size => `600 ${size / scale}px ${colours.font}`;
    c.font = font(pixels);
    const width = c.measureText(text).width * scale;
    if (width > room) {
      c.font = font(Math.max(9, (pixels * room) / width));
    }

    // What is written at the hall's edge stays on it.
    y = Math.max(y, (0.7 * pixels) / scale);
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineJoin = "round";
    c.lineWidth = 3 / scale;
    c.strokeStyle = colours.ground;
    c.strokeText(text, x, y);
    c.fillStyle = colour;
    c.fillText(text, x, y);
  }

  /** What is not a seat: places without numbers, the stage, a bar. */
  paintArea({ points, name }, isSold) {
    const { c, colours } = this;
    c.beginPath();
    points.forEach(([x, y], at) => (at === 0 ? c.moveTo(x, y) : c.lineTo(x, y)));
    c.closePath();
    c.fillStyle = isSold ? colours.surface : colours.line;
    c.globalAlpha = isSold ? 1 : 0.35;
    c.fill();
    c.globalAlpha = 1;
    c.strokeStyle = colours.line;
    c.lineWidth = 1.2 / this.scale;
    c.stroke();
    if (name) {
      const [[left, right], [top, bottom]] = [0, 1].map(axis => points.map(point => point[axis])).map(all => [Math.min(...all), Math.max(...all)]);
      const y = (bottom - top) * this.scale < NAME_HEIGHT ? bottom + NAME_HEIGHT / 2 / this.scale : (top + bottom) / 2;
      this.write(name, (left + right) / 2, y, isSold ? colours.ink : colours.muted, 12, (right - left) * this.scale);
    }
  }

  /** A row from afar: a line along its seats, in the colour of its price where they are free. */
  paintLine(row) {
    const { c, colours, flags, picture: { x, y } } = this;
    c.lineCap = "butt";
    c.lineWidth = 0.72;
    for (const isFree of [false, true]) {
      c.beginPath();
      for (let seat = row.start; seat < row.end; seat++) {
        if (((flags[seat] & STATE) === FREE) === isFree && (flags[seat] & STATE) !== GONE) {
          // Half way to its neighbours, if they are near: so seats of one kind are one line, whatever its bend.
          const half = other => other >= row.start && other < row.end && Math.hypot(x[other] - x[seat], y[other] - y[seat]) < 1.6
            ? [(x[other] + x[seat]) / 2, (y[other] + y[seat]) / 2] : null;
          const [before, after] = [half(seat - 1), half(seat + 1)];
          const from = before ?? (after ? [2 * x[seat] - after[0], 2 * y[seat] - after[1]] : [x[seat] - 0.5, y[seat]]);
          const to = after ?? [2 * x[seat] - from[0], 2 * y[seat] - from[1]];
          c.moveTo(...from);
          c.lineTo(x[seat], y[seat]);
          c.lineTo(...to);
        }
      }

      c.strokeStyle = isFree ? colours.prices[row.mark] : colours.line;
      c.globalAlpha = isFree ? 1 : 0.45;
      c.stroke();
    }

    c.globalAlpha = 1;
    for (let seat = row.start; seat < row.end; seat++) {
      if (flags[seat] & (CHOSEN | MINE)) {
        c.fillStyle = flags[seat] & CHOSEN ? colours.ink : colours.accent;
        c.fillRect(x[seat] - 0.7, y[seat] - 0.7, 1.4, 1.4);
      }
    }
  }

  paintRow(row) {
    const { c, colours, flags, seen, picture: { x, y } } = this;
    let isThere = false;
    for (let seat = row.start; seat < row.end; seat++) {
      const isGone = (flags[seat] & STATE) === GONE;
      isThere ||= !isGone;
      if (isGone || x[seat] < seen.left || x[seat] > seen.right || y[seat] < seen.top || y[seat] > seen.bottom) {
        continue;
      }

      if (flags[seat] & CHOSEN) {
        this.paintChosen(x[seat], y[seat]);
      } else if (flags[seat] & MINE) {
        this.paintMine(x[seat], y[seat]);
      } else if ((flags[seat] & STATE) === FREE) {
        this.paintFree(seat, row.mark);
      } else {
        this.paintTaken(x[seat], y[seat], (flags[seat] & STATE) === HELD);
      }
    }

    if (isThere && this.scale >= ROWS_FROM) {
      for (const end of row.ends) {
        this.write(row.label, end.x, end.y, colours.muted, 11);
      }
    }
  }

  paintFree(seat, mark) {
    const { c, colours, picture: { x, y, looks, labels } } = this;
    const look = looks[seat];
    c.fillStyle = colours.prices[mark];
    c.beginPath();
    shape(c, mark, x[seat], y[seat]);
    c.fill();
    if (look !== 0) {
      this.paintLook(look, x[seat], y[seat]);
    } else if (this.scale >= NUMBERS_FROM) {
      c.font = `600 ${labels[seat].length > 2 ? 0.28 : 0.36}px ${colours.font}`;
      c.textAlign = "center";
      c.textBaseline = "middle";
      c.fillStyle = colours.paper;
      c.fillText(labels[seat], x[seat], y[seat] + (mark === 3 ? 0.12 : 0.02));
    }
  }

  /** A wheelchair's wheel and rider, a plus for who comes along, a slit for a view that something stands in. */
  paintLook(look, x, y) {
    const { c, colours } = this;
    c.strokeStyle = colours.paper;
    c.lineWidth = 0.1;
    c.lineCap = "round";
    if (look & RESTRICTED) {
      c.fillStyle = colours.ground;
      c.fillRect(x - 0.45, y + (look === RESTRICTED ? -0.06 : 0.2), 0.9, 0.12);
    }

    c.beginPath();
    if (look & ACCESSIBLE) {
      c.arc(x - 0.02, y + 0.08, 0.15, -0.2, 1.25 * Math.PI);
      c.moveTo(x - 0.02, y - 0.1);
      c.lineTo(x - 0.02, y + 0.06);
      c.lineTo(x + 0.13, y + 0.06);
      c.moveTo(x, y - 0.22);
      c.arc(x - 0.02, y - 0.22, 0.02, 0, 2 * Math.PI);
    } else if (look & COMPANION) {
      c.moveTo(x - 0.15, y);
      c.lineTo(x + 0.15, y);
      c.moveTo(x, y - 0.15);
      c.lineTo(x, y + 0.15);
    }

    c.stroke();
  }

  /** A square around a dot. */
  paintMine(x, y) {
    const { c, colours } = this;
    c.strokeStyle = c.fillStyle = colours.accent;
    c.lineWidth = 0.12;
    c.strokeRect(x - 0.34, y - 0.34, 0.68, 0.68);
    c.beginPath();
    c.arc(x, y, 0.15, 0, 2 * Math.PI);
    c.fill();
  }

  paintTaken(x, y, isHeld) {
    const { c, colours } = this;
    c.strokeStyle = colours.muted;
    c.lineCap = "butt";
    c.beginPath();
    if (isHeld) {
      c.lineWidth = 0.09;
      c.setLineDash([0.16, 0.12]);
      c.arc(x, y, 0.3, 0, 2 * Math.PI);
      c.stroke();
      c.setLineDash([]);
    } else {
      c.lineWidth = 0.08;
      c.globalAlpha = 0.7;
      c.moveTo(x - 0.17, y - 0.17);
      c.lineTo(x + 0.17, y + 0.17);
      c.moveTo(x + 0.17, y - 0.17);
      c.lineTo(x - 0.17, y + 0.17);
      c.stroke();
      c.globalAlpha = 1;
    }
  }

  paintChosen(x, y) {
    const { c, colours } = this;
    c.fillStyle = colours.ink;
    c.beginPath();
    c.roundRect(x - 0.43, y - 0.43, 0.86, 0.86, 0.2);
    c.fill();
    c.strokeStyle = colours.paper;
    c.lineWidth = 0.12;
    c.lineCap = "butt";
    c.beginPath();
    c.moveTo(x - 0.21, y + 0.02);
    c.lineTo(x - 0.05, y + 0.18);
    c.lineTo(x + 0.23, y - 0.15);
    c.stroke();
  }
}

/** The mark of a price: its colour has a shape, too. */
function shape(c, mark, x, y) {
  const [left, right, top, bottom] = [x - HALF, x + HALF, y - HALF, y + HALF];
  switch (mark) {
    case 0:
      c.arc(x, y, HALF, 0, 2 * Math.PI);
      break;
    case 1:
      c.roundRect(left + 0.03, top + 0.03, 2 * HALF - 0.06, 2 * HALF - 0.06, 0.1);
      break;
    case 2:
      c.moveTo(x, top - 0.04);
      c.lineTo(right + 0.04, y);
      c.lineTo(x, bottom + 0.04);
      c.lineTo(left - 0.04, y);
      c.closePath();
      break;
    case 3:
      c.moveTo(x, top);
      c.lineTo(right, bottom);
      c.lineTo(left, bottom);
      c.closePath();
      break;
    default:
      c.moveTo(left + 0.2, top);
      c.lineTo(right - 0.2, top);
      c.lineTo(right, y);
      c.lineTo(right - 0.2, bottom);
      c.lineTo(left + 0.2, bottom);
      c.lineTo(left, y);
      c.closePath();
  }
}

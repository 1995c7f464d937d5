// The picture of the map on its canvas, put together of tiles. A frame of a drag copies tiles to another place; a tile is painted when it
// comes near the view and when a seat on it changes. All of it runs in a worker, where there are canvases for those: then a drag takes the
// page's own thread no more than a message.
import { Painter } from "./seat-painter.js";

const TILE = 256;

/** Around the view, in pixels: what a drag uncovers is there already. */
const MARGIN = 128;

/** What is kept for a drag back. */
const KEPT = 2 * TILE;

/** Milliseconds of a frame that tiles are painted in. */
const BUDGET = 6;

/** It is painted at another zoom when it stays so for so many milliseconds, or is this far from what is painted. */
const SETTLED = 120;
const FARTHEST = 1.7;

export class SeatPicture {
  /**
   * @param canvas where to
   * @param newCanvas makes one for a tile
   * @param onPainted told how many changes are painted, when all that is in view is
   */
  constructor(canvas, newCanvas, hall, colours, onPainted) {
    Object.assign(this, { canvas, newCanvas, hall, onPainted, context: canvas.getContext("2d", { alpha: false }), painter: new Painter(hall, colours), levels: [], spare: [], changes: 0, told: -1 });
  }

  recolour(colours) {
    this.painter.colours = colours;
    this.levels.forEach(level => level.tiles.forEach(tile => { tile.isStale = true; }));
    this.askFrame();
  }

  /** Paints all of it anew, on new canvases: those of before keep the typefaces that they know. */
  restart() {
    this.levels = [];
    this.spare = [];
    this.askFrame();
  }

  /** Seats that are another way now. @param seats null: all of them */
  change(flags, seats) {
    this.painter.flags = flags;
    this.changes++;
    for (const level of this.levels) {
      const size = level.size / level.ratio / level.scale;
      for (const tile of seats ? [] : level.tiles.values()) {
        tile.isStale = true;
      }

      for (const seat of seats ?? []) {
        // A seat is larger than its middle, and may stand on four tiles.
        for (const [byX, byY] of [[-0.8, -0.8], [-0.8, 0.8], [0.8, -0.8], [0.8, 0.8]]) {
          const tile = level.tiles.get(keyOf(Math.floor((this.hall.x[seat] + byX) / size), Math.floor((this.hall.y[seat] + byY) / size)));
          if (tile) {
            tile.isStale = true;
          }
        }
      }
    }
    this.askFrame();
  }

  /** @param at left and top of the hall in the view, pixels to a seat: scale, and of the whole hall: least; the view's width and height; the screen's ratio; the seat that keys are at: cursor */
  show(at) {
    this.at = at;
    this.askFrame();
  }

  askFrame() {
    if (!this.isDue && this.at) {
      this.isDue = true;
      requestAnimationFrame(() => {
        this.isDue = false;
        this.frame();
      });
    }
  }

  frame() {
    const started = performance.now();
    this.fit();
    let next = this.missing();
    for (let isFirst = true; next && (isFirst || performance.now() - started < BUDGET); isFirst = false) {
      this.paint(next);
      next = this.missing();
    }

    const isWhole = this.isWhole();
    this.compose(isWhole);
    if (isWhole) {
      this.tidy();
      if (this.told !== this.changes) {
        this.told = this.changes;
        this.onPainted(this.told);
      }
    }

    if (next) {
      this.askFrame();
    }
  }

  /** Has a level for the zoom of now. */
  fit() {
    const { at, canvas } = this;
    const [width, height] = [at.width, at.height].map(size => Math.max(1, Math.round(size * at.ratio)));
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
    }

    if (!(this.levels[0] && this.isNear(this.levels[0], at.least))) {
      // The whole hall stays painted: it is what is seen where nothing finer is there yet.
      this.levels.splice(0).forEach(level => this.drop(level));
      this.levels.push(this.level(at.least));
    }

    const finest = this.levels.at(-1);
    if (this.isNear(finest, at.scale)) {
      return;
    }

    const known = this.levels.findIndex(level => this.isNear(level, at.scale));
    if (known >= 0) {
      this.levels.splice(known + 1).forEach(level => this.drop(level));
    } else if (!this.isZooming || Math.max(at.scale / finest.scale, finest.scale / at.scale) > FARTHEST) {
      this.levels.push(this.level(at.scale));
    }

    clearTimeout(this.settling);
    this.isZooming = true;
    this.settling = setTimeout(() => {
      this.isZooming = false;
      this.askFrame();
    }, SETTLED);
  }

  isNear(level, scale) {
    return Math.abs(level.scale / scale - 1) < 1e-3 && level.ratio === this.at.ratio;
  }

  level(scale) {
    const { ratio } = this.at;
    return { scale, ratio, size: Math.round(TILE * ratio), tiles: new Map() };
  }

  drop(level) {
    level.tiles.forEach(tile => this.recycle(tile));
  }

  recycle({ canvas }) {
    if (canvas && this.spare.length < 16) {
      this.spare.push(canvas);
    }
  }

  /** The tiles of a level that the view shows, or will soon. */
  range(level, margin) {
    const { left, top, width, height, scale } = this.at;
    const tile = ((level.size / level.ratio) * scale) / level.scale;
    const [across, deep] = [this.hall.width, this.hall.height].map(size => Math.max(1, Math.ceil((size * scale) / tile)));
    return {
      left: Math.max(0, Math.floor((-left - margin) / tile)),
      top: Math.max(0, Math.floor((-top - margin) / tile)),
      right: Math.min(across - 1, Math.floor((width - left + margin) / tile)),
      bottom: Math.min(deep - 1, Math.floor((height - top + margin) / tile)),
    };
  }

  /** A tile that is to be painted: first of what is seen, then of what may be. */
  missing() {
    const [base, finest] = [this.levels[0], this.levels.at(-1)];
    return this.missingOf(base, 0) ?? this.missingOf(finest, 0) ?? this.missingOf(finest, MARGIN);
  }

  missingOf(level, margin) {
    const { left, top, right, bottom } = this.range(level, margin);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const tile = level.tiles.get(keyOf(x, y));
        if (!tile || tile.isStale) {
          return { level, x, y };
        }
      }
    }

    return null;
  }

  isWhole() {
    const finest = this.levels.at(-1);
    return this.isNear(finest, this.at.scale) && !this.missingOf(finest, 0);
  }

  paint({ level, x, y }) {
    const key = keyOf(x, y);
    const tile = level.tiles.get(key) ?? { x, y, canvas: this.spare.pop() ?? this.newCanvas() };
    level.tiles.set(key, tile);
    tile.isStale = false;
    const { size, scale, ratio } = level;
    if (tile.canvas.width !== size || tile.canvas.height !== size) {
      tile.canvas.width = tile.canvas.height = size;
    }

    this.painter.paint(tile.canvas.getContext("2d", { alpha: false }), { left: x * size, top: y * size, size, scale, ratio });
  }

  compose(isWhole) {
    const { at, canvas, context: c, levels, painter: { colours } } = this;
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.fillStyle = colours.ground;
    c.fillRect(0, 0, canvas.width, canvas.height);

    // At whole pixels, so that what was painted stays as sharp as it is.
    const [left, top] = [Math.round(at.left * at.ratio), Math.round(at.top * at.ratio)];
    for (const level of isWhole ? [levels.at(-1)] : levels) {
      const seen = this.range(level, 0);
      const side = this.isNear(level, at.scale) ? level.size : (level.size * at.scale * at.ratio) / (level.scale * level.ratio);
      for (const { x, y, canvas: tile } of level.tiles.values()) {
        if (x >= seen.left && x <= seen.right && y >= seen.top && y <= seen.bottom) {
          c.drawImage(tile, left + x * side, top + y * side, side, side);
        }
      }
    }

    if (at.cursor >= 0) {
      const k = at.scale * at.ratio;
      const half = Math.max(6 * at.ratio, 0.58 * k);
      c.strokeStyle = colours.accent;
      c.lineWidth = 3 * at.ratio;
      c.beginPath();
      c.roundRect(left + this.hall.x[at.cursor] * k - half, top + this.hall.y[at.cursor] * k - half, 2 * half, 2 * half, half / 2);
      c.stroke();
    }
  }

  /** What is far from the view goes. */
  tidy() {
    const finest = this.levels.at(-1);
    const base = this.levels[0];
    this.levels.filter(level => level !== finest && level !== base).forEach(level => this.drop(level));
    this.levels = finest === base ? [base] : [base, finest];
    const { left, top, right, bottom } = this.range(finest, KEPT);
    for (const [key, tile] of finest === base ? [] : finest.tiles) {
      if (tile.x < left || tile.x > right || tile.y < top || tile.y > bottom) {
        this.recycle(tile);
        finest.tiles.delete(key);
      }
    }
  }
}

const keyOf = (x, y) => x * 65_536 + y;

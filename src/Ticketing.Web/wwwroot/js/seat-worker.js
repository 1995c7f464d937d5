// The picture of the map, apart from the page's own thread.
import { SeatPicture } from "./seat-picture.js";

/** As css/base.css names them: a worker has no style sheets. */
const fonts = [
  ["latin-ext", "U+0100-02BA, U+02BD-02C5, U+02C7-02CC, U+02CE-02D7, U+02DD-02FF, U+1E00-1E9F, U+1EF2-1EFF"],
  ["latin", "U+0000-00FF, U+0131, U+0152-0153, U+02BB-02BC, U+02C6, U+02DA, U+02DC, U+2000-206F, U+2122, U+2212"],
].map(([name, unicodeRange]) => new FontFace("Instrument Sans", `url("${new URL(`../fonts/instrument-sans-${name}.woff2`, import.meta.url)}")`, { weight: "400 700", unicodeRange }));

let picture;

onmessage = ({ data }) => {
  if (data.canvas) {
    picture = new SeatPicture(data.canvas, () => new OffscreenCanvas(1, 1), data.hall, data.colours, changes => postMessage(changes));

    // Names are written in another typeface until this one is there, as on pages.
    fonts.forEach(font => self.fonts.add(font));
    Promise.allSettled(fonts.map(font => font.load())).then(() => picture.restart());
  } else if (data.at) {
    picture.show(data.at);
  } else if (data.flags) {
    picture.change(data.flags, data.seats);
  } else {
    picture.recolour(data.colours);
  }
};

postMessage("ready");

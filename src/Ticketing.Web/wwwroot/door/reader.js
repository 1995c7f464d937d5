// A worker, so that reading codes never holds the page up: the library where the build had it, else grey pictures for the service.

let library = null;
try {
  await import('./lib/jsQR.js');
  library = self.jsQR;
} catch {
  // The service reads instead.
}

self.onmessage = ({ data: { act, frame } }) => {
  const { width, height } = frame;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(frame, 0, 0);
  frame.close();
  const { data } = context.getImageData(0, 0, width, height);
  if (act === 'read') {
    self.postMessage({ text: library(data, width, height, { inversionAttempts: 'attemptBoth' })?.data || null });
  } else {
    const picture = greyOf(data, width, height);
    self.postMessage({ picture }, [picture]);
  }
};

self.postMessage({ ready: library !== null });

/** A binary PGM: a line of header, then a byte for each pixel. */
function greyOf(pixels, width, height) {
  const header = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(header.length + width * height);
  bytes.set(header);
  for (let from = 0, to = header.length; from < pixels.length; from += 4, to++) {
    bytes[to] = (pixels[from] * 77 + pixels[from + 1] * 150 + pixels[from + 2] * 29) >> 8;
  }
  return bytes.buffer;
}

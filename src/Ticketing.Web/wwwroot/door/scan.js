// The camera: reads QR codes by the browser itself, else by a library in a worker, else by the service.

import { call } from './api.js';

// Pixels of the square in the middle of the picture that is read. What goes to the service is smaller: it goes over the network.
const localSide = 640;
const sentSide = 480;
const betweenFrames = 90;
const betweenSent = 350;

/** How codes are read here: `{ name, side, pause, read(video) }`; `read` gives a text or null. Null: this browser can't. */
export async function chooseReader() {
  if (await hasDetector()) {
    const detector = new BarcodeDetector({ formats: ['qr_code'] });
    return { name: 'browser', pause: betweenFrames, read: async video => (await detector.detect(video))[0]?.rawValue ?? null };
  }
  if (!('OffscreenCanvas' in window) || !('Worker' in window)) {
    return null;
  }
  const worker = await startWorker();
  if (!worker) {
    return null;
  }
  return worker.reads
    ? { name: 'library', pause: betweenFrames, read: async video => (await worker.ask('read', await cut(video, localSide))).text }
    : { name: 'service', pause: betweenSent, read: async video => readByService((await worker.ask('grey', await cut(video, sentSide))).picture) };
}

async function hasDetector() {
  try {
    return 'BarcodeDetector' in window && (await BarcodeDetector.getSupportedFormats()).includes('qr_code');
  } catch {
    return false;
  }
}

/** The square in the middle of what the camera sees: as much as the page shows of it. */
function cut(video, side) {
  const { videoWidth: width, videoHeight: height } = video;
  const least = Math.min(width, height);
  const size = Math.min(least, side);
  return createImageBitmap(video, (width - least) / 2, (height - least) / 2, least, least, { resizeWidth: size, resizeHeight: size });
}

async function readByService(picture) {
  const answer = await call('POST', '/door/read', { body: picture, type: 'image/x-portable-graymap' });
  return answer.status === 200 ? answer.body.text : null;
}

/** The worker, once it has said whether it has the library; null: it does not start. */
function startWorker() {
  return new Promise(resolve => {
    const worker = new Worker(new URL('./reader.js', import.meta.url), { type: 'module' });
    let answered = null;
    worker.onerror = () => resolve(null);
    worker.onmessage = ({ data }) => {
      if ('ready' in data) {
        resolve({
          reads: data.ready,
          ask: (act, frame) => new Promise(done => {
            answered = done;
            worker.postMessage({ act, frame }, [frame]);
          }),
        });
      } else {
        answered(data);
      }
    };
  });
}

/** The camera at the back, shown in a video element: `{ stop, torch }`, where `torch(on)` is null on a camera without light. Throws as getUserMedia does. */
export async function openCamera(video) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  video.srcObject = stream;
  await video.play();
  const [track] = stream.getVideoTracks();
  const torch = track.getCapabilities?.().torch ? on => track.applyConstraints({ advanced: [{ torch: on }] }) : null;
  return {
    torch,
    stop() {
      stream.getTracks().forEach(one => one.stop());
      video.srcObject = null;
    },
  };
}

/** Notes a moment for who measures; the one before of its name is forgotten, since there are ten a second. */
export function mark(name) {
  performance.clearMarks(name);
  performance.mark(name);
}

/** Reads frame after frame until `signal` is aborted; nothing while `isIdle()`. A code that stays before the camera is found once. */
export async function watch(video, reader, { signal, isIdle, found }) {
  let last = null, seen = 0;
  while (!signal.aborted) {
    await new Promise(resolve => setTimeout(resolve, reader.pause));
    if (isIdle() || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
      continue;
    }
    mark('door:frame');
    let text = null;
    try {
      text = await reader.read(video);
    } catch {
      // A camera that is being closed has no picture.
    }
    if (!text || signal.aborted || isIdle()) {
      continue;
    }
    const isSame = text === last && Date.now() - seen < 2500;
    [last, seen] = [text, Date.now()];
    if (!isSame) {
      await found(text);
      seen = Date.now();
    }
  }
}

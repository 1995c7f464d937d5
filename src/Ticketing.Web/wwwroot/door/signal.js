// A verdict that is heard and felt: tones and vibration, each kind of its own.

// Frequency in Hz and seconds of each tone; up for yes, level for wait, low and long for no.
const sounds = {
  go: { type: 'sine', tones: [[880, 0.09], [1320, 0.16]], vibration: [70] },
  ask: { type: 'triangle', tones: [[587, 0.14], [0, 0.06], [587, 0.14]], vibration: [90, 70, 90] },
  stop: { type: 'square', tones: [[185, 0.55]], vibration: [450] },
};

const loudness = { sine: 0.5, triangle: 0.6, square: 0.25 };
let audio;

/** Browsers let a page be heard only after somebody touched it: call this from a click. */
export function wake() {
  audio ??= 'AudioContext' in window ? new AudioContext() : null;
  return audio?.state === 'suspended' ? audio.resume() : undefined;
}

export function signal(tone, isAudible) {
  const { type, tones, vibration } = sounds[tone];
  navigator.vibrate?.(vibration);
  if (!isAudible || audio?.state !== 'running') {
    return;
  }
  const gain = audio.createGain();
  const oscillator = audio.createOscillator();
  oscillator.type = type;
  oscillator.connect(gain).connect(audio.destination);
  let at = audio.currentTime;
  oscillator.start(at);
  for (const [frequency, seconds] of tones) {
    // Ramps, since a tone that starts at once clicks.
    gain.gain.setValueAtTime(0, at);
    if (frequency) {
      oscillator.frequency.setValueAtTime(frequency, at);
      gain.gain.linearRampToValueAtTime(loudness[type], at + 0.01);
      gain.gain.setValueAtTime(loudness[type], at + seconds - 0.03);
      gain.gain.linearRampToValueAtTime(0, at + seconds);
    }
    at += seconds;
  }
  oscillator.stop(at + 0.02);
}

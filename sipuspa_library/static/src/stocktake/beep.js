// frequency in hertz and length in seconds of the notes of an answer: told apart without looking
const NOTES = {
    done: [[1320, 0.08]],
    info: [[880, 0.06]],
    warning: [[660, 0.15], [660, 0.15]],
    refused: [[330, 0.35]],
};
const VIBRATION = { done: 40, info: 20, warning: [120, 60, 120], refused: 400 };

let audio;

/** Sound the tone of an answer, and shake the phone; a device that can do neither stays silent. */
export function beep(tone) {
    window.navigator.vibrate?.(VIBRATION[tone]);
    if (!window.AudioContext) {
        return;
    }
    audio ||= new window.AudioContext();
    let at = audio.currentTime;
    for (const [frequency, length] of NOTES[tone] || []) {
        const note = audio.createOscillator();
        const volume = audio.createGain();
        note.frequency.value = frequency;
        volume.gain.value = 0.15;
        note.connect(volume).connect(audio.destination);
        note.start(at);
        note.stop(at + length);
        at += length + 0.05;
    }
}

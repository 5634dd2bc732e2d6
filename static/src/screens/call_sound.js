/** The chime and the voice of a display: one call after the other. */
const NOTES = [
    [0, 783.99],
    [0.35, 587.33],
];
const NOTE_LENGTH = 0.9;
const LONGEST_SPEECH = 8000;

export class CallSound {
    constructor(lang) {
        this.lang = lang;
        this.queue = Promise.resolve();
        this.audio = window.AudioContext ? new AudioContext() : null;
        // Voices are loaded when they are first asked for.
        window.speechSynthesis?.getVoices();
    }

    /** Browsers are silent until somebody has touched the page. */
    get blocked() {
        return this.audio?.state === "suspended";
    }

    async allow() {
        await this.audio?.resume();
        window.speechSynthesis?.speak(new SpeechSynthesisUtterance(""));
    }

    announce(text, {chime, speak}) {
        this.queue = this.queue.then(async () => {
            if (chime) {
                await this.chime();
            }
            if (speak) {
                await this.speak(text);
            }
        });
    }

    async chime() {
        if (!this.audio || this.blocked) {
            return;
        }
        const start = this.audio.currentTime + 0.05;
        for (const [after, pitch] of NOTES) {
            this.note(start + after, pitch);
        }
        await pause(1300);
    }

    note(moment, pitch) {
        const tone = this.audio.createOscillator();
        const volume = this.audio.createGain();
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0.0001, moment);
        volume.gain.exponentialRampToValueAtTime(0.4, moment + 0.03);
        volume.gain.exponentialRampToValueAtTime(0.0001, moment + NOTE_LENGTH);
        tone.connect(volume).connect(this.audio.destination);
        tone.start(moment);
        tone.stop(moment + NOTE_LENGTH);
    }

    async speak(text) {
        const speech = window.speechSynthesis;
        if (!speech) {
            return;
        }
        const words = new SpeechSynthesisUtterance(text);
        words.lang = this.lang;
        words.voice = this.voice();
        words.rate = 0.9;
        const done = new Promise((resolve) => {
            words.onend = words.onerror = resolve;
        });
        speech.cancel();
        speech.speak(words);
        await Promise.race([done, pause(LONGEST_SPEECH)]);
    }

    /** The voice of the country if there is one, else any of the language. */
    voice() {
        const voices = window.speechSynthesis.getVoices();
        const language = this.lang.slice(0, 2);
        const named = (voice) => voice.lang.replace("_", "-");
        return (
            voices.find((voice) => named(voice) === this.lang) ||
            voices.find((voice) => named(voice).startsWith(language)) ||
            null
        );
    }
}

function pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

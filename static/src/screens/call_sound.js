/** The chime and the voice of a display: one call after the other. */
const NOTES = [
    [0, 783.99],
    [0.35, 587.33],
];
const NOTE_LENGTH = 0.9;
const CHIME = 1300;
/** Voices come when they have been asked for; some engines have none, for ever. */
const VOICES = 3000;
/** Longer than anybody needs for so many letters: then the engine is stuck. */
const SLOWEST = [3000, 150];
/** What is said right after `cancel` is lost with speech-dispatcher, without a word. */
const AFTER_CANCEL = 400;

export class CallSound {
    /**
     * @param {string} lang as in "nl-BE"
     * @param {Function} onTrouble told whether calls are heard: "ok", "blocked" (waits
     *     for a touch), "no_voice" (none of this language) or "failed"
     */
    constructor(lang, onTrouble = () => {}) {
        this.lang = lang;
        this.onTrouble = onTrouble;
        this.pending = [];
        const Audio = window.AudioContext || window.webkitAudioContext;
        this.audio = Audio ? new Audio() : null;
        this.chimed = 0;
        this.voices();
    }

    /** Browsers are silent until somebody has touched the page. */
    get blocked() {
        return Boolean(this.audio) && this.audio.state === "suspended";
    }

    async allow() {
        if (this.audio) {
            await this.audio.resume();
        }
    }

    /** Find out whether calls will be heard, before the first visitor is called. */
    async check({chime, speak}) {
        if (this.blocked && (chime || speak)) {
            this.onTrouble("blocked");
        } else if (speak && !(await this.voice())) {
            this.onTrouble("no_voice");
        }
    }

    /**
     * Sound the chime at once, and say a call after those before it. What was not said
     * yet and is over by then is not said; of one visitor only the last call is.
     *
     * @param {Object} call
     * @param {string} call.text
     * @param {*} call.key of the visitor
     * @param {() => boolean} call.open whether the visitor is still called
     * @param {{chime: boolean, speak: boolean}} how
     */
    announce({text, key, open}, {chime, speak}) {
        if (chime) {
            this.chime();
        }
        if (speak) {
            this.pending = this.pending.filter((other) => other.key !== key);
            this.pending.push({text, key, open});
            this.speaking = this.speaking || this.speakAll();
        }
    }

    chime() {
        if (!this.audio || this.blocked) {
            this.onTrouble("blocked");
            return;
        }
        this.chimed = Date.now();
        const start = this.audio.currentTime + 0.05;
        for (const [after, pitch] of NOTES) {
            this.note(start + after, pitch);
        }
    }

    note(moment, pitch) {
        const tone = this.audio.createOscillator();
        const volume = this.audio.createGain();
        tone.frequency.value = pitch;
        volume.gain.setValueAtTime(0.0001, moment);
        volume.gain.exponentialRampToValueAtTime(0.4, moment + 0.03);
        volume.gain.exponentialRampToValueAtTime(0.0001, moment + NOTE_LENGTH);
        tone.connect(volume);
        volume.connect(this.audio.destination);
        tone.start(moment);
        tone.stop(moment + NOTE_LENGTH);
    }

    async speakAll() {
        while (this.pending.length) {
            await pause(Math.max(0, this.chimed + CHIME - Date.now()));
            const call = this.pending.shift();
            if (call && call.open()) {
                await this.speak(call.text);
            }
        }
        this.speaking = null;
    }

    async speak(text) {
        const voice = await this.voice();
        if (!voice) {
            // A voice of another language says words that nobody understands.
            this.onTrouble("no_voice");
            return;
        }
        const words = new SpeechSynthesisUtterance(text);
        words.lang = voice.lang.replace("_", "-");
        words.voice = voice;
        words.rate = 0.9;
        const outcome = await Promise.race([this.said(words), this.tooLong(text)]);
        this.onTrouble(outcome);
        if (outcome === "failed") {
            speechSynthesis.cancel();
            await pause(AFTER_CANCEL);
        }
    }

    said(words) {
        return new Promise((resolve) => {
            words.onend = () => resolve("ok");
            words.onerror = ({error}) =>
                resolve(error === "not-allowed" ? "blocked" : "failed");
            speechSynthesis.speak(words);
        });
    }

    async tooLong(text) {
        const [least, letter] = SLOWEST;
        await pause(least + letter * text.length);
        return "failed";
    }

    voices() {
        return window.speechSynthesis ? speechSynthesis.getVoices() : [];
    }

    /** The voice of the country if there is one, else any of the language, else none. */
    async voice() {
        const until = Date.now() + VOICES;
        while (window.speechSynthesis && !this.voices().length && Date.now() < until) {
            await pause(100);
        }
        const language = this.lang.slice(0, 2).toLowerCase();
        const named = (voice) => voice.lang.replace("_", "-").toLowerCase();
        const voices = this.voices();
        return (
            voices.find((voice) => named(voice) === this.lang.toLowerCase()) ||
            voices.find((voice) => named(voice).slice(0, 2) === language) ||
            null
        );
    }
}

function pause(milliseconds) {
    return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

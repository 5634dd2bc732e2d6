import {browser} from "@web/core/browser/browser";

const EVERY = 1000;
const TONE = 0.35;
const PITCHES = [880, 660];

/** Two tones a second and a title that changes: also heard from behind other windows. */
export class AlarmSound {
    constructor(title) {
        this.title = title;
        this.words = "";
        this.beats = 0;
    }

    /** Sound while there are words, stop when there are none. */
    say(words) {
        this.words = words;
        if (words && !this.timer) {
            this.beat();
            this.timer = browser.setInterval(() => this.beat(), EVERY);
        } else if (!words && this.timer) {
            browser.clearInterval(this.timer);
            this.timer = null;
            // The title of the page comes back.
            this.title.setParts({});
        }
    }

    beat() {
        this.beats += 1;
        if (this.beats % 2) {
            document.title = `⚠ ${this.words}`;
        } else {
            this.title.setParts({});
        }
        PITCHES.forEach((pitch, place) => this.tone(pitch, place * TONE));
    }

    /** A page that nobody has touched yet may not sound: its title changes all the same. */
    tone(pitch, after) {
        this.audio ||= new AudioContext();
        const {audio} = this;
        if (audio.state === "suspended") {
            audio.resume();
            return;
        }
        const [tone, volume] = [audio.createOscillator(), audio.createGain()];
        const start = audio.currentTime + after;
        tone.frequency.value = pitch;
        volume.gain.value = 0.25;
        tone.connect(volume).connect(audio.destination);
        tone.start(start);
        tone.stop(start + TONE * 0.9);
    }
}

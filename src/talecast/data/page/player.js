/** The longest time between two looks at the clock, in milliseconds: a stalled or hurried sound is caught up with. */
const LONGEST_WAIT_MS = 250;

/**
 * The sound and its place in the book. It tells what sounds by events: "sentence" whenever another one does, "tick" about four
 * times a second, "state" when playing begins or ends, "fault" when a file cannot be played.
 */
class Player extends EventTarget {
  /**
   * @param {HTMLAudioElement} sound
   * @param {Times} times
   */
  constructor(sound, times) {
    super();
    this.sound = sound;
    this.times = times;
    this.file = -1;
    this.sentence = -1;
    this.timer = 0;
    /** The chapter at whose end to stop; -1 for none. */
    this.stopAfter = -1;
    sound.preservesPitch = true;
    for (const name of ["timeupdate", "seeked", "seeking", "ratechange", "playing"]) sound.addEventListener(name, () => this.watch());
    for (const name of ["play", "pause"]) sound.addEventListener(name, () => this.tell("state"));
    sound.addEventListener("ended", () => this.goOn());
    sound.addEventListener("error", () => this.tell("fault"));
    document.addEventListener("visibilitychange", () => this.watch());
  }

  /** @param {string} name */
  tell(name) {
    this.dispatchEvent(new Event(name));
  }

  get playing() {
    return !this.sound.paused;
  }

  play() {
    this.sound.play().catch(() => {}); // a pause that comes too soon ends it; a file that cannot be played is told of by "fault"
  }

  pause() {
    this.sound.pause();
  }

  get chapter() {
    return this.times.chapterOf(this.sentence);
  }

  /**
   * Go to a sentence, playing or not as before.
   * @param {number} sentence
   */
  goTo(sentence) {
    const wanted = Math.min(Math.max(sentence, 0), this.times.book.starts.length - 1);
    this.seek(this.times.fileOf(wanted), this.times.start(wanted));
  }

  /**
   * @param {number} file
   * @param {number} seconds into the file
   */
  seek(file, seconds) {
    if (file !== this.file) {
      const playing = this.playing;
      const speed = this.speed;
      this.file = file;
      this.sound.src = this.times.book.files[file].src;
      this.speed = speed;
      this.sound.currentTime = seconds; // before the file is there, it says where to begin
      if (playing) this.play();
    } else this.sound.currentTime = seconds;
    this.show(seconds);
  }

  get speed() {
    return this.sound.defaultPlaybackRate;
  }

  set speed(speed) {
    this.sound.defaultPlaybackRate = speed; // outlives a change of file
    this.sound.playbackRate = speed;
  }

  /** A file has ended: on with the next one. */
  goOn() {
    const stops = this.stopAfter >= 0;
    const next = this.times.end(this.file);
    if (next < this.times.book.starts.length) {
      this.goTo(next);
      if (stops) this.stop();
      else this.play();
    } else this.stop();
  }

  stop() {
    this.pause();
    this.stopAfter = -1;
    this.tell("stopped");
  }

  /** Show what sounds now, and come back on time for the next sentence: a frame of the screen would be late at a high speed. */
  watch() {
    clearTimeout(this.timer);
    if (this.file < 0) return;
    const now = this.sound.currentTime;
    this.show(now);
    this.tell("tick");
    if (!this.playing || this.sound.seeking) return;
    const next = this.sentence + 1;
    const left = next < this.times.end(this.file) ? this.times.start(next) - now : Infinity;
    const wait = (left * 1000) / this.sound.playbackRate;
    this.timer = setTimeout(() => this.watch(), Math.min(Math.max(wait, 1), LONGEST_WAIT_MS));
  }

  /** @param {number} seconds into the file */
  show(seconds) {
    const sentence = this.times.sentenceAt(this.file, seconds);
    if (sentence === this.sentence) return;
    const before = this.chapter;
    this.sentence = sentence;
    if (before === this.stopAfter && this.chapter !== before) this.stop();
    this.tell("sentence");
  }
}

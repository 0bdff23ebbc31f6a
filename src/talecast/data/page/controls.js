/**
 * An element of the page by its id; it is there.
 * @template {HTMLElement} T
 * @param {string} id
 */
function part(id) {
  return /** @type {T} */ (document.getElementById(id));
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** The buttons and sliders of the player. */
class Controls {
  /** @param {Player} player */
  constructor(player) {
    this.player = player;
    this.place = /** @type {HTMLInputElement} */ (part("place"));
    this.speed = /** @type {HTMLInputElement} */ (part("speed"));
    this.sleep = /** @type {HTMLSelectElement} */ (part("sleep"));
    /** Milliseconds of playing that are left, and since when they run. */
    this.sleepLeft = Infinity;
    this.sleepFrom = 0;
    part("play").addEventListener("click", () => (player.playing ? player.pause() : player.play()));
    part("back").addEventListener("click", () => player.goTo(this.neighbour(-1)));
    part("on").addEventListener("click", () => player.goTo(this.neighbour(1)));
    part("chapter-back").addEventListener("click", () => this.toChapter(-1));
    part("chapter-on").addEventListener("click", () => this.toChapter(1));
    this.place.addEventListener("keydown", () => this.showPlace(true)); // what the keys change is the place as it is now
    this.place.addEventListener("input", () => this.onPlace());
    this.speed.addEventListener("input", () => this.onSpeed(Number(this.speed.value)));
    this.sleep.addEventListener("change", () => this.onSleep());
    player.addEventListener("state", () => this.showState());
    player.addEventListener("tick", () => this.onTick());
    player.addEventListener("sentence", () => this.showChapter());
    player.addEventListener("stopped", () => (this.sleep.value = ""));
    player.addEventListener("fault", () => this.showFault());
    this.tellSystem();
  }

  /** The next sentence with words in that direction. @param {number} by 1 or -1 */
  neighbour(by) {
    const count = this.player.times.book.starts.length;
    let at = this.player.sentence + by;
    while (at > 0 && at < count - 1 && !element(at)) at += by;
    return at;
  }

  /** @param {number} by 1 or -1 */
  toChapter(by) {
    const chapters = this.player.times.book.chapters;
    const to = Math.min(Math.max(this.player.chapter + by, 0), chapters.length - 1);
    this.player.goTo(chapters[to].first);
  }

  onPlace() {
    const { file, start } = this.player.times.book.chapters[this.player.chapter];
    this.player.seek(file, start / this.player.times.book.rate + Number(this.place.value));
    this.showPlace(true);
  }

  /** @param {number} speed */
  onSpeed(speed) {
    this.player.speed = speed;
    this.speed.value = String(speed);
    this.speed.setAttribute("aria-valuetext", `${Number(speed.toFixed(1))} times`);
    part("speed-value").textContent = `${Number(speed.toFixed(1))} ×`;
  }

  onSleep() {
    const wanted = this.sleep.value;
    this.player.stopAfter = wanted === "chapter" ? this.player.chapter : -1;
    this.sleepLeft = Number(wanted) > 0 ? Number(wanted) * 60_000 : Infinity;
    this.sleepFrom = performance.now();
  }

  onTick() {
    const now = performance.now();
    if (this.player.playing) this.sleepLeft -= now - this.sleepFrom;
    this.sleepFrom = now;
    if (this.sleepLeft <= 0) {
      this.sleepLeft = Infinity;
      this.player.stop();
    }
    this.showPlace(false);
  }

  showState() {
    const { playing } = this.player;
    this.sleepFrom = performance.now();
    part("play").toggleAttribute("data-playing", playing);
    part("play-name").textContent = playing ? "Pause" : "Play";
  }

  /** Say which file is missing or damaged, once; the book is silent then, so that a screen reader may say it, too. */
  showFault() {
    document.getElementById("fault")?.remove();
    const said = document.createElement("p");
    said.id = "fault";
    said.setAttribute("role", "alert");
    const { src } = this.player.times.book.files[this.player.file];
    said.textContent = `The sound file ${decodeURIComponent(src)} cannot be played. It has to lie beside this page, whole.`;
    part("player").before(said);
    this.player.sound.addEventListener("loadedmetadata", () => said.remove(), { once: true });
  }

  /**
   * A slider that has the focus is left alone while the book speaks: a screen reader would say each of its values.
   * @param {boolean} asked by the reader
   */
  showPlace(asked) {
    const { start, end } = this.player.times.book.chapters[this.player.chapter];
    const rate = this.player.times.book.rate;
    const [gone, all] = [this.player.sound.currentTime - start / rate, (end - start) / rate];
    part("clock").textContent = `${clock(gone)} of ${clock(all)}`;
    if (!asked && document.activeElement === this.place) return;
    this.place.max = String(Math.floor(all));
    this.place.value = String(Math.round(gone));
    this.place.setAttribute("aria-valuetext", `${clock(gone)} of ${clock(all)}`);
  }

  showChapter() {
    const { chapter } = this.player;
    part("where").textContent = this.player.times.book.chapters[chapter].title;
    const buttons = document.querySelectorAll("#contents nav button");
    if (buttons[chapter]?.hasAttribute("aria-current")) return;
    buttons.forEach((button, at) => (at === chapter ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current")));
    if (this.player.stopAfter >= 0) this.player.stopAfter = chapter; // the reader has gone to another one
    if ("mediaSession" in navigator) {
      navigator.mediaSession.metadata = new MediaMetadata({ title: this.player.times.book.chapters[chapter].title, album: document.title });
    }
  }

  /** The keys of a keyboard or a headset that are for what plays. */
  tellSystem() {
    if (!("mediaSession" in navigator)) return;
    navigator.mediaSession.setActionHandler("previoustrack", () => this.toChapter(-1));
    navigator.mediaSession.setActionHandler("nexttrack", () => this.toChapter(1));
    navigator.mediaSession.setActionHandler("seekbackward", () => this.player.goTo(this.neighbour(-1)));
    navigator.mediaSession.setActionHandler("seekforward", () => this.player.goTo(this.neighbour(1)));
  }
}

/** So long after the reader has scrolled, in milliseconds, the text does not follow the voice. */
const LEAVE_ALONE_MS = 6000;

/** The text: it shows the sentence that sounds, and is a way to choose one. Nothing in it speaks to a screen reader by itself. */
class Reader {
  /**
   * @param {HTMLElement} main
   * @param {Player} player
   */
  constructor(main, player) {
    this.main = main;
    this.player = player;
    this.follows = true;
    /** @type {HTMLElement | null} */
    this.shown = null;
    /** The one sentence that Tab comes to. @type {HTMLElement | null} */
    this.stop = null;
    this.scrolledAt = -Infinity;
    const first = /** @type {HTMLElement | null} */ (main.querySelector(".s"));
    if (first) this.putStop(first);
    player.addEventListener("sentence", () => this.show());
    main.addEventListener("click", (event) => this.onClick(event));
    main.addEventListener("keydown", (event) => this.onKey(event));
    main.addEventListener("focusin", (event) => this.onFocus(event));
    for (const name of ["wheel", "touchmove"]) addEventListener(name, () => (this.scrolledAt = performance.now()), { passive: true });
  }

  show() {
    this.shown?.classList.remove("now");
    this.shown?.parentElement?.classList.remove("here");
    this.shown = element(this.player.sentence); // none for an announcement
    if (!this.shown) return;
    this.main.classList.add("going");
    this.shown.classList.add("now");
    this.shown.parentElement?.classList.add("here");
    if (!this.main.contains(document.activeElement) || document.activeElement === this.main) this.putStop(this.shown);
    if (this.follows && performance.now() - this.scrolledAt > LEAVE_ALONE_MS) this.bringIntoView(this.shown);
  }

  /** @param {HTMLElement} sentence */
  bringIntoView(sentence) {
    const box = sentence.getBoundingClientRect();
    const bar = document.getElementById("player");
    const below = bar && getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
    if (box.top >= below * 0.08 && box.bottom <= below * 0.8) return;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || Math.abs(box.top) > 3 * innerHeight;
    scrollBy({ top: box.top - below * 0.25, behavior: still ? "instant" : "smooth" });
  }

  /** @param {HTMLElement} sentence */
  putStop(sentence) {
    if (sentence === this.stop) return;
    sentence.tabIndex = 0;
    this.stop?.removeAttribute("tabindex");
    this.stop = sentence;
  }

  /** @param {MouseEvent} event */
  onClick(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const sentence = /** @type {HTMLElement | null} */ (target.closest(".s"));
    if (!sentence || target.closest("a") || !getSelection()?.isCollapsed) return; // words that are being marked are not clicked
    this.hear(sentence);
  }

  /** @param {HTMLElement} sentence */
  hear(sentence) {
    this.putStop(sentence);
    this.player.goTo(number(sentence));
    this.player.play();
  }

  /** @param {FocusEvent} event */
  onFocus(event) {
    const sentence = /** @type {HTMLElement} */ (event.target);
    if (sentence.classList.contains("s")) this.putStop(sentence);
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    const sentence = /** @type {HTMLElement} */ (event.target);
    if (!sentence.classList.contains("s") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "Enter") this.hear(sentence);
    else if (event.key === " ") this.player.playing ? this.player.pause() : this.player.play();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") this.step(sentence, event.key === "ArrowRight" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /**
   * Move the focus to the next sentence that has words.
   * @param {HTMLElement} sentence
   * @param {number} by 1 or -1
   */
  step(sentence, by) {
    const count = this.player.times.book.starts.length;
    for (let at = number(sentence) + by; at >= 0 && at < count; at += by) {
      const next = element(at);
      if (next) {
        next.tabIndex = 0;
        next.focus(); // and with the focus comes the stop
        return;
      }
    }
  }
}

/** @param {number} sentence */
function element(sentence) {
  return document.getElementById(`s${sentence}`);
}

/** @param {HTMLElement} sentence */
function number(sentence) {
  return Number(sentence.id.slice(1));
}

/** What the browser keeps for this page: the place in each book, and how the reader likes pages to look. */
class Memory {
  constructor() {
    /** @type {Storage | null} */
    this.storage = null;
    try {
      this.storage = localStorage;
      this.storage.setItem("talecast", "1"); // a full or forbidden one says so here
    } catch {
      this.storage = null; // the page says that it remembers nothing
    }
  }

  get works() {
    return this.storage !== null;
  }

  /**
   * @param {string} name
   * @returns {Record<string, unknown>} empty where nothing is kept, or nothing that is ours
   */
  read(name) {
    const kept = this.storage?.getItem(`talecast:${name}`) ?? "{}";
    try {
      const value = JSON.parse(kept);
      return typeof value === "object" && value !== null ? value : {};
    } catch {
      return {};
    }
  }

  /**
   * @param {string} name
   * @param {Record<string, unknown>} value
   */
  write(name, value) {
    try {
      this.storage?.setItem(`talecast:${name}`, JSON.stringify(value));
    } catch {
      this.storage = null; // full by now: the page goes on without
    }
  }
}

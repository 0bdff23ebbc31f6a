"use strict";

/**
 * What the page knows of the book's sound: written beside it, in samples, by the program that made the sound.
 * @typedef {object} Book
 * @property {string} id a UUID
 * @property {number} rate samples a second
 * @property {{src: string, first: number}[]} files each with the number of its first sentence
 * @property {{title: string, file: number, first: number, start: number, end: number}[]} chapters in samples of their file
 * @property {number[]} starts of each sentence, in samples of its file; announcements are sentences too
 */

/** The speech of a new sentence may be shown so many seconds early: what was sought is not always reached to the digit. */
const EARLY_S = 0.003;

/** When what sounds. Sentences are numbered through the whole book. */
class Times {
  /** @param {Book} book */
  constructor(book) {
    this.book = book;
  }

  /** The number behind the last sentence of a file. @param {number} file */
  end(file) {
    const next = this.book.files[file + 1];
    return next ? next.first : this.book.starts.length;
  }

  /** Which file a sentence is heard in. @param {number} sentence */
  fileOf(sentence) {
    return lastAtMost(this.book.files, (file) => file.first, sentence, 0, this.book.files.length);
  }

  /** Which chapter a sentence belongs to. @param {number} sentence */
  chapterOf(sentence) {
    return lastAtMost(this.book.chapters, (chapter) => chapter.first, sentence, 0, this.book.chapters.length);
  }

  /** When a sentence begins, in seconds of its file. @param {number} sentence */
  start(sentence) {
    return this.book.starts[sentence] / this.book.rate;
  }

  /**
   * The sentence that sounds, or sounded last; the first one of the file before it begins.
   * @param {number} file
   * @param {number} seconds
   */
  sentenceAt(file, seconds) {
    const first = this.book.files[file].first;
    const found = lastAtMost(this.book.starts, (start) => start, (seconds + EARLY_S) * this.book.rate, first, this.end(file));
    return Math.max(found, first);
  }
}

/**
 * The last index from `low` up to `high`, exclusive, whose value is at most `wanted`; `low - 1` where there is none.
 * @template T
 * @param {T[]} list sorted by `value`
 * @param {(item: T) => number} value
 * @param {number} wanted
 * @param {number} low
 * @param {number} high
 */
function lastAtMost(list, value, wanted, low, high) {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(list[middle]) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

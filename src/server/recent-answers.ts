import type { RequestNote } from "../metrics/request-counts.ts";

/** Answers in each of the two halves, and the longest URL and answer that are kept, in UTF-16 units: at most 3 MB. */
const HALF = 1024;
const LONGEST_URL = 256;
const LONGEST_ANSWER = 1024;

/** An answer that may be given again. */
export interface RecentAnswer {
  json: string;
  /** What is counted of each request for it. */
  note: RequestNote;
}

/**
 * The latest answers of one generation, by URL: most people type the same few beginnings, and the same generation and
 * URL give the same bytes.
 *
 * When the newer half is full it becomes the older one, and answers that were not asked for meanwhile are dropped.
 */
export class RecentAnswers {
  #newer = new Map<string, RecentAnswer>();
  #older = new Map<string, RecentAnswer>();

  get(url: string): RecentAnswer | undefined {
    const answer = this.#newer.get(url);
    if (answer !== undefined) return answer;
    const older = this.#older.get(url);
    if (older !== undefined) this.#keep(url, older);
    return older;
  }

  add(url: string, answer: RecentAnswer): void {
    if (url.length <= LONGEST_URL && answer.json.length <= LONGEST_ANSWER) this.#keep(url, answer);
  }

  #keep(url: string, answer: RecentAnswer): void {
    if (this.#newer.size >= HALF) {
      this.#older = this.#newer;
      this.#newer = new Map();
    }
    this.#newer.set(url, answer);
  }
}

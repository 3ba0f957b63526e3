/** Long answers: they are sent as fast as they are read, from one copy of theirs, and are bounded together. */

/** Bytes of answers that are sent at once, and left to the runtime and the system; longer ones are sent in pieces. */
export const LONG_ANSWER_BYTES = 16 * 1024;
/** Bytes that are handed to the runtime at a time, which keeps a copy of what it cannot send yet. */
const PIECE_BYTES = 16 * 1024;
/** Bytes of all long answers that are not read to their end. */
const MOST_BYTES = 32 * 1024 * 1024;
/** The connection of an answer that is given up is closed after so many seconds. */
const CLOSING_SECONDS = 1;

/** An answer that is being sent. */
interface Sending {
  bytes: Uint8Array;
  request: Request;
  controller: ReadableStreamDefaultController | null;
}

/** The long answers that are not read to their end. */
export class UnreadAnswers {
  /** Those first of which nothing was read for longest. */
  readonly #sending = new Set<Sending>();
  #bytes = 0;

  /** @param close closes the connection of a request once nothing was sent on it for some seconds */
  constructor(
    private readonly close: (request: Request, seconds: number) => void = () => {},
    private readonly mostBytes = MOST_BYTES,
  ) {}

  /** Bytes of them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The body of an answer. Where there is too much unread, those are given up that have stood still longest. */
  bodyOf(request: Request, text: string): string | ReadableStream {
    if (text.length <= LONG_ANSWER_BYTES || request.method === "HEAD") return text;
    const sending: Sending = { bytes: Buffer.from(text), request, controller: null };
    this.#sending.add(sending);
    this.#bytes += sending.bytes.length;
    for (const oldest of this.#sending) {
      if (this.#bytes <= this.mostBytes || oldest === sending) break;
      this.#giveUp(oldest);
    }
    let sent = 0;
    return new ReadableStream(
      {
        start: (controller) => {
          sending.controller = controller;
        },
        pull: (controller) => {
          controller.enqueue(sending.bytes.subarray(sent, sent + PIECE_BYTES));
          sent += PIECE_BYTES;
          this.#sending.delete(sending);
          if (sent < sending.bytes.length) this.#sending.add(sending);
          else {
            this.#bytes -= sending.bytes.length;
            controller.close();
          }
        },
        cancel: () => this.#forget(sending),
      },
      { highWaterMark: 0 },
    );
  }

  #giveUp(sending: Sending): void {
    this.#forget(sending);
    // Without a reason, as the runtime would print it.
    sending.controller?.error(undefined);
    this.close(sending.request, CLOSING_SECONDS);
  }

  #forget(sending: Sending): void {
    if (!this.#sending.delete(sending)) return;
    this.#bytes -= sending.bytes.length;
    sending.bytes = new Uint8Array(0);
  }
}

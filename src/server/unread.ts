/** Long answers: they are sent as fast as they are read, and are bounded together. */

/** UTF-16 units of answers that are sent at once, and left to the runtime and the system; longer ones are sent in pieces. */
export const LONG_ANSWER_UNITS = 16 * 1024;
/** UTF-16 units that are handed to the runtime at a time, at least; it keeps a copy of what it cannot send yet. */
const PIECE_UNITS = 16 * 1024;
/** UTF-16 units of all long answers that are not read to their end; nearly all are a byte each. */
const MOST_UNITS = 32 * 1024 * 1024;
/** The connection of an answer that is given up is closed after so many seconds. */
const CLOSING_SECONDS = 1;

/** An answer that is being sent. */
interface Sending {
  /** The answer, the last piece first. */
  pieces: string[];
  units: number;
  request: Request;
  controller: ReadableStreamDefaultController | null;
}

/** The long answers that are not read to their end. */
export class UnreadAnswers {
  /** Those first of which nothing was read for longest. */
  readonly #sending = new Set<Sending>();
  #units = 0;

  /** @param close closes the connection of a request once nothing was sent on it for some seconds */
  constructor(
    private readonly close: (request: Request, seconds: number) => void = () => {},
    private readonly mostUnits = MOST_UNITS,
  ) {}

  /** UTF-16 units of them. */
  get units(): number {
    return this.#units;
  }

  /** The body of an answer that is made of pieces. Where too much is unread, what has stood still longest is given up. */
  bodyOf(request: Request, pieces: readonly string[]): string | ReadableStream {
    const units = pieces.reduce((sum, { length }) => sum + length, 0);
    if (units <= LONG_ANSWER_UNITS || request.method === "HEAD") return pieces.join("");
    const sending: Sending = { pieces: pieces.toReversed(), units, request, controller: null };
    this.#sending.add(sending);
    this.#units += units;
    for (const oldest of this.#sending) {
      if (this.#units <= this.mostUnits || oldest === sending) break;
      this.#giveUp(oldest);
    }
    return new ReadableStream(
      {
        start: (controller) => {
          sending.controller = controller;
        },
        pull: (controller) => {
          controller.enqueue(Buffer.from(takeSome(sending.pieces)));
          if (sending.pieces.length === 0) {
            this.#forget(sending);
            controller.close();
          } else if (this.#sending.delete(sending)) this.#sending.add(sending);
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
    this.#units -= sending.units;
    sending.pieces = [];
  }
}

/** Takes pieces from the end of a list, until they are enough. */
function takeSome(pieces: string[]): string {
  let taken = "";
  while (pieces.length > 0 && taken.length < PIECE_UNITS) taken += pieces.pop();
  return taken;
}

import { setTimeout } from "node:timers/promises";
import { BackOff } from "../back-off.ts";
import { connect, DEFAULT_REDIS_LIMITS } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { channelOf } from "./publication.ts";

/** How a connection that is silent is found to be dead: Redis sends nothing until something is published. */
export interface NoticeTimes {
  /** How often Redis is pinged; milliseconds. */
  pingMs: number;
  /** How long the connection may be silent before it is replaced; milliseconds. */
  silenceMs: number;
}

const DEFAULT_NOTICE_TIMES: NoticeTimes = { pingMs: 5000, silenceMs: 15_000 };
/** How long to wait before connecting again. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** Receives what happens to publications and to the connection. */
export interface NoticeListener {
  /** Something was published, or may have been while there was no connection. */
  published(): void;
  /** The connection is lost. Called once until it is restored. */
  lost(reason: string): void;
  /** The connection is restored. */
  back(): void;
}

/** Listens for publications under a key, and connects again after losses, until `stop`. */
export class Notices {
  readonly #stopping = new AbortController();
  readonly #backOff = new BackOff(FIRST_RETRY_MS, LONGEST_RETRY_MS);
  #isLost = false;

  constructor(
    private readonly location: RedisLocation,
    private readonly listener: NoticeListener,
    private readonly times: NoticeTimes = DEFAULT_NOTICE_TIMES,
  ) {}

  async start(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const why = await this.#listen().catch((error: Error) => error.message);
      if (this.#stopping.signal.aborted) return;
      if (!this.#isLost) this.listener.lost(why);
      this.#isLost = true;
      const { signal } = this.#stopping;
      await setTimeout(this.#backOff.failed(), undefined, { signal }).catch(() => {});
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves with the reason why the connection ended. @throws AssemblError if there was none */
  async #listen(): Promise<string> {
    const { signal } = this.#stopping;
    const { pingMs, silenceMs } = this.times;
    const connection = await connect(this.location, {
      ...DEFAULT_REDIS_LIMITS,
      answerMs: silenceMs,
    });
    const { promise: closed, resolve } = Promise.withResolvers<string>();
    connection.onclose = resolve;
    const close = () => connection.close();
    signal.addEventListener("abort", close);
    // The connection ends if no answer comes.
    const ping = setInterval(() => connection.send("PING").catch(close), pingMs);
    try {
      if (signal.aborted) return "stopped";
      await connection.subscribe(channelOf(this.location.key), () => this.listener.published());
      this.#backOff.worked();
      if (this.#isLost) this.listener.back();
      this.#isLost = false;
      this.listener.published();
      return await closed;
    } finally {
      clearInterval(ping);
      signal.removeEventListener("abort", close);
      connection.close();
    }
  }
}

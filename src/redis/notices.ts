import { setTimeout } from "node:timers/promises";
import { BackOff } from "../back-off.ts";
import { connect, DEFAULT_REDIS_LIMITS } from "./connection.ts";
import type { RedisLocation } from "./location.ts";
import { channelOf } from "./publication.ts";

/** Redis says nothing by itself; whether it still could is found out. */
export interface NoticeTimes {
  /** How often the connection is tried; milliseconds. */
  pingMs: number;
  /** How long it may be silent before another takes its place; milliseconds. */
  silenceMs: number;
}

const DEFAULT_NOTICE_TIMES: NoticeTimes = { pingMs: 5000, silenceMs: 15_000 };
/** How long after a lost connection the next is tried. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5000;

/** What is told to who listens. */
export interface NoticeListener {
  /** Something was published, or may have been while nobody listened. */
  published(): void;
  /** Nothing is heard from now on. Told once until something is heard again. */
  lost(reason: string): void;
  /** The connection stands again. */
  back(): void;
}

/** Listens to what is published as a key, through lost connections, until `stop`. */
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

  /** Resolves with why the connection ended. @throws AssemblError where there is none */
  async #listen(): Promise<string> {
    const { signal } = this.#stopping;
    const { pingMs, silenceMs } = this.times;
    const client = await connect(this.location, { ...DEFAULT_REDIS_LIMITS, silenceMs });
    const { promise: closed, resolve } = Promise.withResolvers<string>();
    client.onclose = ({ message }) => resolve(message);
    const close = () => client.close();
    signal.addEventListener("abort", close);
    // Where nothing comes back the client closes the connection.
    const ping = setInterval(() => client.ping().catch(close), pingMs);
    try {
      if (signal.aborted) return "stopped";
      await client.subscribe(channelOf(this.location.key), () => this.listener.published());
      this.#backOff.worked();
      if (this.#isLost) this.listener.back();
      this.#isLost = false;
      this.listener.published();
      return await closed;
    } finally {
      clearInterval(ping);
      signal.removeEventListener("abort", close);
      client.close();
    }
  }
}

/** Connections to Redis, which is not trusted: what it answers is bounded in bytes and in time. */

import { connect as connectPlainly, isIP, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { AssemblError, reason } from "../errors.ts";
import type { RedisLocation } from "./location.ts";
import { RedisRefusal, type Reply, type ReplyLimits, ReplyReader } from "./replies.ts";

/** How long Redis may keep its clients waiting. */
export interface RedisLimits {
  /** How long connecting may take, and each answer until there is a connection; milliseconds. */
  connectMs: number;
  /** How long a whole answer may take, even if it never stops arriving; milliseconds. */
  answerMs: number;
}

export const DEFAULT_REDIS_LIMITS: RedisLimits = { connectMs: 5000, answerMs: 30_000 };

/** How large an answer may be where a command does not say otherwise. */
const REPLY_LIMITS: ReplyLimits = { bytes: 4096, items: 8 };
/** Messages are looked at so often at most, so that a flood of them takes no processor; milliseconds. */
const MESSAGES_PAUSE_MS = 50;
const LONGEST_REASON = 200;

type Argument = string | number | Uint8Array;

interface Pending {
  limits: ReplyLimits;
  resolve(reply: Reply): void;
  reject(error: Error): void;
  timer: ReturnType<typeof setTimeout>;
}

/** A connection; it does not connect again by itself. */
export class RedisConnection {
  /** Called once, with the reason, when the connection ends in any way. */
  onclose: (why: string) => void = () => {};
  readonly #replies = new ReplyReader();
  readonly #pending: Pending[] = [];
  #listener: (() => void) | null = null;
  #end: Error | null = null;

  private constructor(
    private readonly socket: Socket,
    private answerMs: number,
  ) {
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("it has closed the connection")));
  }

  /** Connects, logs in and chooses the database. @throws Error */
  static async open(url: string, { connectMs, answerMs }: RedisLimits): Promise<RedisConnection> {
    const { protocol, hostname, port, username, password, pathname } = new URL(url);
    const host = hostname.replace(/^\[|\]$/g, "");
    const isSecure = protocol === "rediss:";
    const socket = isSecure
      ? connectSecurely({ host, port: Number(port), ...(isIP(host) === 0 && { servername: host }) })
      : connectPlainly({ host, port: Number(port) });
    const connection = new RedisConnection(socket, connectMs);
    const { promise: connected, resolve } = Promise.withResolvers<void>();
    socket.once(isSecure ? "secureConnect" : "connect", resolve);
    const timer = setTimeout(() => connection.#fail(tooSlow(connectMs)), connectMs);
    const failed = new Promise<never>((_, reject) => {
      connection.onclose = () => reject(connection.#end);
    });
    try {
      await Promise.race([connected, failed]);
      clearTimeout(timer);
      const login = [username, password].map(decodeURIComponent).filter((part) => part !== "");
      if (login.length > 0) await connection.send("AUTH", login);
      if (pathname !== "/0") await connection.send("SELECT", [pathname.slice(1)]);
      connection.answerMs = answerMs;
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      clearTimeout(timer);
      failed.catch(() => {});
      connection.onclose = () => {};
    }
  }

  /**
   * Sends a command; several may be sent before the first is answered.
   *
   * @param limits of the answer; the connection ends if it is larger
   * @throws Error if Redis refuses, or the connection ends
   */
  async send(
    command: string,
    args: readonly Argument[] = [],
    limits: Partial<ReplyLimits> = {},
  ): Promise<Reply> {
    if (this.#end !== null) throw this.#end;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const timer = setTimeout(() => this.#fail(tooSlow(this.answerMs)), this.answerMs);
    this.#pending.push({ limits: { ...REPLY_LIMITS, ...limits }, resolve, reject, timer });
    const parts = [command, ...args].map((part) =>
      typeof part === "object" ? part : Buffer.from(String(part)),
    );
    this.socket.cork();
    this.socket.write(`*${parts.length}\r\n`);
    for (const part of parts) {
      this.socket.write(`$${part.length}\r\n`);
      this.socket.write(part);
      this.socket.write("\r\n");
    }
    this.socket.uncork();
    const reply = await promise;
    if (reply instanceof RedisRefusal) throw reply;
    return reply;
  }

  /** The value of a key, of up to so many bytes; null if there is none. */
  async get(key: string, bytes: number): Promise<Buffer | null> {
    return (await this.send("GET", [key], { bytes })) as Buffer | null;
  }

  /** Calls `listener` when something is published on a channel; messages that come at once are one call. */
  async subscribe(channel: string, listener: () => void): Promise<void> {
    this.#listener = listener;
    await this.send("SUBSCRIBE", [channel]);
  }

  close(why = "the connection is closed"): void {
    this.#fail(new Error(why));
  }

  #take(bytes: Buffer): void {
    try {
      this.#replies.push(bytes);
      let messages = 0;
      while (this.#replies.isWaiting) {
        if (this.#pending.length === 0 && this.#listener === null) throw unasked();
        const reply = this.#replies.next(this.#pending[0]?.limits ?? REPLY_LIMITS);
        if (reply === undefined) break;
        if (this.#listener !== null && isMessage(reply)) messages++;
        else this.#answer(reply);
      }
      if (messages > 0) this.#hear();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #answer(reply: Reply): void {
    const pending = this.#pending.shift();
    if (pending === undefined) throw unasked();
    clearTimeout(pending.timer);
    pending.resolve(reply);
  }

  #hear(): void {
    this.#listener?.();
    this.socket.pause();
    setTimeout(() => this.socket.resume(), MESSAGES_PAUSE_MS).unref();
  }

  #fail(error: Error): void {
    if (this.#end !== null) return;
    this.#end = error;
    this.socket.destroy();
    for (const { timer, reject } of this.#pending) {
      clearTimeout(timer);
      reject(error);
    }
    this.onclose(reasonOf(error));
  }
}

/** Connects. @throws AssemblError if Redis cannot be reached */
export async function connect(
  { url, name }: RedisLocation,
  limits: RedisLimits = DEFAULT_REDIS_LIMITS,
): Promise<RedisConnection> {
  try {
    return await RedisConnection.open(url, limits);
  } catch (error) {
    throw new AssemblError(
      `cannot connect to ${name}: ${reasonOf(error)}`,
      "check that Redis runs there, with TLS only for rediss, and accepts the user and password in the address",
      { cause: error },
    );
  }
}

/** Connects for some commands. @throws AssemblError if Redis cannot be reached or refuses one of them */
export async function withRedis<T>(
  location: RedisLocation,
  work: (connection: RedisConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect(location);
  try {
    return await work(connection);
  } catch (error) {
    throw failure(location, error);
  } finally {
    connection.close();
  }
}

/** An error as one that users see; what is not one yet comes from Redis or the connection. */
export function failure({ name }: RedisLocation, error: unknown): AssemblError {
  if (error instanceof AssemblError) return error;
  const remedy = "check that Redis runs, is not a read-only replica and has enough memory";
  return new AssemblError(`${name} fails: ${reasonOf(error)}`, remedy, { cause: error });
}

/** What Redis or the system says, which may be any text, cut to a length. */
function reasonOf(error: unknown): string {
  return reason(error).replace(/\.$/, "").slice(0, LONGEST_REASON);
}

function isMessage(reply: Reply): boolean {
  return Array.isArray(reply) && reply[0] instanceof Buffer && reply[0].toString() === "message";
}

function tooSlow(milliseconds: number): Error {
  return new Error(`it takes longer than ${milliseconds / 1000} s for an answer`);
}

function unasked(): Error {
  return new Error("it sends what nobody has asked for");
}

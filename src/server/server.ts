import { AssemblError, reason } from "../errors.ts";
import type { Settings } from "../settings.ts";
import { type AnsweringOptions, answering } from "./answering.ts";
import { MAXIMUM_BODY_BYTES } from "./body.ts";
import { IdleCollector } from "./idle-collector.ts";

/** A request that neither sends nor reads for so long is cut off. */
const IDLE_SECONDS = 30;
/** The runtime itself answers larger bodies with 413 and closes; what is a little too large is told why. */
const LARGEST_BODY_BYTES = 4 * MAXIMUM_BODY_BYTES;
/** How often a stopping server looks whether its last request is done. */
const DRAIN_POLL_MS = 10;

type ListenSettings = Pick<Settings, "bind" | "port" | "accessLog">;

/** Where to listen, and what for. */
export interface ServerOptions extends ListenSettings, AnsweringOptions {
  /** The port is one that other workers listen on too. */
  isShared?: boolean;
}

/** A listening server. */
export interface RunningServer {
  /** `http://127.0.0.1:8000` */
  url: string;
  /** Takes no more connections, lets the requests in hand finish, and resolves. */
  stop(): Promise<void>;
}

/** Listens. @throws AssemblError where the address cannot be had */
export function startServer(options: ServerOptions): RunningServer {
  const { bind, port, state } = options;
  const collector = new IdleCollector();
  try {
    const server = Bun.serve({
      hostname: bind,
      port,
      reusePort: options.isShared ?? false,
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: LARGEST_BODY_BYTES,
      fetch: answering(options, collector),
      error: () => new Response(null, { status: 500 }),
    });
    state.inHand = () => server.pendingRequests;
    const stop = () => drain(server).finally(() => collector.stop());
    return { url: urlOf(bind, server.port ?? port), stop };
  } catch (error) {
    collector.stop();
    throw cannotListen(bind, port, error);
  }
}

export function cannotListen(bind: string, port: number, error: unknown): AssemblError {
  return new AssemblError(
    `cannot listen on ${bind}:${port} (${reason(error)})`,
    "choose another --port or --bind, or stop what listens there",
    { cause: error },
  );
}

async function drain(server: Bun.Server<unknown>): Promise<void> {
  const stopped = server.stop();
  while (server.pendingRequests > 0) await Bun.sleep(DRAIN_POLL_MS);
  // What is left are idle connections, which would hold the process for as long as clients like.
  await server.stop(true);
  await stopped;
}

/** Every address is shown as this machine's own, which is where one tries it. */
export function urlOf(bind: string, port: number): string {
  const host = bind === "0.0.0.0" || bind === "::" ? "127.0.0.1" : bind;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

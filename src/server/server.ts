import { AssemblError, reason } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Awaitable } from "../lookup/catalogue.ts";
import { emptyNote } from "../metrics/request-counts.ts";
import type { Settings } from "../settings.ts";
import { BODY_LIMITS } from "./body.ts";
import { type ClientAddress, peerAddress } from "./client-address.ts";
import { dispatch } from "./dispatch.ts";
import { IdleCollector } from "./idle-collector.ts";
import { splitUrl } from "./query-string.ts";
import type { ServerState } from "./state.ts";

/** A connection on which nothing is sent or received for this long is closed. */
const IDLE_SECONDS = 30;
/** The runtime closes the connection on a larger body; one that is only a little too large is answered with a reason. */
const LARGEST_BODY_BYTES = 4 * BODY_LIMITS.bytes;
/** How often a stopping server checks whether its last request is finished. */
const DRAIN_POLL_MS = 10;
const MILLISECONDS = 1000;
/** UTF-16 units of a path that the access log shows. */
const LONGEST_LOGGED_PATH = 512;

/** Where to listen, and what for. */
export interface ServerOptions extends Pick<Settings, "bind" | "port" | "accessLog"> {
  state: ServerState;
  log: Log;
  /** Finds the address that the access log gives for a client; by default that of the connection. */
  clientAddress?: ClientAddress;
  /** Whether other workers listen on the same port. */
  isShared?: boolean;
}

/** A listening server. */
export interface RunningServer {
  /** `http://127.0.0.1:8000` */
  url: string;
  /** Takes no more connections and resolves when the requests in hand are finished. */
  stop(): Promise<void>;
}

/** Listens. @throws AssemblError if the address cannot be listened on */
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
    state.listensWith(server);
    const stop = () => drain(server).finally(() => collector.stop());
    return { url: urlOf(bind, server.port ?? port), stop };
  } catch (error) {
    collector.stop();
    throw cannotListen(bind, port, error);
  }
}

/** Answers requests, and counts, logs and marks each answer on its way out. */
function answering(
  { state, log, accessLog, clientAddress = peerAddress }: ServerOptions,
  collector: IdleCollector,
): (request: Request, server: Bun.Server<unknown>) => Awaitable<Response> {
  return (request, server) => {
    collector.count();
    const start = performance.now();
    const note = emptyNote();
    // Read before the request is answered, as the runtime forgets it when the connection closes.
    const client = accessLog
      ? clientAddress(request, server.requestIP(request)?.address)
      : undefined;
    const end = (response: Response) => {
      const milliseconds = performance.now() - start;
      state.counts.add(note, response.status, milliseconds / MILLISECONDS);
      // Makes clients that keep connections open connect to another server.
      if (state.isDraining) response.headers.set("Connection", "close");
      if (accessLog) {
        log.info("request", {
          client,
          method: request.method,
          path: splitUrl(request.url).path.slice(0, LONGEST_LOGGED_PATH),
          status: response.status,
          ms: Number(milliseconds.toFixed(3)),
        });
      }
      return response;
    };
    const response = dispatch(request, state, log, note);
    return response instanceof Promise ? response.then(end) : end(response);
  };
}

async function drain(server: Bun.Server<unknown>): Promise<void> {
  const stopped = server.stop();
  while (server.pendingRequests > 0) await Bun.sleep(DRAIN_POLL_MS);
  // Closes idle connections, which would otherwise keep the process alive until clients close them.
  await server.stop(true);
  await stopped;
}

/**
 * Makes sure that no other program listens on an address. Workers share theirs with a flag that lets any two programs
 * of one user share a port by mistake, so it is first taken without that flag.
 *
 * @param port 0 for any free one
 * @returns the port, which is free again
 * @throws AssemblError if it cannot be listened on
 */
export function claimPort(bind: string, port: number): number {
  try {
    const claim = Bun.listen({ hostname: bind, port, socket: { data() {} } });
    claim.stop(true);
    return claim.port;
  } catch (error) {
    throw cannotListen(bind, port, error);
  }
}

function cannotListen(bind: string, port: number, error: unknown): AssemblError {
  return new AssemblError(
    `cannot listen on ${bind}:${port} (${reason(error)})`,
    "choose another --port or --bind, or stop the program that listens there",
    { cause: error },
  );
}

/** The URL at which this machine reaches a server that listens on an address. */
export function urlOf(bind: string, port: number): string {
  const host = bind === "0.0.0.0" || bind === "::" ? "127.0.0.1" : bind;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

import { AssemblError, reason } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Settings } from "../settings.ts";
import type { Awaitable } from "../suggest/catalogue.ts";
import { type ClientAddress, peerAddress } from "./client-address.ts";
import { dispatch } from "./dispatch.ts";
import { IdleCollector } from "./idle-collector.ts";
import { splitUrl } from "./parameters.ts";
import type { ServerState } from "./state.ts";

/** A request that neither sends nor reads for so long is cut off. */
const IDLE_SECONDS = 30;
/** How often a stopping server looks whether its last request is done. */
const DRAIN_POLL_MS = 10;

/** The settings that say where to listen, and how. */
export type ListenSettings = Pick<Settings, "bind" | "port" | "accessLog">;

/** Where to listen, and what for. */
export interface ServerOptions extends ListenSettings {
  state: ServerState;
  log: Log;
  /** Whom the access log names; the other end of the connection where it is not given. */
  clientAddress?: ClientAddress;
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
  const { bind, port, state, log, accessLog, clientAddress = peerAddress } = options;
  const collector = new IdleCollector();
  const answer = (request: Request) => {
    collector.count();
    const response = dispatch(request, state, log);
    return state.draining ? closing(response) : response;
  };
  try {
    const server = Bun.serve({
      hostname: bind,
      port,
      reusePort: options.isShared ?? false,
      idleTimeout: IDLE_SECONDS,
      fetch: accessLog ? logged(answer, clientAddress, log) : answer,
      error: () => new Response(null, { status: 500 }),
    });
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

/** Clients that keep their connections open are to ask another server from now on. */
async function closing(response: Awaitable<Response>): Promise<Response> {
  const last = await response;
  last.headers.set("Connection", "close");
  return last;
}

async function drain(server: Bun.Server<unknown>): Promise<void> {
  const stopped = server.stop();
  while (server.pendingRequests > 0) await Bun.sleep(DRAIN_POLL_MS);
  // What is left are idle connections, which would hold the process for as long as clients like.
  await server.stop(true);
  await stopped;
}

function logged(
  answer: (request: Request) => Awaitable<Response>,
  clientAddress: ClientAddress,
  log: Log,
): (request: Request, server: Bun.Server<unknown>) => Promise<Response> {
  return async (request, server) => {
    const start = performance.now();
    const client = clientAddress(request, server.requestIP(request)?.address);
    const response = await answer(request);
    log.info("request", {
      client,
      method: request.method,
      path: splitUrl(request.url).path,
      status: response.status,
      ms: Number((performance.now() - start).toFixed(3)),
    });
    return response;
  };
}

/** Every address is shown as this machine's own, which is where one tries it. */
export function urlOf(bind: string, port: number): string {
  const host = bind === "0.0.0.0" || bind === "::" ? "127.0.0.1" : bind;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

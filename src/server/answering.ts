import type { Log } from "../log.ts";
import type { Awaitable } from "../lookup/catalogue.ts";
import { emptyNote } from "../metrics/request-counts.ts";
import { type ClientAddress, peerAddress } from "./client-address.ts";
import { dispatch } from "./dispatch.ts";
import type { IdleCollector } from "./idle-collector.ts";
import { splitUrl } from "./parameters.ts";
import type { ServerState } from "./state.ts";

const MILLISECONDS = 1000;

/** What answers come from, and what is done with each. */
export interface AnsweringOptions {
  state: ServerState;
  log: Log;
  /** Write a line for each request. */
  accessLog: boolean;
  /** Whom the access log names; the other end of the connection where it is not given. */
  clientAddress?: ClientAddress;
}

type Answering = (request: Request, server: Bun.Server<unknown>) => Awaitable<Response>;

/** Answers requests, and counts, logs and marks each answer on its way out. */
export function answering(
  { state, log, accessLog, clientAddress = peerAddress }: AnsweringOptions,
  collector: IdleCollector,
): Answering {
  return (request, server) => {
    collector.count();
    const start = performance.now();
    const note = emptyNote();
    // Asked first, as it is forgotten with the connection.
    const client = accessLog
      ? clientAddress(request, server.requestIP(request)?.address)
      : undefined;
    const end = (response: Response) => {
      const milliseconds = performance.now() - start;
      state.counts.add(note, response.status, milliseconds / MILLISECONDS);
      // Clients that keep their connections open are to ask another server from now on.
      if (state.draining) response.headers.set("Connection", "close");
      if (accessLog) {
        log.info("request", {
          client,
          method: request.method,
          path: splitUrl(request.url).path,
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

import type { IncomingMessage } from "node:http";
import { command } from "../cli/command.ts";
import { printLines } from "../cli/print.ts";
import { AssemblError, reason } from "../errors.ts";
import { urlOf } from "../server/server.ts";

/** How long a server may take to answer before it counts as down; milliseconds. */
const PATIENCE_MS = 3000;

export const health = command({
  name: "health",
  summary: "ask the server on this machine whether it is ready; for container health checks",
  operands: "",
  operandCount: [0, 0],
  options: {},
  settings: ["bind", "port"],
  example: "assembl health --port 8000",
  async run({ settings }) {
    const { bind, port } = settings;
    const url = `${urlOf(bind, port)}/readyz`;
    const response = await ask(url);
    const { statusCode } = response;
    const { json } = await import("node:stream/consumers");
    const { detail } = (await json(response).catch(() => ({}))) as { detail?: string };
    if (statusCode === 200) {
      printLines(["ready"]);
      return 0;
    }
    throw new AssemblError(
      `the server at ${url} is not ready: ${detail ?? `status ${statusCode}`}`,
      "wait, or look at its log",
    );
  },
});

/**
 * Does not use `fetch`, which would send the request to the proxy in HTTP_PROXY. Loads node:http only here, as a server
 * runs the same program and would need 2 MB more with it.
 */
async function ask(url: string): Promise<IncomingMessage> {
  const { get } = await import("node:http");
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  get(url, { signal }, resolve).on("error", reject);
  try {
    return await promise;
  } catch (error) {
    const why = signal.aborted ? `no answer within ${PATIENCE_MS} ms` : reason(error);
    throw new AssemblError(
      `no server answers at ${url} (${why})`,
      "start one with `assembl serve`, or give its --port",
      { cause: error },
    );
  }
}

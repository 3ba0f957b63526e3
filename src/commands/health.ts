import { command } from "../cli/command.ts";
import { AssemblError, reason } from "../errors.ts";

/** A server that takes longer, in milliseconds, is as good as down. */
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
    const host = bind === "0.0.0.0" ? "127.0.0.1" : bind === "::" ? "::1" : bind;
    const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}/readyz`;
    const response = await ask(url);
    if (response.ok) {
      console.log("ready");
      return 0;
    }
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string };
    throw new AssemblError(
      `the server at ${url} is not ready: ${detail ?? `status ${response.status}`}`,
      "wait, or look into its log",
    );
  },
});

async function ask(url: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw new AssemblError(
      `no server answers at ${url} (${reason(error)})`,
      "start one with `assembl serve`, or give its --port",
      { cause: error },
    );
  }
}

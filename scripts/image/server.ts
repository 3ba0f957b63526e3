/** Runs the image's server and asks it what a client and an orchestrator would. */

import type { Buildah, ImageConfig, RunOptions } from "./buildah.ts";
import type { Running } from "./execute.ts";
import { effectiveUser, killTree, processTree, runs } from "./processes.ts";

const START_SECONDS = 30;
const STOP_SECONDS = 15;

/** The image's server, run by its own entry point and command. */
export class ImageServer implements AsyncDisposable {
  readonly #running: Running;
  #exitCode: number | undefined;

  private constructor(
    readonly buildah: Buildah,
    readonly container: string,
    readonly config: ImageConfig,
    readonly options: RunOptions,
    readonly url: string,
  ) {
    this.#running = buildah.start(container, [...config.Entrypoint, ...config.Cmd], options);
    this.#running.exited.then((code) => {
      this.#exitCode = code;
    });
  }

  /** Starts the server with a folder mounted read-only at /data, and waits until it is ready. */
  static async start(
    buildah: Buildah,
    name: string,
    config: ImageConfig,
    data: string,
  ): Promise<ImageServer> {
    const port = freePort();
    const server = new ImageServer(
      buildah,
      await buildah.container(name),
      config,
      { env: { PORT: String(port) }, volumes: [`${data}:/data:ro`] },
      `http://127.0.0.1:${port}`,
    );
    try {
      await server.#waitUntilReady();
    } catch (error) {
      await server[Symbol.asyncDispose]();
      const written = (await server.#running.written).join("");
      throw new Error(`${error instanceof Error ? error.message : error}\n${written}`.trim());
    }
    return server;
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(this.url + path, { signal: this.buildah.stop });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return await response.json();
  }

  /** Runs the image's health check inside the container, and returns its exit code. */
  async health(): Promise<number> {
    const [kind, ...command] = this.config.Healthcheck?.Test ?? ["NONE"];
    if (kind !== "CMD") throw new Error(`it is of kind ${kind}, not a plain command`);
    const check = this.buildah.start(this.container, command, this.options);
    await check.written;
    return await check.exited;
  }

  /** The user that the server acts as. */
  user(): number {
    return effectiveUser(this.#pid());
  }

  /** The root of its files, as the server sees it. */
  root(): string {
    return `/proc/${this.#pid()}/root`;
  }

  /** Sends SIGTERM to the server itself, and returns its exit code. */
  async terminate(): Promise<number> {
    process.kill(this.#pid(), "SIGTERM");
    await this.#until(STOP_SECONDS, () => this.#exitCode !== undefined);
    if (this.#exitCode === undefined) throw new Error(`still running after ${STOP_SECONDS} s`);
    return this.#exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#exitCode === undefined) killTree(this.#running.pid);
    await this.#running.written;
  }

  async #waitUntilReady(): Promise<void> {
    let ready = false;
    await this.#until(START_SECONDS, async () => {
      ready = await fetch(`${this.url}/readyz`).then(
        (response) => response.ok,
        () => false,
      );
      return ready || this.#exitCode !== undefined;
    });
    if (ready) return;
    throw new Error(
      this.#exitCode === undefined
        ? `not ready within ${START_SECONDS} s`
        : `it ended with exit code ${this.#exitCode}`,
    );
  }

  async #until(seconds: number, reached: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    const { stop } = this.buildah;
    while (!(await reached()) && Date.now() < deadline && !stop.aborted) {
      await Bun.sleep(20);
    }
    stop.throwIfAborted();
  }

  /** The server's own process: buildah stands before it with two of its own. */
  #pid(): number {
    const pid = processTree(this.#running.pid).find((pid) => runs(pid, this.config.Entrypoint[0]!));
    if (pid === undefined) throw new Error("the image's server is not running");
    return pid;
  }
}

function freePort(): number {
  const listener = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: { data() {} },
  });
  const { port } = listener;
  listener.stop(true);
  return port;
}

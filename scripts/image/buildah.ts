/** Builds and runs images with buildah, which needs no daemon, and nothing of the kernel but chroot. */

import { join } from "node:path";
import { installed } from "../../test/support/processes/debian.ts";
import { Program, succeed } from "../../test/support/processes/program.ts";

/** What an image says about how it is run. */
export interface ImageConfig {
  User: string;
  Entrypoint: string[];
  Cmd: string[];
  Labels: Record<string, string>;
  Healthcheck?: { Test: string[] };
}

/** An image in the store. */
export interface Image {
  config: ImageConfig;
  /** Bytes of each layer, the base's first. */
  layers: number[];
}

/** How an image is run, besides what its own configuration says. */
export interface RunOptions {
  env: Record<string, string>;
  volumes: string[];
}

/** An image store in a folder of its own. */
export class Buildah {
  readonly #command: string[];
  readonly #env: NodeJS.ProcessEnv;

  constructor(
    folder: string,
    readonly stop: AbortSignal,
  ) {
    this.#command = [
      installed("buildah"),
      ...["--storage-driver", "vfs", "--root", join(folder, "storage")],
      ...["--runroot", join(folder, "run")],
    ];
    // When buildah is killed, it leaves its temporary files behind.
    this.#env = { ...process.env, TMPDIR: folder };
  }

  /** Makes an image of a root file system with additional files and variables. */
  async importBase(
    name: string,
    tarball: string,
    files: Record<string, string> = {},
    env: Record<string, string> = {},
  ): Promise<string> {
    const container = await this.#run("from", "scratch");
    await this.#run("add", "--quiet", container, tarball, "/");
    for (const [target, source] of Object.entries(files)) {
      await this.#run("copy", "--quiet", container, source, target);
    }
    const settings = Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]);
    await this.#run("config", ...settings, container);
    await this.#run("commit", "--quiet", "--rm", container, name);
    return `localhost/${name}`;
  }

  /** Builds the Dockerfile of a folder. */
  async build(
    name: string,
    context: string,
    args: Record<string, string>,
    volumes: string[],
  ): Promise<string> {
    await this.#run(
      "build",
      // The OCI format cannot hold a health check.
      ...["--isolation", "chroot", "--format", "docker", "--pull-never", "--layers=false"],
      ...Object.entries(args).flatMap(([key, value]) => ["--build-arg", `${key}=${value}`]),
      ...volumes.flatMap((volume) => ["--volume", volume]),
      ...["--tag", name, context],
    );
    return `localhost/${name}`;
  }

  async inspect(image: string): Promise<Image> {
    const document = JSON.parse(await this.#run("inspect", "--type", "image", image));
    const layers: { size: number }[] = JSON.parse(document.Manifest).layers;
    return { config: document.Docker.config, layers: layers.map((layer) => layer.size) };
  }

  /** Makes a container of an image, in which programs can be run. */
  container(image: string): Promise<string> {
    return this.#run("from", "--pull-never", image);
  }

  /** Starts a program in a container, as the image's user and with the image's variables. */
  start(container: string, program: string[], options: RunOptions): Program {
    return new Program(
      [
        ...this.#command,
        ...["run", "--isolation", "chroot"],
        ...Object.entries(options.env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
        ...options.volumes.flatMap((volume) => ["--volume", volume]),
        ...["--", container, ...program],
      ],
      { env: this.#env, stop: this.stop },
    );
  }

  /** What buildah prints. */
  async #run(...args: string[]): Promise<string> {
    const options = { env: this.#env, stop: this.stop };
    return (await succeed([...this.#command, ...args], options)).stdout.trim();
  }
}

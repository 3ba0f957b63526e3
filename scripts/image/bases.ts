/** The contents of the base images, made from Debian's packages, so that no image registry is needed. */

import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { installed } from "../../test/support/processes/debian.ts";
import { succeed } from "../../test/support/processes/program.ts";

const SUITE = "bookworm";
const { env } = process;

/** Raise this when the contents change, so that older ones in a cache are not used. */
const REVISION = 1;

/** Half of what Debian installs is not needed here, and each file costs time in every run. */
const UNUSED = [
  "dev",
  "usr/share/doc",
  "usr/share/locale",
  "usr/share/man",
  "usr/share/zoneinfo",
  "var/cache/apt",
  "var/lib/apt/lists",
];

/** Tarballs of the root file systems. */
export interface Bases {
  /** A minimal Debian, in which the executable is compiled. */
  build: string;
  /** Debian's C library and nothing else, which shows that the executable needs no more. */
  runtime: string;
}

/** The tarballs in the user's cache, which are made first if they are not there. */
export async function bases(work: string, stop: AbortSignal): Promise<Bases> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "assembl");
  const folder = join(cache, `image-bases-${SUITE}-${process.arch}-${REVISION}`);
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    try {
      await mkdir(unfinished, { recursive: true });
      await make(work, inside(unfinished), stop);
      await install(unfinished, folder);
    } finally {
      await rm(unfinished, { recursive: true, force: true });
    }
  }
  return inside(folder);
}

function inside(folder: string): Bases {
  return { build: join(folder, "build.tar"), runtime: join(folder, "runtime.tar") };
}

/** A single rename, so that the cache has both tarballs or neither. */
async function install(unfinished: string, folder: string): Promise<void> {
  try {
    await rename(unfinished, folder);
  } catch (error) {
    // Another run has made the same tarballs in the meantime.
    if (!existsSync(folder)) throw error;
  }
}

async function make(work: string, tarballs: Bases, stop: AbortSignal): Promise<void> {
  const debian = join(work, "debian");
  const mirror = await aptMirror(stop);
  const options = ["--variant=minbase", "--force-check-gpg"];
  await succeed([installed("debootstrap"), ...options, SUITE, debian, ...mirror], { env, stop });
  const archives = join(debian, "var/cache/apt/archives");
  const libc = (await readdir(archives)).find((name) => name.startsWith("libc6_"));
  if (!libc) throw new Error("debootstrap left no package of the C library behind");
  const root = join(work, "libc");
  await succeed(["dpkg-deb", "--extract", join(archives, libc), root], { env, stop });
  await mkdir(join(root, "tmp"));
  await chmod(join(root, "tmp"), 0o1777);
  await pack(root, tarballs.runtime, stop);
  await pack(debian, tarballs.build, stop);
}

async function pack(root: string, tarball: string, stop: AbortSignal): Promise<void> {
  await succeed(
    [
      ...["tar", "--create", "--file", tarball, "--directory", root, "--numeric-owner"],
      ...UNUSED.map((path) => `--exclude=./${path}/*`),
      ".",
    ],
    { env, stop },
  );
}

/** The mirror that this machine's apt uses for the suite; without one debootstrap chooses its own. */
async function aptMirror(stop: AbortSignal): Promise<string[]> {
  const { stdout } = await succeed(["apt-get", "update", "--print-uris"], { env, stop });
  const mirror = stdout.match(new RegExp(`^'(https?://\\S+)/dists/${SUITE}/InRelease'`, "m"))?.[1];
  return mirror ? [mirror] : [];
}

/** Installs what tests need from Debian's packages, so that `bun run ci` works on a machine that has only Node. */

import { succeed } from "./program.ts";

/** A program that the checks run, and the Debian package that it is in. */
export interface Tool {
  program: string;
  package: string;
}

/** Runs the reader of indexes that is written in another language. */
export const PYTHON: Tool = { program: "python3", package: "python3" };

/** What the trials of faults run besides Assembl. */
export const FAULT_TOOLS: readonly Tool[] = [
  { program: "mariadbd", package: "mariadb-server" },
  { program: "mariadb", package: "mariadb-client" },
  { program: "nginx", package: "nginx-light" },
  { program: "redis-server", package: "redis-server" },
  { program: "faketime", package: "faketime" },
  { program: "bindfs", package: "bindfs" },
  { program: "openssl", package: "openssl" },
];

/**
 * Installs those programs that are missing, with a single run of apt-get.
 *
 * @throws Error with the names of the packages, if this user or machine cannot install them
 */
export async function ensureTools(tools: readonly Tool[]): Promise<void> {
  const missing = tools.filter((tool) => find(tool.program) === null);
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((tool) => tool.package))];
  const aptGet = Bun.which("apt-get");
  const sudo = process.getuid?.() === 0 ? [] : Bun.which("sudo") ? ["sudo", "-n"] : null;
  if (!aptGet || !sudo) {
    throw new Error(
      `these checks need ${packages.join(", ")} and this user cannot install them; ` +
        `install them first (Debian, Ubuntu: apt-get install ${packages.join(" ")})`,
    );
  }
  console.log(`installing ${packages.join(", ")} from Debian's packages`);
  const { env } = process;
  await succeed([...sudo, aptGet, "update"], { env });
  // Waits for another installation, such as the one after a machine has started.
  const options = ["-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends"];
  const quietly = ["env", "DEBIAN_FRONTEND=noninteractive", aptGet, "install", ...options];
  await succeed([...sudo, ...quietly, ...packages], { env });
  const absent = missing.filter((tool) => find(tool.program) === null);
  if (absent.length > 0) {
    throw new Error(`installed ${packages.join(", ")}, but ${absent[0]!.program} is still missing`);
  }
}

/** The path of a program; null if there is none. Servers are in sbin, which is not on every user's PATH. */
export function find(program: string): string | null {
  return Bun.which(program, { PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin` });
}

/** The path of a program that the checks install. @throws Error if it is missing */
export function installed(program: string): string {
  const path = find(program);
  if (path === null) throw new Error(`${program} is missing; \`bun run ci\` installs it`);
  return path;
}

/** Installs what tests need from Debian's packages, so that `run ci` works on a machine with only Node. */

/** A program that the checks run, and the Debian package that brings it. */
export interface Tool {
  program: string;
  package: string;
}

/**
 * Makes sure that every program is on the PATH, with one apt-get run for those that are not.
 *
 * @throws Error naming the packages, where this user or machine cannot install them
 */
export async function ensureTools(tools: Tool[]): Promise<void> {
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
  await run([...sudo, aptGet, "update"]);
  await run([
    ...sudo,
    "env",
    "DEBIAN_FRONTEND=noninteractive",
    aptGet,
    // Another installation may be under way, as after the start of a machine.
    "-o",
    "DPkg::Lock::Timeout=300",
    "install",
    "-y",
    "--no-install-recommends",
    ...packages,
  ]);
  const absent = missing.filter((tool) => find(tool.program) === null);
  if (absent.length > 0) {
    throw new Error(`installed ${packages.join(", ")}, but ${absent[0]!.program} is still missing`);
  }
}

/** Servers live in sbin, which is not on every user's PATH. */
export function find(program: string): string | null {
  return Bun.which(program, { PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin:/sbin` });
}

async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code !== 0) {
    throw new Error(`${command.join(" ")} failed with exit code ${code}\n${out}${err}`);
  }
}

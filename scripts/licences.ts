/**
 * The packages in Assembl and those that it is developed with, and their licences, as docs/LICENCES.md lists them.
 *
 *     bun scripts/licences.ts     writes the list again
 */

import { join } from "node:path";
import { alignColumns } from "../src/cli/table.ts";

const REPOSITORY = join(import.meta.dir, "..");
const LIST = join(REPOSITORY, "docs/LICENCES.md");

/** The fields of a package's manifest that are used here. */
interface Manifest {
  name: string;
  version: string;
  license?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** A package that is installed. */
export interface Package {
  name: string;
  version: string;
  licence: string;
}

const readManifest = (folder: string): Promise<Manifest> =>
  Bun.file(join(REPOSITORY, folder, "package.json")).json();

/** The packages in the executable: the dependencies of the manifest, and all of theirs. */
export async function packagesInside(): Promise<Package[]> {
  const { dependencies = {} } = await readManifest(".");
  const found = new Map<string, Package>();
  const wanted = Object.keys(dependencies);
  for (let name = wanted.pop(); name !== undefined; name = wanted.pop()) {
    if (found.has(name)) continue;
    const manifest = await readManifest(join("node_modules", name));
    found.set(name, packageOf(manifest));
    wanted.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return sorted([...found.values()]);
}

/** The packages that a checkout needs for builds, tests and benchmarks. */
export async function packagesBeside(): Promise<Package[]> {
  const { devDependencies = {} } = await readManifest(".");
  const manifests = Object.keys(devDependencies).map((name) =>
    readManifest(join("node_modules", name)),
  );
  return sorted((await Promise.all(manifests)).map(packageOf));
}

function packageOf({ name, version, license }: Manifest): Package {
  return { name, version, licence: license ?? "none given" };
}

function sorted(packages: Package[]): Package[] {
  return packages.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function table(packages: readonly Package[]): string {
  const rows = packages.map(({ name, version, licence }) => [name, version, licence]);
  return alignColumns([["package", "version", "licence"], ...rows])
    .map((line) => `    ${line}`)
    .join("\n");
}

/** docs/LICENCES.md for the packages that are installed. */
export async function licencesText(): Promise<string> {
  return `# Licences

Assembl itself is under the MIT licence. \`bun scripts/licences.ts\` writes this list, and a test compares it with what
is installed. Versions are exact, and \`bun.lock\` holds the checksum of each.

## In the executable

Beside these the executable holds the Bun runtime it was compiled with (MIT; the licences of the libraries inside Bun
are listed in its own LICENSE.md).

${table(await packagesInside())}

## For development

${table(await packagesBeside())}

Gene names for the demo index, tests and benchmarks come from \`ideogram\`'s cache of Ensembl's data. Debian's packages
that tests install (MariaDB, zstd, faketime, buildah, debootstrap) are run as programs and are part of nothing.
`;
}

if (import.meta.main) await Bun.write(LIST, await licencesText());

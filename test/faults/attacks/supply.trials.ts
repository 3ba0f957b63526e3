/** What others could put in the place of what builds, tests and images are made with. */

import { join } from "node:path";
import type { Fault, Trial } from "../trial.ts";

const REPOSITORY = join(import.meta.dir, "../../..");
/** Files that name actions and images. */
const NAMING = ".github/workflows/*.yml,Dockerfile,docs/recipes/compose.yaml";
/** `uses: owner/action@version`; `FROM image`, an argument that is one, and `image:`. */
const USES = /^\s*(?:- )?uses: *(\S+)|^FROM +(?!\$)(\S+)|^ARG +\w+_IMAGE=(\S+)|^\s*image: *(\S+)/gm;
const PINNED = /@(sha256:[0-9a-f]{64}|[0-9a-f]{40})$/;
/** Made here, or by the recipe's reader. */
const OWN = /^(assembl|\.\/)/;

/** Actions and images are named by what they hold, as a tag may be moved to something else. */
async function unpinned(trial: Trial): Promise<void> {
  for (const pattern of NAMING.split(",")) {
    for (const path of new Bun.Glob(pattern).scanSync({ cwd: REPOSITORY, dot: true })) {
      const text = await Bun.file(join(REPOSITORY, path)).text();
      for (const [, ...names] of text.matchAll(USES)) {
        const name = names.find((each) => each !== undefined)!;
        trial.tried++;
        if (!PINNED.test(name) && !OWN.test(name)) trial.mistake(`${path} takes ${name}`);
      }
    }
  }
}

export const SUPPLY_ATTACKS: readonly Fault[] = [
  {
    name: "attacks: actions and images that others can change",
    times: { short: 1, long: 1 },
    run: unpinned,
  },
];

import type { Route } from "./api/route.ts";
import { geneSuggest } from "./handlers/gene-suggest.ts";
import { genes } from "./handlers/genes.ts";
import { healthz, readyz } from "./handlers/health.ts";
import { indexInfo } from "./handlers/index-info.ts";
import { openApiOf } from "./handlers/openapi.ts";
import { resolve } from "./handlers/resolve.ts";
import { species } from "./handlers/species.ts";
import { suggest } from "./handlers/suggest.ts";

const DESCRIBED = [geneSuggest, suggest, genes, resolve, species, indexInfo, healthz, readyz];

/** The route of every path that is answered. */
export const ROUTES: ReadonlyMap<string, Route> = new Map(
  [...DESCRIBED, openApiOf(DESCRIBED)].flatMap((route) => route.paths.map((path) => [path, route])),
);

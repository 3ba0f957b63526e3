import type { Endpoint, Route } from "./api/route.ts";
import { geneSuggest } from "./handlers/gene-suggest.ts";
import { genes } from "./handlers/genes.ts";
import { healthz, readyz } from "./handlers/health.ts";
import { indexInfo } from "./handlers/index-info.ts";
import { locate } from "./handlers/locate.ts";
import { metrics } from "./handlers/metrics.ts";
import { openApiOf } from "./handlers/openapi.ts";
import { resolve } from "./handlers/resolve.ts";
import { species } from "./handlers/species.ts";
import { suggest } from "./handlers/suggest.ts";
import { WEB_FILES } from "./handlers/web-file.ts";

const DESCRIBED = [
  geneSuggest,
  suggest,
  locate,
  genes,
  resolve,
  species,
  indexInfo,
  healthz,
  readyz,
];

/** The routes that /openapi.json describes. */
export const API_ROUTES: readonly Route[] = [...DESCRIBED, openApiOf(DESCRIBED)];

/** All routes, by their paths. */
export const ROUTES: ReadonlyMap<string, Endpoint> = new Map(
  [...API_ROUTES, metrics, ...WEB_FILES].flatMap((route) =>
    route.paths.map((path) => [path, route]),
  ),
);

import type { Awaitable } from "../suggest/catalogue.ts";
import { geneSuggest } from "./handlers/gene-suggest.ts";
import { genes } from "./handlers/genes.ts";
import { healthz, readyz } from "./handlers/health.ts";
import { indexInfo } from "./handlers/index-info.ts";
import { species } from "./handlers/species.ts";
import { suggest } from "./handlers/suggest.ts";
import type { Parameters } from "./parameters.ts";
import type { ServerState } from "./state.ts";

/** Answers a GET. @throws Problem, UnknownSpecies or SourceError where the request cannot be answered */
export type Handler = (
  request: Request,
  parameters: Parameters,
  state: ServerState,
) => Awaitable<Response>;

/** Every path that is answered. */
export const ROUTES: ReadonlyMap<string, Handler> = new Map([
  ["/gene_suggest/", geneSuggest],
  ["/gene_suggest", geneSuggest],
  ["/v1/suggest", suggest],
  ["/v1/genes", genes],
  ["/v1/species", species],
  ["/v1/index", indexInfo],
  ["/healthz", healthz],
  ["/readyz", readyz],
]);

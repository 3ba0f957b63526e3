import { answerWithOwnTag } from "../answer.ts";
import type { Handler } from "../routes.ts";

/** `GET /v1/index`: which data this server answers from. */
export const indexInfo: Handler = (request, _parameters, state) => {
  const served = state.requireServed();
  return answerWithOwnTag(served, request, served.catalogue.about());
};

/** The description of the API, made from the routes themselves. */

import { VERSION } from "../../version.ts";
import type { AnswerSettings } from "../served.ts";
import { ref, SCHEMAS, type SchemaName } from "./answers.ts";
import type { Parameter } from "./parameters.ts";
import type { Route } from "./route.ts";
import type { Schema } from "./schema.ts";

const OPENAPI_VERSION = "3.1.1";

/** What the statuses of problems mean; those that are not listed for a route are described as its default. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: "something in the request is missing or not valid",
  404: "there is no such species",
  408: "the body arrives too slowly",
  413: "the body is too large",
  415: "the body is of the wrong type",
  503: "the request cannot be answered at the moment",
};

/** The OpenAPI document of some routes. */
export function describeApi(routes: readonly Route[], settings: AnswerSettings): Schema {
  return {
    openapi: OPENAPI_VERSION,
    info: {
      title: "Assembl",
      version: VERSION,
      summary: "Gene-name autocomplete for any species",
      license: { name: "MIT", identifier: "MIT" },
    },
    ...(settings.basePath !== null && { servers: [{ url: settings.basePath }] }),
    paths: Object.fromEntries(
      routes.map((route) => [
        route.paths[0],
        { [route.method.toLowerCase()]: describe(route, settings) },
      ]),
    ),
    components: { schemas: SCHEMAS },
  };
}

function describe(
  { name, summary, parameters, body, answers, isTagged, problems }: Route,
  settings: AnswerSettings,
): Schema {
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && {
      parameters: parameters.map((parameter) => describeParameter(parameter, settings)),
    }),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: body.schema, example: body.example } },
      },
    }),
    responses: {
      200: { description: "the answer", content: json(answers) },
      ...(isTagged && { 304: { description: "the client has this answer already" } }),
      ...Object.fromEntries(problems.map((status) => [status, problem(MEANINGS[status]!)])),
      default: problem("any other problem"),
    },
  };
}

function describeParameter(
  { name, description, required, schema, example }: Parameter<unknown>,
  settings: AnswerSettings,
): Schema {
  return {
    name,
    in: "query",
    description,
    required,
    schema: schema(settings),
    // The items of a list are separated by commas.
    ...(Array.isArray(example) && { style: "form", explode: false }),
    example,
  };
}

function problem(description: string): Schema {
  return { description, content: { "application/problem+json": { schema: ref("Problem") } } };
}

function json(name: SchemaName): Schema {
  return { "application/json": { schema: ref(name) } };
}

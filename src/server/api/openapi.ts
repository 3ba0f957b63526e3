/** The description of the API, made of the routes themselves. */

import { VERSION } from "../../version.ts";
import type { AnswerSettings } from "../served.ts";
import { ref, SCHEMAS, type SchemaName } from "./answers.ts";
import type { Parameter } from "./parameter.ts";
import type { Route } from "./route.ts";
import type { Schema } from "./schema.ts";

const OPENAPI_VERSION = "3.1.1";

/** What a problem's status means; of all others the description says that they may come. */
const MEANINGS: Readonly<Record<number, string>> = {
  400: "something in the request is missing or cannot be used",
  404: "there is no such species",
  408: "the body comes in too slowly",
  413: "the body is too large",
  415: "the body is of another type",
  503: "there is nothing to answer from now",
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
      ...(isTagged && { 304: { description: "the client has the answer already" } }),
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
    // A list has commas between its items.
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

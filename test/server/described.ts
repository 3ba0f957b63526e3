/** The description of the API at /openapi.json, and checking answers against it. */

import { expect } from "bun:test";
import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import type { TestServer } from "../support/servers/served.ts";

interface Content {
  [type: string]: { schema: object; example?: unknown };
}

export interface DescribedParameter {
  name: string;
  required: boolean;
  schema: object;
  example: string | readonly string[];
}

/** An operation in the description. */
export interface Operation {
  path: string;
  /** In upper case. */
  method: string;
  parameters: readonly DescribedParameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
}

export class Description {
  readonly operations: readonly Operation[];
  readonly #ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });

  constructor(readonly document: { paths: object; components: { schemas: object } }) {
    // OpenAPI's own keywords are not keywords of JSON Schema.
    this.#ajv.addVocabulary(Object.keys(document));
    this.#ajv.addSchema(document, "api");
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries<Partial<Operation>>(methods).map(([method, operation]) => ({
        parameters: [],
        responses: {},
        ...operation,
        path,
        method: method.toUpperCase(),
      })),
    );
  }

  static async of(server: TestServer): Promise<Description> {
    return new Description(await server.json("/openapi.json"));
  }

  operation(path: string): Operation {
    const found = this.operations.find((operation) => operation.path === path);
    if (found === undefined) throw new Error(`${path} is not described`);
    return found;
  }

  /** A function that checks values against a schema of the description. */
  validator(schema: object): ValidateFunction {
    const ref = "$ref" in schema ? `api${schema.$ref}` : undefined;
    return this.#ajv.compile(ref === undefined ? schema : { $ref: ref });
  }

  /** Fails unless a response is as its operation describes; resolves with its status. */
  async expectDescribed(operation: Operation, response: Response): Promise<number> {
    const { status } = response;
    const described = operation.responses[status] ?? operation.responses.default!;
    const text = await response.text();
    if (described.content === undefined) {
      expect(text).toBe("");
      return status;
    }
    const [type, { schema }] = Object.entries(described.content)[0]!;
    expect(response.headers.get("content-type")).toBe(type);
    const validate = this.validator(schema);
    validate(JSON.parse(text));
    expect({ of: response.url, text, errors: validate.errors ?? [] }).toEqual({
      of: response.url,
      text,
      errors: [],
    });
    return status;
  }
}

/** The target of an operation with some parameters; their values are the examples unless others are given. */
export function targetOf(
  { path }: Operation,
  parameters: readonly DescribedParameter[],
  values: Readonly<Record<string, string>> = {},
): string {
  const given = new URLSearchParams();
  for (const { name, example } of parameters) given.set(name, values[name] ?? String(example));
  return `${path}?${given}`;
}

/** Method and headers of a request for an operation, and the example of its body. */
export function initOf({ method, requestBody }: Operation): RequestInit {
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  if (type === undefined) return { method };
  return {
    method,
    headers: { "Content-Type": type },
    body: JSON.stringify(content!.example),
  };
}

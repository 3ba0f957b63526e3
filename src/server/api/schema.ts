/** A JSON schema, draft 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export function text(description: string): Schema {
  return { type: "string", description };
}

export function count(description: string): Schema {
  return { type: "integer", minimum: 0, description };
}

export function textOrNull(description: string): Schema {
  return { type: ["string", "null"], description };
}

export function countOrNull(description: string): Schema {
  return { type: ["integer", "null"], minimum: 0, description };
}

export function listOf(items: Schema): Schema {
  return { type: "array", items };
}

/** An object with these members and no others; all but `optional` are always there. */
export function object(
  members: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return {
    type: "object",
    required: Object.keys(members),
    properties: { ...members, ...optional },
    additionalProperties: false,
  };
}

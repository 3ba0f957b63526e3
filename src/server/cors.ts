/** Lets pages of the origin read answers and their tags; nothing where the origin is empty. */
export function corsHeaders(origin: string): Record<string, string> {
  if (origin === "") return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": "ETag",
    ...(origin === "*" ? {} : { Vary: "Origin" }),
  };
}

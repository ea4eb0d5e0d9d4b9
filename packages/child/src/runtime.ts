/** Which runtime this is, where it is not Node. */
export const runtime = process.versions as { readonly bun?: string; readonly deno?: string };

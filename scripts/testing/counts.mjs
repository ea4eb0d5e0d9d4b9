/** What a run comes to when a step before its tests failed. */
export function failure(step) {
  console.error(`failed: ${step}, so no test could run`);
  return { passed: 0, failed: 1, failures: [{ name: step, errors: [] }], skipped: [] };
}

/**
 * Names what was skipped, and once more what failed, which may lie far above by now. The last line is always
 * "N passed, N failed", with ", N skipped" where tests were.
 */
export function conclude(...results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const skipped = results.flatMap((result) => result.skipped);
  const passed = sum("passed");
  const failed = sum("failed");
  for (const { name, reason } of skipped) console.log(`skipped: ${name}: ${reason}`);
  const failures = results.flatMap((result) => result.failures);
  if (failures.length > 0) console.log("What failed:");
  for (const { name, errors } of failures) console.log([name, ...errors].join("\n").replace(/^/gm, "  "));
  const counts = [`${passed} passed`, `${failed} failed`];
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  // A run in which nothing was executed has proved nothing.
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(counts.join(", "));
}

const GAP = 10;

/** What the question is answered with, once it is something; undefined when that takes too long. In ms. */
export async function until<T>(
  question: () => T | undefined | false,
  patience: number,
): Promise<T | undefined> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = question();
    if (answer) return answer;
    if (performance.now() >= deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, GAP));
  }
}

/** Something that happens once or can no longer happen. Nobody is told who did not ask: no stray rejection. */
export class Milestone {
  #outcome: { error?: Error } | undefined;
  #waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  reach(): void {
    this.#settle({});
  }

  fail(error: Error): void {
    this.#settle({ error });
  }

  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#tell();
    });
  }

  #settle(outcome: { error?: Error }): void {
    this.#outcome ??= outcome;
    this.#tell();
  }

  #tell(): void {
    if (this.#outcome === undefined) return;
    const { error } = this.#outcome;
    for (const { resolve, reject } of this.#waiting.splice(0)) error ? reject(error) : resolve();
  }
}

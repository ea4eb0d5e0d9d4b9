export type Write = (line: string) => "written" | "full" | "failed";

const RETRY_AFTER = 50;
const MOST_WAITING = 64;

/** Lines to the parent, in order, kept while the pipe is full or the binding not yet confirmed. Never blocks. */
export function createOutbox(): {
  /** A line that can be spared is dropped when too many wait already. */
  send(line: string, spare?: boolean): void;
  /** From now on lines are written in this way, beginning with `first` and those that wait. */
  open(write: Write, first?: string): void;
} {
  let waiting: string[] = [];
  let write: Write | undefined;
  let retry: NodeJS.Timeout | undefined;
  return {
    send(line, spare) {
      if (spare && waiting.length >= MOST_WAITING) return;
      waiting.push(line);
      flush();
    },
    open(how, first) {
      write = how;
      if (first !== undefined) waiting.unshift(first);
      flush();
    },
  };

  function flush(): void {
    clearTimeout(retry);
    while (write !== undefined && waiting.length > 0) {
      const outcome = write(waiting[0] as string);
      if (outcome === "full") {
        retry = setTimeout(flush, RETRY_AFTER).unref();
        return;
      }
      if (outcome === "failed") waiting = [];
      else waiting.shift();
    }
  }
}

/** To a parent that does not listen. */
export const nowhere: Write = () => "failed";

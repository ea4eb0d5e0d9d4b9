import { until, type WaitOptions } from "./wait.js";

/** A JSON line that a fixture wrote. */
export interface Message {
  readonly type: string;
}

/** `Known` says which facts come with which type, so that `message("up")` has a port. */
export type Typed<Known, Type> = Message & (Type extends keyof Known ? Known[Type] : Record<string, unknown>);

type Matcher = string | ((message: Message & Record<string, unknown>) => boolean);

export interface MessageOptions {
  timeout?: number;
  /** How many of them there must be; the last one is returned. */
  count?: number;
}

export interface Inbox<Known> {
  /** Everything so far, in the order of arrival. */
  readonly messages: readonly Message[];
  /** Those of this type so far. */
  of<Type extends string>(type: Type): Typed<Known, Type>[];
  /** Waits for one; those that are already here count. */
  message<Type extends string>(type: Type, options?: MessageOptions): Promise<Typed<Known, Type>>;
  message(
    match: (message: Message & Record<string, unknown>) => boolean,
    options?: MessageOptions,
  ): Promise<Typed<Known, never>>;
}

/** Splits what it is fed into lines and keeps those that are JSON objects with a type. */
export class LineReader {
  readonly messages: (Message & Record<string, unknown>)[] = [];
  #rest = "";

  feed(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const parsed = parseMessage(line);
      if (parsed) this.messages.push(parsed);
    }
  }
}

/** `refresh` reads what has come; it throws when nothing can come any more. */
export function inbox<Known>(name: string, reader: LineReader, refresh: () => void): Inbox<Known> {
  const matching = (match: Matcher) =>
    reader.messages.filter(typeof match === "string" ? ({ type }) => type === match : match);
  const message = async (match: Matcher, { timeout, count = 1 }: MessageOptions = {}) => {
    const options: WaitOptions = timeout === undefined ? {} : { timeout };
    const what = typeof match === "string" ? `"${match}"` : `a message like ${match}`;
    const find = () => {
      const before = matching(match)[count - 1];
      if (before) return before;
      refresh();
      return matching(match)[count - 1];
    };
    return until(`${what} from ${name}`, find, options).catch((error: Error) => {
      throw new Error(`${error.message}; came: ${JSON.stringify(reader.messages).slice(0, 2_000)}`);
    });
  };
  const box = {
    get messages() {
      refreshQuietly(refresh);
      return reader.messages;
    },
    of: (type: string) => {
      refreshQuietly(refresh);
      return matching(type);
    },
    message,
  };
  // Which facts come with which type is the fixture's word; nothing here checks it.
  return box as unknown as Inbox<Known>;
}

function refreshQuietly(refresh: () => void): void {
  try {
    refresh();
  } catch {
    // What came before the end is still there to be looked at.
  }
}

function parseMessage(line: string): (Message & Record<string, unknown>) | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const parsed = JSON.parse(line);
    return typeof parsed.type === "string" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

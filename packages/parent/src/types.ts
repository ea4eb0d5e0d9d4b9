import type {
  ChildProcess,
  ChildProcessByStdio,
  ChildProcessWithoutNullStreams,
  SpawnOptions,
  SpawnOptionsWithoutStdio,
  SpawnOptionsWithStdioTuple,
  StdioNull,
  StdioPipe,
} from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Lifeline } from "./lifeline.ts";
import type { LifelineOptions } from "./options.ts";

/** What a spawn returns, tied to this process. `await using` stops it at the end of the block. */
export type WithLifeline<R> = R & AsyncDisposable & { readonly lifeline: Lifeline };

export type LifelineProcess = WithLifeline<ChildProcess>;

/** The options of `node:child_process` `spawn`, and the lifeline's. */
export interface SpawnWithLifelineOptions extends SpawnOptions, LifelineOption {}

interface LifelineOption {
  lifeline?: LifelineOptions | undefined;
}

type Entry = StdioNull | StdioPipe;
type Side<E extends Entry, Stream> = E extends StdioPipe ? Stream : null;
type ByStdio<In extends Entry, Out extends Entry, Err extends Entry> = WithLifeline<
  ChildProcessByStdio<Side<In, Writable>, Side<Out, Readable>, Side<Err, Readable>>
>;
type Tuple<In extends Entry, Out extends Entry, Err extends Entry> = SpawnOptionsWithStdioTuple<
  In,
  Out,
  Err
> &
  LifelineOption;

/** Every overload of `node:child_process` `spawn`. */
export interface SpawnWithLifeline {
  (
    command: string,
    options?: SpawnOptionsWithoutStdio & LifelineOption,
  ): WithLifeline<ChildProcessWithoutNullStreams>;
  <In extends Entry, Out extends Entry, Err extends Entry>(
    command: string,
    options: Tuple<In, Out, Err>,
  ): ByStdio<In, Out, Err>;
  (command: string, options: SpawnWithLifelineOptions): LifelineProcess;
  (
    command: string,
    args?: readonly string[],
    options?: SpawnOptionsWithoutStdio & LifelineOption,
  ): WithLifeline<ChildProcessWithoutNullStreams>;
  <In extends Entry, Out extends Entry, Err extends Entry>(
    command: string,
    args: readonly string[],
    options: Tuple<In, Out, Err>,
  ): ByStdio<In, Out, Err>;
  (command: string, args: readonly string[], options: SpawnWithLifelineOptions): LifelineProcess;
}

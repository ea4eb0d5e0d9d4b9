/** No line is longer than 80: nobody's terminal wraps it. docs/cli.md says more. */
export const HELP = {
  lifeline: `Usage: lifeline <command> [options]

  run      runs a command that ends when whoever started lifeline is gone
  ps       draws the living trees of this machine
  doctor   says what protects a child here, and what is missing

  --help, -h      also of each command: lifeline run --help
  --version, -V
`,
  run: `Usage: lifeline run [options] -- command [args …]

Runs the command as if lifeline were not there: stdin, stdout, stderr, signals,
job control and the exit status are passed through. When whoever started
lifeline is gone, or lifeline itself, the command and all that it started are
ended.

  --grace <duration>     from the polite request to SIGKILL: 500ms, 5s, 2m, 1h;
                         default 5s
  --stop-signal <name>   the polite request; default SIGTERM
  --on-eof               also ends it when stdin closes: for ssh,
                         docker exec -i and kubectl exec -i
  --parent <pid>         ends with this process, instead of with whoever
                         started lifeline

Exit status: the command's own; 128 + n if signal n ended it; 127 if there is no
such command, 126 if it cannot be executed, 125 if lifeline could not do its
work, 2 if lifeline was called wrongly.
`,
  ps: `Usage: lifeline ps [--json]

Draws the living trees: above, whoever holds the lifeline, with its guard;
below, the child, with the first digits of its id, and all that it started.
Siblings that look alike are drawn as one. Only root sees those of other users.

  --json   all of it, for programs

Exit status: 0, also where there is no tree; 125 if /proc is missing or stdout
cannot be written, 2 if lifeline was called wrongly.
`,
  doctor: `Usage: lifeline doctor [--json]

Says what protects a child here, measured with real processes, and what to do
about what is missing.

  --json   the same, for programs

Exit status: 0 if all is well, 1 if something is missing, 125 if stdout cannot
be written, 2 if lifeline was called wrongly.
`,
} as const;

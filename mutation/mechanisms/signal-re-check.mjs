export default {
  part: "child",
  does: "a signal does not look for the parent first",
  patches: [
    [
      "child",
      'afterPoll(() => isParentGone() || shutdown.begin("signal", signal))',
      'shutdown.begin("signal", signal)',
    ],
  ],
  tests: ["test/api/shutdown-signals"],
  only: "looks for the parent",
};

export default {
  part: "child",
  does: "the end of a lifeline before HELLO tells nothing",
  patches: [
    [
      "child",
      "early ? doubt(evidence, performance.now() + 1e3) : onGone(evidence)",
      "early ? void 0 : onGone(evidence)",
    ],
  ],
  tests: ["test/faults/23b-", "test/faults/39b-"],
  only: "half a HELLO|that binds",
};

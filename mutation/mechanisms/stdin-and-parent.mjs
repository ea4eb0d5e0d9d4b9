export default {
  part: "child",
  does: "the end of the launcher alone is the end of its parent",
  patches: [
    [
      "child",
      "if (gone && (isUnheld || hasEnded || stdin?.destroyed)) return gone;",
      "if (gone) return gone;",
    ],
  ],
  tests: ["test/faults/37-"],
  only: "keeps running",
};

export default {
  part: "child",
  does: "the end of a lifeline before HELLO is the death of a parent that lives",
  patches: [
    ["child", "if (!named || evidenceOfDeath(named)) onGone(evidence);", "if (true) onGone(evidence);"],
  ],
  tests: ["test/faults/23b-"],
  only: "half a HELLO",
};

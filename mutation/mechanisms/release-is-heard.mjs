export default {
  part: "child",
  does: "RELEASE means nothing",
  patches: [["child", '} else if (verb === "RELEASE") {', '} else if (verb === "NOTHING") {']],
  tests: ["test/api/release"],
  only: "live on",
};

export default {
  part: "guard",
  does: "the guard ends what was released",
  patches: [["guard", "is_released() {", "is_released() { return 1;"]],
  tests: ["test/guard/guard.test", "test/api/release"],
  only: "released|live on",
};

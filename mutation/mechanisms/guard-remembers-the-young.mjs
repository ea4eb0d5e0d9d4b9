export default {
  part: "guard",
  does: "a process that is too young to be asked is forgotten until the next look",
  patches: [["guard", "else asked=0; fi", "else return; fi"]],
  tests: ["test/guard/starved"],
  only: "too young",
};

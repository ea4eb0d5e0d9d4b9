/** Runs `work` in so many lanes at once, each time with the next number, until `isOver`. */
export async function inLanes(lanes, first, isOver, work) {
  let next = first;
  const lane = async () => {
    while (!isOver(next)) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return next - first;
}

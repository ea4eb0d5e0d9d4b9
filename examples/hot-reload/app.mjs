// The app: it holds a port. Save this file while the runner runs.
import { createServer } from "node:http";

const version = "1";
const server = createServer((_request, response) => response.end(`version ${version}\n`));
server.listen(Number(process.env.PORT ?? 8099), "127.0.0.1", () => {
  console.log(`app: pid ${process.pid}, port ${server.address().port}, version ${version}, built __BUILD__`);
});

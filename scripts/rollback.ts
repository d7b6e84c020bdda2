/** npm run rollback: puts the build before the current one back. A running npm run serve takes it over. */
import { swapWithPrevious } from "./kept-builds.ts";
import { runScript } from "./settings.ts";

await runScript(async () => {
  const { builtAt } = await swapWithPrevious();
  console.log(`Back at the build of ${builtAt.slice(0, 16).replace("T", " ")} UTC. A running npm run serve takes it over within a second.`);
  console.log("The build that was replaced is kept: npm run rollback again brings it back. npm start would build anew; serve with npm run serve.");
});

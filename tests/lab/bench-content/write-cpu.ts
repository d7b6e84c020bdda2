import { writeFileSync } from "node:fs";

/** Imported before a program: writes the CPU time of all its threads, in seconds, into the file `CPU_FILE`. */
process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  if (process.env.CPU_FILE) writeFileSync(process.env.CPU_FILE, String((user + system) / 1e6));
});

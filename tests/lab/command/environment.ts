import { cpus, loadavg } from "node:os";

/** The machine of a run, as it is kept with the results. */
export interface Environment {
  node: string;
  platform: string;
  cpus: number;
  cpuModel: string;
  /** Of the minute before the run. */
  loadAverage: number;
}

/** Reads it. Call it before the run begins: later the load average includes the run's own work. */
export function environmentNow(): Environment {
  return { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, cpuModel: cpus()[0]?.model.trim() ?? "", loadAverage: loadNow() };
}

/** The load average of the last minute. */
export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

/** Whether other programs were at work before the run: they affect every time that was measured. */
export function wasBusy({ loadAverage, cpus: count }: Pick<Environment, "loadAverage" | "cpus">): boolean {
  return loadAverage > count / 4;
}

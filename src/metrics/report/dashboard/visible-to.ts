import type { Viewer } from "../../../host/auth/viewer.ts";
import type { Dashboard } from "./dashboard-model.ts";

/** What of the dashboard this viewer may see: without rows of single visits and visitors' error messages, unless the role allows them. */
export function visibleTo(viewer: Pick<Viewer, "may">, dashboard: Dashboard): Dashboard {
  if (viewer.may("see-visits")) return dashboard;
  return { ...dashboard, metrics: [], errorGroups: { ...dashboard.errorGroups, groups: [] } };
}

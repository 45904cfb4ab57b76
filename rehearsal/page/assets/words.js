// How the page says things.

export const STAGES = {
  RECONCILE_SERVICE: "Reconcile", PRE_SCALE_UP: "Before scale-up", SCALE_UP: "Scale up",
  POST_SCALE_UP: "After scale-up", TEST_TRAFFIC_SHIFT: "Test shift", POST_TEST_TRAFFIC_SHIFT: "After test shift",
  PRE_PRODUCTION_TRAFFIC_SHIFT: "Before production", PRODUCTION_TRAFFIC_SHIFT: "Production shift",
  POST_PRODUCTION_TRAFFIC_SHIFT: "After production", BAKE_TIME: "Bake", CLEAN_UP: "Clean up",
};
const STATUSES = {
  PENDING: ["about to begin", "wait"], IN_PROGRESS: ["in progress", "wait"], SUCCESSFUL: ["done", "good"],
  STOP_REQUESTED: ["stopping", "bad"], STOPPED: ["stopped", "bad"],
  ROLLBACK_REQUESTED: ["going back", "bad"], ROLLBACK_IN_PROGRESS: ["going back", "bad"],
  ROLLBACK_SUCCESSFUL: ["rolled back", "bad"], ROLLBACK_FAILED: ["rollback failed: a person is needed", "bad"],
};
export const STRATEGIES = { ROLLING: "Rolling", BLUE_GREEN: "Blue/green", CANARY: "Canary", LINEAR: "Linear" };

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export const daytime = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });
export const rate = (number) => (number && number < 10 ? number.toFixed(1) : String(Math.round(number)));
export const percent = (number) => `${Number.isInteger(number) ? number : number.toFixed(1)} %`;

export function ending(wait) {
  if (wait.kind === "answer") return wait.then === "rollback" ? "then it rolls back" : "then it goes on";
  return wait.kind === "bake" ? "then the old side is taken down" : "then the next step";
}

export function holding(deployment) {
  const kind = deployment.wait.kind;
  if (kind === "answer") return `Paused at “${current(deployment)}”, waiting for an answer`;
  return kind === "bake" ? "Baking, with the old side standing by" : `Resting at ${percent(deployment.share)}`;
}

export function current(deployment) {
  const stage = deployment.stages.find((one) => one.passage === "current");
  return stage ? STAGES[stage.name] ?? stage.name : "";
}

export const statusOf = (deployment) => STATUSES[deployment.status] ?? [deployment.status, "wait"];

/** PostHog's cloud serves its scripts from another host than it receives events at; one's own server does both. */
export function postHogFiles(host: string): string {
  return host.replace(/^https:\/\/(us|eu)\.i\.posthog\.com$/, "https://$1-assets.i.posthog.com");
}

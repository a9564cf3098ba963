/**
 * KOA-T5: what a platform is asked for before anything is destroyed, by the names of `/v1/describe`. Each is given, or said to be absent with
 * the reason. The runtime pack manifest and the channel index are read from the pack store itself.
 */
export const evidenceItems = [
  'build-record',
  'validation-report',
  'activation-state',
  'render-bundles',
  'trace-maps',
  'execution-envelopes',
  'execution-telemetry',
  'trust-roots',
  'revocations',
] as const;

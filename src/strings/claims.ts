/** The claims' texts alone, as in presets.ts. */
export { claims as claimTexts } from './en/claims.ts';

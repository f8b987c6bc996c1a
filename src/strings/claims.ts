/** Texts of the claims, apart from the page's other texts: the command line uses them without the page. */
export { claims as claimTexts } from './en/claims.ts';

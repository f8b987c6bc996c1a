/** The page's own address, before "?" and "#". */
export const pageAddress = (): string => location.origin + location.pathname;

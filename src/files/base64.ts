/** Bytes as base64, as they stand in run files; small ones: they pass through one call. */
export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/**
 * The device asked for cannot be had here, or cannot hold what is asked of it; says why. Another is never put
 * in its place.
 */
export class DeviceUnavailable extends Error {}

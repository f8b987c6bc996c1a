/*
 * The types of a run's log, for all that only speak of events: what declares and checks them stays in log/.
 */
export type { DeviceInfo } from '../backend/device.ts';
export type { StageTrace } from '../training/trace.ts';
export type * from './log/allEvents.ts';
export type { RunEvent } from './log/runEvent.ts';

/*
 * Every import of zod in the page, its workers and the command line is of this (vite.config.ts): the page's
 * policy takes no text as code, and a schema looks when it is made whether it may compile itself. Here, and
 * not in a module imported first: the builder puts modules into chunks in an order of its own.
 */
import { config } from 'zod/v4';

config({ jitless: true });

export * from 'zod/v4';

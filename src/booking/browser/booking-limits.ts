/** How long things may take, in ms. */

/**
 * From the click until the visitor is offered other ways: the 5 s that are promised, less what it
 * takes to paint them. A calendar that is late is still waited for, so this gives up nothing.
 */
export const timeout = 4_900;

/**
 * The same while the calendar's server has not begun to answer. Some need up to 5 s for their first
 * byte; the connection comes on top.
 */
export const unanswered = 6_500;

/** The same once the document is coming in or Cal's script runs: slow, and not failed. */
export const slow = 15_000;

/**
 * From the end of the document's loading, at least: Cal's script speaks before that or just after.
 * A slow machine gets as long again as it took to load the document.
 */
export const silent = 800;

/**
 * From Cal's report that the slots have loaded until they can be seen: Cal's booker then mounts the
 * list of times, which waits 100 ms and fades in for 300 (`fadeInLeft` in packages/features/bookings/
 * Booker/config.ts). In a frame that is laid out this happens whether the dialog is open or not.
 */
export const appear = 440;

/**
 * Cal's form holds its time for this long (`MINUTES_TO_BOOK` in packages/lib/constants.ts), and renews that while it is open.
 * Meanwhile Cal's API leaves the time out, for this visitor, too.
 */
export const hold = 300_000;

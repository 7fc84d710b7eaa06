// A double click must not sign somebody up twice.

export const SECONDS_BETWEEN = 2;

/** Whether enough time has passed since the last entry. Times are in milliseconds. */
export function isLate(last«: number», now«: number»)«: boolean» {
  return now - last >= SECONDS_BETWEEN * 1000 || now < last;
}

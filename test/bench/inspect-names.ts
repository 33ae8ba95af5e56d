/** What the rows of `inspect` are called, for those who measure them and those who draw them. */
export const INSPECT = 'inspect';
export const WITHOUT_TAPS = 'without taps';
export const RECORDED = 'recorded';
export const INTERPRETED = 'interpreted';

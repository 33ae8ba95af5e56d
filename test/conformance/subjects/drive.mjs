/**
 * Autobahn's loop, for a client of any kind: how many cases there are, each case, and the end.
 *
 * `talk(url, onMessage)` connects, hands each message and a function that sends one back to `onMessage`, and settles when the
 * connection is over, however that came about.
 */
export async function drive(agent, talk) {
  const base = process.env.WIRECHART_CONFORM_URL;
  const query = `agent=${encodeURIComponent(agent)}`;
  let count = 0;
  await talk(`${base}/getCaseCount`, (message) => {
    count = Number(message);
  });
  for (let number = 1; number <= count; number++) {
    await talk(`${base}/runCase?case=${number}&${query}`, (message, send) => send(message));
  }
  await talk(`${base}/updateReports?${query}`, () => {});
}
